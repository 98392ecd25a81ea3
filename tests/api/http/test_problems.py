"""Every error response has one shape and says what to do."""

import json

import pytest


def test_an_unknown_url_is_a_problem(client):
    answer = client.get("/api/v1/nothing")
    assert answer.json == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": "expected a known URL, got /api/v1/nothing; see /docs/api for all of them",
    }


def test_a_wrong_method_is_a_problem_that_names_the_right_ones(client):
    answer = client.post("/api/v1/tracks")
    assert answer.status_code == 405
    assert "GET" in answer.json["detail"]
    assert "GET" in answer.headers["Allow"]


@pytest.mark.parametrize("path", ["account/session", "account/tokens", "accounts", "feedback"])
def test_a_wrong_method_is_405_whoever_asks(client, path):
    answer = client.open(f"/api/v1/{path}", method="TRACE")
    assert answer.status_code == 405
    assert answer.headers["Allow"]


def test_null_is_no_body(client):
    answer = client.post("/api/v1/recommendations", data="null", content_type="application/json")
    assert answer.status_code == 400
    assert "expected JSON in the body" in answer.json["detail"]


def test_a_body_that_is_too_large_is_a_problem(make_app, api_url):
    client = make_app(api_url, MAX_CONTENT_LENGTH=100).test_client()
    answer = client.put("/api/v1/feedback/t01", json={"verdict": "x" * 200})
    assert answer.status_code == 413
    assert "smaller body" in answer.json["detail"]


@pytest.fixture
def crashing(make_app, api_url):
    app = make_app(api_url)

    @app.get("/crash")
    @app.doc(hide=True)
    def crash() -> None:
        raise RuntimeError("the password is hunter2")

    return app.test_client()


def test_a_crash_is_a_problem_with_its_request_id_and_nothing_else(crashing, capsys):
    answer = crashing.get("/crash?token=secret", headers={"X-Request-ID": "r-1"})
    assert answer.status_code == 500
    assert answer.headers["X-Request-ID"] == "r-1"
    assert "the request id r-1" in answer.json["detail"]
    assert "hunter2" not in answer.text
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    crash = next(line for line in lines if line["event"] == "crash")
    assert crash["request_id"] == "r-1"
    assert "RuntimeError" in crash["exception"]
    assert "secret" not in json.dumps(crash)


def test_the_setting_switches_the_limits_off(monkeypatch, database_url, api_url):
    import api
    from segue.settings import settings

    for value, expected in (("off", False), ("on", True)):
        monkeypatch.setenv("SEGUE_RATE_LIMIT", value)
        settings.cache_clear()
        assert api.create_app(api_url).config["RATELIMIT_ENABLED"] is expected
    monkeypatch.undo()
    settings.cache_clear()


def test_a_missing_privilege_is_a_problem_that_names_the_table(make_app, api_url, execute):
    execute("create role half_blind login password 'secret'")
    execute("grant usage on schema marts, app to half_blind")
    execute("grant select on all tables in schema marts, app to half_blind")
    execute("revoke select on marts.training_memberships from half_blind")
    address = api_url.rpartition("@")[2]
    client = make_app(f"postgresql://half_blind:secret@{address}").test_client()
    try:
        for answer in (
            client.get("/api/v1/tracks/t10/recommendations"),
            client.post("/api/v1/recommendations", json={"seeds": [{"track_id": "t10"}]}),
            client.put("/api/v1/feedback/t10", json={"verdict": "like"}),
        ):
            assert answer.status_code == 503
            assert "permission denied for" in answer.json["detail"]
    finally:
        execute("drop owned by half_blind")
        execute("drop role half_blind")
