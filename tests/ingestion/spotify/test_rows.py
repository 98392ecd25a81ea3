"""Bodies as rows: whole ones, stripped ones, and ones of a wrong shape."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.demo import bodies
from ingestion.demo.generator import generate_catalogue
from ingestion.load.json_values import parse_instant, parse_number, parse_release_date, parse_whole
from ingestion.load.tables import TABLES
from ingestion.spotify import rows

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)
OF_TABLE: dict[str, Any] = {
    "tracks": rows.build_track_row,
    "albums": rows.build_album_row, "artists": rows.build_artist_row,
    "audio_features": rows.build_features_row, "playlists": rows.build_playlist_row,
    "playlist_items": lambda body: rows.build_item_row("p", 0, body),
    "saved_tracks": rows.build_saved_row, "saved_albums": rows.build_saved_album_row,
    "plays": rows.build_play_row,
}  # fmt: skip
PARTS = (
    "id", "name", "album", "artists", "images", "duration_ms", "popularity", "external_ids",
    "followers", "genres", "tempo", "key", "owner", "item", "track", "added_at", "added_by",
    "played_at", "release_date", "context", "external_urls", "is_local",
)  # fmt: skip


@pytest.mark.parametrize("table", OF_TABLE)
def test_an_empty_body_is_a_row_of_nulls(table):
    row = OF_TABLE[table]({})
    assert set(row) <= {*TABLES[table].content, "_payload"}
    known = {"playlist_id", "position", "item_type", "_payload"}
    assert all(value is None for name, value in row.items() if name not in known)


@pytest.mark.parametrize("table", OF_TABLE)
@given(body=st.dictionaries(st.sampled_from(PARTS), JSON))
def test_no_shape_of_a_body_breaks_a_row(table, body):
    OF_TABLE[table](body)


def test_a_whole_track_fills_its_row():
    track = generate_catalogue().tracks[0]
    row = rows.build_track_row(bodies.build_track_body(track))
    assert row["track_id"] == track.track_id
    assert row["isrc"] == track.isrc
    assert row["album_id"] == track.album.album_id
    assert row["release_date"] == track.album.release_date
    assert row["artists"] == [{"id": a.artist_id, "name": a.name} for a in track.artists]
    assert len(row["images"]) == 3
    assert row["_payload"] == bodies.build_track_body(track)


def test_a_track_of_a_new_app_lacks_what_was_taken_away():
    body = bodies.build_track_body(generate_catalogue().tracks[0])
    for gone in ("popularity", "preview_url", "available_markets", "linked_from"):
        body.pop(gone, None)
    row = rows.build_track_row(body)
    assert row["popularity"] is None
    assert row["isrc"]


def test_a_simplified_track_takes_the_album_it_came_out_of():
    track = generate_catalogue().tracks[0]
    album = bodies.build_album_body(track.album)
    row = rows.build_track_row(bodies.build_simple_track(track), album)
    assert row["album_id"] == track.album.album_id
    assert "album" not in row["_payload"]


@pytest.mark.parametrize("name", ["item", "track"])
def test_an_entry_is_read_under_its_old_and_its_new_name(name):
    body = bodies.build_track_body(generate_catalogue().tracks[0])
    row = rows.build_item_row("p", 3, {"added_at": "2020-01-01T00:00:00Z", name: body})
    assert (row["track_id"], row["item_type"], row["position"]) == (body["id"], "track", 3)
    assert row["added_at"] == datetime(2020, 1, 1, tzinfo=UTC)
    assert row["_payload"] == {"added_at": "2020-01-01T00:00:00Z"}


def test_an_entry_that_is_gone_keeps_its_place():
    row = rows.build_item_row("p", 3, {"added_at": None, "item": None})
    assert (row["track_id"], row["position"], row["item_type"]) == (None, 3, "track")


def test_whole_numbers_and_dates_that_postgres_cannot_hold_are_left_out():
    assert parse_whole(2**70) is None
    assert parse_whole(True) is None
    assert parse_whole(3.0) == 3
    assert parse_number(float("nan")) is None
    assert parse_release_date("0000") is None
    assert parse_instant("yesterday") is None
