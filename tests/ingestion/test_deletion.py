"""Forgetting takes all that one source brought and nothing of another; bodies go by age."""

import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

import ingestion
from ingestion.deletion import STAGING
from ingestion.load.tables import TABLES
from segue.errors import WrongUsage
from segue.settings import settings

FORGET = "import sys, ingestion; ingestion.forget('tracks', sys.argv[1])"


@pytest.fixture
def filled(load: Callable, fixtures: Path, tmp_path: Path, raw_url: str) -> str:
    """Return the URL of a database with rows of two sources, and a rejection of each."""
    load("tracks", fixtures / "tracks" / "tidytuesday.csv", fixtures / "tracks" / "generic.csv")
    load("playlists", fixtures / "playlists" / "entries.csv")
    broken = tmp_path / "broken.csv"
    broken.write_text("track_id,tempo,playlist_id\n0aaaaaaaaaaaaaaaaaaaaA,120,p\nx\n")
    load("tracks", broken)
    load("playlists", broken)
    return raw_url


def count_rows(query: Callable) -> dict[str, dict[str, int]]:
    """Return how many rows of which source each table holds."""
    return {
        name: dict(query(f"select _source, count(*) from raw.{name} group by 1")) for name in TABLES
    }


def test_it_deletes_what_the_source_brought_and_leaves_the_others(filled, query):
    before = count_rows(query)
    summary = ingestion.forget("tracks", filled)
    after = count_rows(query)
    for name, sources in before.items():
        assert after[name] == {s: n for s, n in sources.items() if s != "tracks"}
        assert summary.tables.get(f"raw.{name}", 0) == sources.get("tracks", 0)
    assert summary.rows == sum(summary.tables.values()) > 0
    assert query("select distinct source from raw._rejected") == [("playlists",)]
    assert summary.tables["raw._rejected"] == 1
    assert query("select count(*) > 0 from raw._runs where source = 'tracks'") == [(True,)]


def test_a_second_time_there_is_nothing_to_delete(filled):
    ingestion.forget("tracks", filled)
    assert ingestion.forget("tracks", filled).tables == {}


def test_what_was_forgotten_can_be_loaded_again(filled, load, fixtures, query):
    ingestion.forget("playlists", filled)
    again = load("playlists", fixtures / "playlists" / "entries.csv")
    assert again.tables["playlist_items"].new == again.tables["playlist_items"].found > 0


def test_what_a_killed_ingest_left_is_deleted_too(filled, query):
    with psycopg.connect(filled) as connection:
        # as an earlier version of Segue staged it
        connection.execute(f"create schema {STAGING}")
        connection.execute(
            f"create table {STAGING}.tracks as select * from raw.tracks where _source = 'tracks'"
        )
    left = settings().home / "dlt" / "work" / "rows.csv"
    left.parent.mkdir(parents=True)
    left.write_text("a row")
    summary = ingestion.forget("tracks", filled)
    assert query(f"select count(*) from {STAGING}.tracks") == [(0,)]
    assert summary.tables[f"{STAGING}.tracks"] == summary.tables["raw.tracks"]
    assert not left.parent.exists()
    with psycopg.connect(filled) as connection:
        connection.execute(f"drop schema {STAGING} cascade")


def test_forgetting_spotify_takes_the_sign_in_and_what_it_answered(raw_url, query):
    from ingestion.http.ledger import ensure_ledger

    with psycopg.connect(raw_url, autocommit=True) as connection:
        ensure_ledger(connection)
        connection.execute("create schema if not exists app")
        connection.execute("create table app.spotify_tokens (account text, token text)")
        connection.execute("insert into app.spotify_tokens values ('me', 'secret')")
        connection.execute("insert into raw._api_answers values ('spotify', 'GET /me', '{}')")
        connection.execute("insert into raw._api_answers values ('demo', 'GET /me', '{}')")
    assert ingestion.forget("tracks", raw_url).tables == {}
    assert ingestion.forget("spotify", raw_url).tables == {
        "raw._api_answers": 1, "app.spotify_tokens": 1,
    }  # fmt: skip
    assert query("select source from raw._api_answers") == [("demo",)]
    with psycopg.connect(raw_url) as connection:
        connection.execute("drop schema app cascade")
        connection.execute("truncate raw._api_answers")


def test_an_unknown_source_is_answered_with_the_known_ones(raw_url):
    with pytest.raises(WrongUsage, match=r"demo, tracks, playlists.*got 'spotfy'"):
        ingestion.forget("spotfy", raw_url)


def test_killed_while_forgetting_all_is_there_or_nothing(filled, query):
    before, moments = count_rows(query), random.Random(11)
    remaining = {
        n: {s: c for s, c in count_rows.items() if s != "tracks"}
        for n, count_rows in before.items()
    }
    for _ in range(2):
        process = subprocess.Popen([sys.executable, "-c", FORGET, filled])
        time.sleep(moments.uniform(0.3, 1.2))
        process.kill()
        process.wait()
        assert count_rows(query) in (before, remaining)
    ingestion.forget("tracks", filled)
    assert count_rows(query) == remaining


def test_old_bodies_are_emptied_and_the_rows_stay_known(raw_url, load, query):
    load("demo")
    [(bodies,)] = query("select count(_payload) from raw.artists")
    assert bodies > 0
    assert ingestion.expire_payloads(raw_url, 30) == {}
    with psycopg.connect(raw_url) as connection:
        connection.execute("update raw.artists set _fetched_at = now() - interval '31 days'")
    assert ingestion.expire_payloads(raw_url, 30) == {"artists": bodies}
    assert query("select count(*), count(_payload) from raw.artists") == [(bodies, 0)]
    assert load("demo").tables["artists"].unchanged == bodies


def test_a_negative_age_is_wrong_usage(raw_url):
    with pytest.raises(WrongUsage, match="expected a number of days from 0, got -1"):
        ingestion.expire_payloads(raw_url, -1)
