"""Request ids and log lines, and what must not be in them."""

import json

import pytest

from api.http.telemetry import log


def test_a_request_is_one_line_without_its_query(client, capsys):
    client.get("/api/v1/tracks?q=secret", headers={"X-Request-ID": "abc-1"})
    (line,) = [json.loads(text) for text in capsys.readouterr().err.splitlines()]
    assert line["path"] == "/api/v1/tracks"
    assert line["route"] == "/api/v1/tracks"
    assert (line["method"], line["status"], line["request_id"]) == ("GET", 200, "abc-1")
    assert line["ms"] >= 0
    assert "secret" not in json.dumps(line)


@pytest.mark.parametrize("client_id", ["", "a b", "x" * 65, "<script>", "é"])
def test_an_id_that_is_not_plain_is_replaced(client, client_id):
    answer = client.get("/healthz", headers={"X-Request-ID": client_id})
    assert answer.headers["X-Request-ID"] != client_id
    assert len(answer.headers["X-Request-ID"]) == 32


def test_a_path_cannot_write_to_the_terminal(client, capsys):
    client.get("/api/%1b%5b31m%0aforged")
    (line,) = capsys.readouterr().err.splitlines()
    assert json.loads(line)["path"] == "/api/%1B%5B31m%0Aforged"


def test_a_text_that_is_no_unicode_is_logged(client, capsys):
    log().warning("odd", got="\ud800")
    assert json.loads(capsys.readouterr().err)["got"] == "\ud800"


def test_a_crash_in_the_database_logs_no_value_of_its_statement(client, execute, capsys):
    execute("create unique index one_name on app.stations (name)")
    body = {"name": "Twice", "request": {"seeds": [{"track_id": "t01"}]}}
    try:
        assert client.post("/api/v1/stations", json=body).status_code == 201
        assert client.post("/api/v1/stations", json=body).status_code == 500
    finally:
        execute("drop index app.one_name")
        execute("delete from app.stations")
    logged = capsys.readouterr().err
    assert "INSERT INTO app.stations" in logged
    assert "'feed_key': " not in logged  # whoever has it reads the feed


def test_flask_sends_no_session_of_its_own(client):
    client.set_cookie("session", "x")
    assert "Set-Cookie" not in client.get("/healthz").headers


def test_a_method_that_a_client_invents_gets_no_metric_of_its_own(client):
    assert client.open("/healthz", method="INVENTED").status_code == 405
    text = client.get("/metrics").text
    assert "INVENTED" not in text
    assert 'method="other"' in text
