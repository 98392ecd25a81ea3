"""An exported CSV is loaded again by `segue ingest tracks`, with every name as it was."""

import csv
from pathlib import Path

import numpy as np
import psycopg
import pyarrow as pa
import pytest

import ingestion
from ingestion.files.chunks import Chunk
from ingestion.files.formula_guard import remove_guards
from segue.cli.prepare import prepare
from tests.api.exports.conftest import DAFT, EVIL, ONE_LINE_ARTIST, ONE_LINE_TITLE

TRACKS = """
select items.position, items.track_id, tracks.name, tracks.artists, tracks.album_name,
    tracks.duration_ms, tracks.isrc, tracks.genres
from raw.playlist_items as items
inner join raw.tracks as tracks using (track_id)
order by items.position
"""


@pytest.fixture
def loaded(make_database, tmp_path, export, evil):
    """Return the rows of raw that the export of three tracks was loaded into."""
    url = make_database("segue_api_round_trip")
    prepare(url)
    file = tmp_path / "evening.csv"
    file.write_bytes(export("csv", EVIL, DAFT, "t02").data)

    def read(statement: str):
        with psycopg.connect(url) as connection:
            return connection.execute(statement).fetchall()

    summary = ingestion.run("tracks", [Path(file)], url)
    assert summary.exit_code == 0
    return read


def test_names_identifiers_and_the_order_come_back(loaded):
    rows = loaded(TRACKS)
    assert [row[1] for row in rows] == [EVIL, DAFT, "t02"]
    evil, daft, filler = rows
    assert evil[2] == ONE_LINE_TITLE
    assert [each["name"] for each in evil[3]] == [ONE_LINE_ARTIST]
    assert evil[4] == "-1+1 /album"
    assert evil[6] == "USABC2600001"
    assert daft[2:] == (
        "One More Time", [{"id": None, "name": "Daft Punk"}], "Discovery", 320000, None,
        ["disco", "house"],
    )  # fmt: skip
    assert (filler[2], filler[5]) == ("Filler 2", 180000)


def test_audio_features_and_the_name_of_the_list_come_back(loaded):
    features = "select danceability, tempo, key, mode from raw.audio_features where track_id = '{}'"
    assert loaded(features.format(DAFT)) == [(0.8, 120.4, 0, 1)]
    assert loaded(features.format(EVIL)) == []
    assert loaded("select name from raw.playlists") == [("evening",)]


def test_an_id_that_a_spreadsheet_would_compute_comes_back(export, execute):
    track_id = "=cmd|'calc'!A0"  # files of others name their tracks as they like
    execute("insert into marts.fact_tracks (track_id, track_name) values (%s, 'x')", track_id)
    try:
        (row,) = csv.DictReader(export("csv", track_id).text.splitlines())
    finally:
        execute("delete from marts.fact_tracks where track_id = %s", track_id)
    assert row["Track URI"] == f"'{track_id}"
    chunk = Chunk({"track_id": pa.array([row["Track URI"]])}, np.array([2]))
    assert remove_guards(chunk).columns["track_id"].to_pylist() == [track_id]


def test_nothing_was_refused(loaded):
    reasons = [row[0] for row in loaded("select reason from raw._rejected")]
    assert all(reason.startswith("kept in _payload as they came: ") for reason in reasons)
