"""Limits hold for each person and address over all processes; the counts are in Postgres."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from api.http import request_counts
from api.http.rate_limits import RateLimit
from api.http.request_counts import RequestCounts

TRACKS = "/api/v1/tracks"


@pytest.fixture
def make_limited(make_app, api_url, execute) -> Callable[..., FlaskClient]:
    execute("delete from app.request_counts")

    def make(**limits: int) -> FlaskClient:
        changed = {f"RATELIMIT_{name.upper()}": RateLimit(n) for name, n in limits.items()}
        return make_app(api_url, RATELIMIT_ENABLED=True, SECRET_KEY="k", **changed).test_client()

    return make


def test_too_many_requests_are_a_problem_with_the_time_to_wait(make_limited):
    client = make_limited(requests=2)
    first = client.get(TRACKS)
    assert "Retry-After" not in first.headers
    assert first.headers["X-RateLimit-Limit"] == "2"
    assert first.headers["X-RateLimit-Remaining"] == "1"
    client.get(TRACKS)
    answer = client.get(TRACKS)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 60
    assert answer.headers["X-RateLimit-Remaining"] == "0"
    assert answer.json["detail"].startswith("expected at most 2 requests in 60 seconds, got more")


def test_health_pages_and_covers_are_not_limited(make_limited):
    client = make_limited(requests=1)
    for _ in range(3):
        assert client.get("/healthz").status_code == 200
        assert client.get("/covers/a.svg").status_code == 200


def test_feeds_are_limited_by_address(make_limited):
    client = make_limited(requests=2)
    statuses = [client.get(f"/feeds/{key}").status_code for key in "abc"]
    assert statuses == [404, 404, 429]


def test_a_clock_that_was_set_back_prolongs_no_window(make_limited, execute):
    make_limited(requests=1).get(TRACKS)
    execute("update app.request_counts set hits = 9, expires_at = now() + interval '1 day'")
    client = make_limited(requests=1)
    assert client.get(TRACKS).status_code == 200
    answer = client.get(TRACKS)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) <= 60


def test_two_processes_share_one_limit(make_limited):
    one, other = make_limited(requests=10), make_limited(requests=10)
    statuses = [client.get(TRACKS).status_code for _ in range(8) for client in (one, other)]
    assert statuses == [200] * 10 + [429] * 6


def test_writes_have_a_limit_of_their_own(make_limited):
    client = make_limited(requests=100, writes=2)
    like = {"verdict": "like"}
    statuses = [client.put("/api/v1/feedback/t01", json=like).status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
    assert client.get(TRACKS).status_code == 200
    seeds = {"seeds": [{"track_id": "t01"}]}
    assert client.post("/api/v1/recommendations", json=seeds).status_code == 200


def test_each_person_and_each_address_has_its_own_count(people, make_app):
    people.execute("delete from app.request_counts")
    url = people.app.config["SQLALCHEMY_DATABASE_URI"].replace("+psycopg", "")
    few = {"RATELIMIT_REQUESTS": RateLimit(2), "RATELIMIT_ADDRESS": RateLimit(5)}
    app = make_app(url, RATELIMIT_ENABLED=True, **few)
    one, other = app.test_client(), app.test_client()
    one.set_cookie("segue_session", people.session("person"))
    other.set_cookie("segue_session", people.session("owner"))
    assert [one.get(TRACKS).status_code for _ in range(3)] == [200, 200, 429]
    assert [other.get(TRACKS).status_code for _ in range(3)] == [200, 200, 429]
    # neither takes from what anonymous requests from their address may use, to sign in, say
    anonymous, elsewhere = app.test_client(), {"REMOTE_ADDR": "192.0.2.7"}
    assert [anonymous.get(TRACKS).status_code for _ in range(3)] == [200, 200, 429]
    assert anonymous.get(TRACKS, environ_base=elsewhere).status_code == 200


def test_persons_behind_one_address_share_a_limit_that_anonymous_requests_do_not_use(
    people, make_app
):
    people.execute("delete from app.request_counts")
    url = people.app.config["SQLALCHEMY_DATABASE_URI"].replace("+psycopg", "")
    few = {"RATELIMIT_REQUESTS": RateLimit(4), "RATELIMIT_ADDRESS": RateLimit(5)}
    app = make_app(url, RATELIMIT_ENABLED=True, **few)
    anonymous = app.test_client()
    assert [anonymous.get(TRACKS).status_code for _ in range(20)] == [200] * 4 + [429] * 16
    one, other = app.test_client(), app.test_client()
    one.set_cookie("segue_session", people.session("person"))
    other.set_cookie("segue_session", people.session("owner"))
    assert [one.get(TRACKS).status_code for _ in range(4)] == [200] * 4
    assert [other.get(TRACKS).status_code for _ in range(2)] == [200, 429]


def test_most_requests_of_a_large_limit_cost_no_statement(app, monkeypatch):
    added: list[int] = []
    counts = RequestCounts()
    monkeypatch.setattr(
        request_counts, "write_unlogged", lambda _, values: added.append(values["hits"]) or rows()
    )

    def rows() -> list[Any]:
        return [type("Row", (), {"hits": sum(added), "remaining_s": 60.0, "expires_at": None})]

    monkeypatch.setattr(request_counts, "SHARE_WITHIN_S", 1e9)
    with app.app_context():
        hits = [counts.add("somebody", 1000, 60).hits for _ in range(700)]
    assert hits == list(range(1, 701))
    assert len(added) == 1 + 699 // 50


def test_near_the_limit_every_request_is_counted_in_postgres(app, execute):
    execute("delete from app.request_counts")
    one, other = RequestCounts(), RequestCounts()
    with app.app_context():
        for _ in range(500):
            one.add("somebody", 1000, 60)
            last = other.add("somebody", 1000, 60)
        assert 1000 - 1000 // request_counts.SHARES_PER_LIMIT <= last.hits <= 1000
        refused = [one.add("somebody", 1000, 60).hits > 1000 for _ in range(3)]
    assert refused[-1]


def test_threads_lose_no_count(app, execute):
    execute("delete from app.request_counts")
    counts, together = RequestCounts(), threading.Barrier(4)

    def send(_: int) -> None:
        with app.app_context():
            together.wait()
            for _ in range(50):
                counts.add("somebody", 20, 60)

    with ThreadPoolExecutor(4) as executor:
        list(executor.map(send, range(4)))
    with app.app_context():
        assert counts.add("somebody", 20, 60).hits == 201


def test_a_window_that_has_ended_begins_again(app, execute):
    execute("delete from app.request_counts")
    with app.app_context():
        RequestCounts().add("somebody", 10, 60)
        execute("update app.request_counts set expires_at = now() - interval '1 second'")
        assert RequestCounts().add("somebody", 10, 60).hits == 1
        execute("update app.request_counts set expires_at = now() - interval '2 days'")
        monthly = RequestCounts(_n_shares=request_counts.SHARES_BETWEEN_CLEANINGS - 1)
        monthly.add("another", 10, 60)
    assert execute("select count(*) from app.request_counts").fetchone() == (1,)


def test_without_a_database_each_process_counts_alone(app, monkeypatch, capsys):
    def fail(*_: object) -> None:
        raise OperationalError("insert", {}, Exception("lost"))

    monkeypatch.setattr(request_counts, "write_unlogged", fail)
    counts = RequestCounts()
    with app.app_context():
        assert [counts.add("somebody", 2, 60).hits for _ in range(4)] == [1, 2, 3, 4]
    assert "requests are counted by this process alone" in capsys.readouterr().err


def test_a_request_goes_on_after_the_connection_broke_while_it_was_counted(
    make_limited, monkeypatch
):
    broken = "select pg_terminate_backend(pg_backend_pid()), :key, :hits, :window"
    monkeypatch.setattr(request_counts, "ADD", text(broken))
    assert make_limited(requests=5).get(TRACKS).status_code == 200


def test_no_address_and_no_name_is_stored(make_limited, execute):
    make_limited(requests=2).get(TRACKS, environ_base={"REMOTE_ADDR": "192.0.2.44"})
    stored = execute("select key, octet_length(key) from app.request_counts").fetchall()
    assert [length for _, length in stored] == [16]
    assert b"192" not in stored[0][0]
    persistence = execute(
        "select relpersistence from pg_class where oid = 'app.request_counts'::regclass"
    ).fetchone()
    assert persistence == ("u",)
