"""`segue up` builds only when something changed: rows, verdicts, or the project itself."""

import uuid

import psycopg
import pytest

from segue import currency


@pytest.fixture
def noted(demo_warehouse):
    currency.note_build(demo_warehouse)
    yield demo_warehouse
    currency.forget_build(demo_warehouse)


def test_what_was_just_built_is_current(noted):
    assert currency.is_current(noted)


def test_a_new_verdict_asks_for_a_build(noted):
    profile = uuid.uuid4()
    with psycopg.connect(noted, autocommit=True) as connection:
        connection.execute("insert into app.profiles (profile_id) values (%s)", (profile,))
        connection.execute(
            "insert into app.feedback (profile_id, track_id, verdict)"
            " select %s, track_id, 'like' from marts.fact_tracks limit 1",
            (profile,),
        )
        try:
            assert not currency.is_current(noted)
        finally:
            connection.execute("delete from app.profiles where profile_id = %s", (profile,))
    assert currency.is_current(noted)


def test_a_forgotten_note_asks_for_a_build(noted):
    currency.forget_build(noted)
    assert not currency.is_current(noted)


def test_a_mart_that_was_dropped_asks_for_a_build(noted):
    with psycopg.connect(noted, autocommit=True) as connection:
        connection.execute("alter table marts.fact_feedback rename to gone")
        try:
            assert not currency.is_current(noted)
        finally:
            connection.execute("alter table marts.gone rename to fact_feedback")


def test_a_database_without_marts_is_never_current(database_url):
    assert not currency.is_current(database_url)
