"""Reads continue while a build locks tables, and no lock outlives its statement."""

import threading
import time
from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import event

import api.db.database

SEED = f"/api/v1/tracks/{'1' * 22}"
VERDICT = "/api/v1/feedback/t01"


@pytest.fixture
def build(api_url: str) -> Iterator[psycopg.Connection]:
    """Return a connection that stands for a build."""
    with psycopg.connect(api_url) as connection:
        yield connection
        connection.rollback()


def test_a_reader_waits_for_a_short_lock_and_gets_its_rows(client, build):
    build.execute("lock table marts.dim_albums in access exclusive mode")
    ending = threading.Timer(1.2, build.rollback)
    ending.start()
    answer = client.get(SEED)
    ending.join()
    assert answer.status_code == 200
    assert answer.json["album"]["album_name"] == "Discovery"


def test_a_reader_gives_up_when_a_build_holds_a_table_for_long(client, build, monkeypatch):
    monkeypatch.setattr(api.db.database, "ATTEMPTS", 2)
    build.execute("lock table marts.fact_tracks in access exclusive mode")
    answer = client.get(SEED)
    assert answer.status_code == 503
    assert answer.json["detail"] == (
        "expected the marts, got a build that is replacing them; try again in a moment"
    )


def test_in_a_deadlock_the_reader_gives_up_and_never_the_build(client, build):
    # the reader's statement takes one table and waits for the other; the build the other way round
    build.execute("lock table marts.dim_albums in access exclusive mode")
    reader = threading.Thread(target=lambda: answers.append(client.get(SEED)))
    answers: list = []
    reader.start()
    time.sleep(0.2)
    build.execute("lock table marts.fact_tracks in access exclusive mode")
    build.execute("lock table marts.artist_tracks in access exclusive mode")
    build.rollback()
    reader.join()
    assert answers[0].status_code == 200


def test_no_lock_outlives_its_statement(app, build):
    with app.app_context():
        from api.tracks.queries import load_summaries

        assert load_summaries(["1" * 22])
        build.execute("set lock_timeout = '200ms'")
        build.execute("lock table marts.fact_tracks in access exclusive mode")


def test_a_verdict_is_one_statement_on_a_connection_just_used(app, client):
    client.put(VERDICT, json={"verdict": "like"})
    sent = []
    with app.app_context():
        engine = api.db.database.db.engine

        def note(_connection, _cursor, statement, *_) -> None:
            sent.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        try:
            assert client.put(VERDICT, json={"verdict": "never"}).status_code == 200
        finally:
            event.remove(engine, "before_cursor_execute", note)
    assert [one for one in sent if "app.feedback" in one] == sent
    assert len(sent) == 1


def test_a_write_takes_another_connection_if_the_server_has_closed_its_own(client, build):
    client.put(VERDICT, json={"verdict": "like"})
    build.execute(
        "select pg_terminate_backend(pid, 5000) from pg_stat_activity "
        "where application_name = 'segue api' and datname = current_database()"
    )
    assert client.put(VERDICT, json={"verdict": "never"}).status_code == 200
