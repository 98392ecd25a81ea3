"""Titles of one song, and of different works, in `tests/fixtures/recordings/titles.csv`."""

import csv
import json
from collections import defaultdict

import psycopg
import pytest

from segue.settings import PROJECT_ROOT

FILE = PROJECT_ROOT / "tests" / "fixtures" / "recordings" / "titles.csv"
BUILD = ("run", "--select", "+int_tracks_keyed_by_recording")
INSERT = """
    insert into raw.tracks (
        _source, _provider, _fetched_at, _row_hash, _dlt_load_id,
        track_id, name, artists, album_name, isrc
    ) values (
        'tracks', 'generic', now(), 1, 'l',
        %(track_id)s, %(track_name)s, %(artists)s, %(album_name)s, nullif(%(isrc)s, '')
    )
"""


def read_titles() -> list[dict[str, str]]:
    with FILE.open() as file:
        rows = list(csv.DictReader(file))
    for number, row in enumerate(rows):
        names = [{"id": None, "name": name} for name in row["artists"].split(";")]
        row |= {"track_id": f"t{number:03d}", "artists": json.dumps(names)}
    return rows


@pytest.fixture(scope="module")
def titles():
    return read_titles()


@pytest.fixture(scope="module")
def built(history, titles):
    with psycopg.connect(history.url) as connection:
        connection.cursor().executemany(INSERT, titles)
    assert history.dbt("seed").success
    outcome = history.dbt(*BUILD)
    assert outcome.success, outcome.log[-3000:]
    return history


@pytest.fixture(scope="module")
def recordings(built):
    rows = "select track_id, recording_id from intermediate.int_tracks_keyed_by_recording"
    return dict(built.query(rows))


def test_the_titles_of_one_song_are_one_recording(titles, recordings):
    found = defaultdict(lambda: defaultdict(list))
    for row in titles:
        found[row["song"]][recordings[row["track_id"]]].append(row["track_name"])
    assert {song: dict(by) for song, by in found.items() if len(by) > 1} == {}


def test_no_two_works_are_one_recording(titles, recordings):
    found = defaultdict(set)
    for row in titles:
        found[recordings[row["track_id"]]].add(row["song"])
    assert {recording: songs for recording, songs in found.items() if len(songs) > 1} == {}


def test_the_key_of_a_song_is_its_artist_and_the_words_of_its_title(titles, recordings):
    keys = {row["track_name"]: recordings[row["track_id"]] for row in titles}
    assert keys["Paper Boats, Pt. 2 [Live at Home]"] == "lena ostrow / paper boats pt 2"
    assert keys["(Live)"] == "lena ostrow / live"
    assert keys["Nervous (The Pier Song) - Karo Remix"] == "!!! / nervous"
    assert keys['Main Theme (From "Ice Road")'] == "film players / main theme / ice road"
    assert keys["Zwei Lichter"] == "ada brink / two lights"


def test_a_second_build_writes_no_row(built, recordings):
    before = built.row_fingerprints()
    assert built.dbt("seed").success
    assert built.dbt(*BUILD).success
    assert built.row_fingerprints() == before


def test_words_added_to_the_seed_join_titles_in_the_next_build(built, recordings):
    joined = """
        select count(distinct recording_id) from intermediate.int_tracks_keyed_by_recording
        where track_id in (select track_id from raw.tracks where name like 'Harbour%')
    """
    before = built.query(joined)[0][0]
    built.query("insert into staging.title_words values ('en', 'sin', 'same recording', 'last')")
    assert built.dbt(*BUILD, "--full-refresh").success
    assert built.query(joined) == [(before - 1,)]
