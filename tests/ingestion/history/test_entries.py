"""Any JSON in place of an export: no reader crashes, and no entry is lost without being counted."""

import json
from itertools import product

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.files.file_format import UnreadableFile
from ingestion.files.json_file import parse_json
from ingestion.history import library, plays
from ingestion.history.entries import ParsedEntries
from ingestion.history.playlists import PlaylistReader
from ingestion.history.source import parse_export
from ingestion.load.batches import build_batch_from_rows
from ingestion.load.tables import TABLES

ID = "0aaaaaaaaaaaaaaaaaaaaA"
FOR_EACH = settings(max_examples=60)
TEXT = st.text(st.characters(), max_size=12) | st.sampled_from(
    ["", "\x00", "\ud800", f"spotify:track:{ID}", "spotify:local:a", "x" * 10_000, "spotify:track:"]
)
SCALAR = (
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT
    | st.sampled_from([0, 1, 10**400, -1, 2**63, 1572964071330, 1572964071, "2024-05-01 10:03"])
)  # fmt: skip
VALUE = st.recursive(
    SCALAR, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner), max_leaves=5
)
INSTANT = st.sampled_from(
    ["2024-05-01T10:03:00Z", "2024-05-01 10:03", "0001-01-01T00:00:00+14:00", "9999-12-31", "x"]
)


def objects(*fields: str, **certain: st.SearchStrategy) -> st.SearchStrategy:
    """Return objects with some of `fields`, each of any value, and some other fields."""
    some = st.fixed_dictionaries(certain, optional=dict.fromkeys(fields, VALUE))
    return st.builds(lambda a, b: {**b, **a}, some, st.dictionaries(TEXT, VALUE, max_size=2))


OTHERS = tuple(name for names in plays.OF_OTHERS.values() for name in names)
EXTENDED = objects(*plays.EXTENDED_COLUMNS, *plays.KNOWN_BESIDE, *OTHERS, "ip_addr")
NAMED = objects(
    "ms_played", "skipped", "offline_timestamp",
    ts=INSTANT, master_metadata_track_name=TEXT, spotify_track_uri=st.none() | TEXT,
)  # fmt: skip
ACCOUNT = objects(*plays.ACCOUNT_FIELDS, *OTHERS) | objects(
    "msPlayed", endTime=INSTANT, trackName=TEXT, artistName=TEXT
)
TRACK = objects("artist", "album", "track", "uri")
ITEM = objects("track", "episode", "localTrack", "audiobook", "addedDate") | objects(
    "addedDate", track=objects("trackName", "artistName", "albumName", trackUri=TEXT)
)
PLAYLIST = objects("lastModifiedDate", "description", "numberOfFollowers", "name", "items") | (
    objects("lastModifiedDate", name=TEXT, items=st.lists(ITEM | VALUE, max_size=4))
)


def number_of_rows(parsed: ParsedEntries, *tables: str) -> int:
    return sum(len(parsed.rows.get(table, ())) for table in tables)


def check(parsed: ParsedEntries, provider: str, entries: int, *tables: str) -> None:
    """Check that each entry is a row or counted, and that all rows fit the raw tables."""
    assert parsed.number_of_entries == entries
    assert parsed.kept == number_of_rows(parsed, *tables)
    for name, rows in parsed.rows.items():
        batch = build_batch_from_rows(name, provider, rows).rows
        for column in TABLES[name].key:
            assert batch.column(column).null_count == 0
        payloads = [text for text in batch.column("_payload").to_pylist() if text is not None]
        assert all(
            isinstance(json.loads(text, parse_constant=pytest.fail), dict) for text in payloads
        )
        ids = [name for name in TABLES[name].key if batch.schema.field(name).type == pa.string()]
        assert all(len(key) <= 64 for name in ids for key in batch.column(name).to_pylist())


@FOR_EACH
@given(st.lists(EXTENDED | NAMED | VALUE, max_size=8))
def test_each_entry_of_an_extended_history_is_a_row_or_counted(entries):
    parsed = plays.parse_extended_plays(entries)
    check(parsed, plays.EXTENDED, len(entries), "plays")
    assert "ip_addr" not in str(parsed.rows)


@FOR_EACH
@given(st.lists(ACCOUNT | VALUE, max_size=8))
def test_each_entry_of_account_data_is_a_row_or_counted(entries):
    check(plays.parse_account_plays(entries), plays.ACCOUNT, len(entries), "plays")


@FOR_EACH
@given(st.dictionaries(st.sampled_from([*sorted(library.LISTS), "new"]), st.lists(TRACK | VALUE)))
def test_each_entry_of_a_library_is_a_row_or_counted(body):
    entries = sum(map(len, body.values()))
    tables = ("saved_tracks", "saved_albums", "banned_tracks")
    check(library.parse_library(body), library.PROVIDER, entries, *tables)


@FOR_EACH
@given(st.lists(PLAYLIST | VALUE, max_size=4))
def test_each_entry_of_a_playlist_is_a_row_or_counted(given):
    parsed = PlaylistReader().read({"playlists": given})
    read = [p for p in given if isinstance(p, dict) and p.get("name") and isinstance(p["name"], str)
            and isinstance(p.get("items"), list)]  # fmt: skip
    entries = sum(len(playlist["items"]) for playlist in read) + len(given) - len(read)
    check(parsed, "export_playlists", entries, "playlist_items")
    assert number_of_rows(parsed, "playlists") == len(read)


@FOR_EACH
@given(VALUE | st.lists(EXTENDED | ACCOUNT) | objects("playlists", *library.LISTS))
def test_whatever_a_file_says_is_sorted_or_refused_in_one_sentence(body):
    try:
        parse_export(body, PlaylistReader())
    except UnreadableFile as error:
        assert error.reason.startswith("expected a streaming history")


@FOR_EACH
@given(st.binary() | st.lists(NAMED, max_size=2).map(lambda body: json.dumps(body).encode()[:-1]))
def test_bytes_that_are_no_json_are_refused_in_one_sentence(text):
    try:
        parse_json(text)
    except UnreadableFile as error:
        assert error.reason.startswith(("expected JSON", "expected UTF-8"))


def test_whatever_was_sorted_can_be_loaded(load, query, tmp_path):
    nasty = ["", "\x00", "\ud800", "\udfff\x00", "x" * 10_000, "spotify:track:", "a\x1fb", "\u2028"]
    instants = [
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-12:00",
        "1969-12-31",
        "2024-05-01",
    ]
    numbers = [10**400, 2**53, 2**63, float("nan"), float("inf"), 1e308, True, {"a": ["\x00"]}]
    entries = [
        {"ts": ts, "master_metadata_track_name": name, "spotify_track_uri": uri, "platform": name,
         "ms_played": number, "offline_timestamp": number, name: number}
        for ts, name, uri, number in product(instants, nasty, nasty, numbers)
    ]  # fmt: skip
    path = tmp_path / "endsong_0.json"
    path.write_text(json.dumps(entries))
    summary = load("history", path)
    assert query("select count(*) from raw.plays") == [(summary.tables["plays"].found,)]
    assert summary.files[0].rows == len(entries)
    assert load("history", path).is_unchanged
