"""Columns of a file that no field is made of: kept as JSON beside the row, and told once a file."""

import csv
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ingestion
from ingestion.files.layouts import NOTHING
from ingestion.files.lists import quote_json
from ingestion.load.batches import write_json

SOME = settings(max_examples=60)
A, B = "0aaaaaaaaaaaaaaaaaaaaA", "0bbbbbbbbbbbbbbbbbbbbB"
SONGS = f"track_id,name,mood,notes,tempo\n{A},One,calm,,120\n{B},Two,,,99\n"
PAYLOADS = "select track_id, _payload from raw.{} order by 1"
# also what JSON, CSV and Arrow write in a way of their own
TEXT = st.text(st.characters(codec="utf-8"), max_size=8) | st.text(
    st.sampled_from('\\"/\n\t\b\f\x01\x1f\x7f\x85\u2028\ufeff,{}[]:nu0é名'), max_size=8
)
CELL = TEXT.map(lambda text: text.replace("\0", "").replace("\r", ""))


@pytest.fixture
def songs(tmp_path: Path) -> Path:
    path = tmp_path / "songs.csv"
    path.write_text(SONGS)
    return path


def payloads(reading: Any, table: str = "tracks") -> list[Any]:
    texts = reading.tables[table].column("_payload").to_pylist()
    return [None if text is None else json.loads(text) for text in texts]


def test_columns_that_no_field_is_made_of_are_kept_and_reported_once(songs, load, query):
    summary = load("tracks", songs)
    message = f"{songs}: kept in _payload as they came: mood, notes"
    assert summary.as_dict()["problems"] == [message]
    assert summary.exit_code == 0
    assert not any(counts.failed for counts in summary.tables.values())
    assert query(PAYLOADS.format("tracks")) == [(A, {"mood": "calm"}), (B, None)]
    assert query("select reason from raw._rejected") == [(message.removeprefix(f"{songs}: "),)]


def test_a_column_that_changed_is_a_change_and_one_that_did_not_is_none(
    songs, load, query, contents
):
    load("tracks", songs)
    before = contents()
    assert load("tracks", songs).is_unchanged
    assert contents() == before
    songs.write_text(SONGS.replace("calm", "wild"))
    counts = load("tracks", songs).tables
    assert (counts["tracks"].changed, counts["tracks"].unchanged) == (1, 1)
    assert counts["audio_features"].unchanged == 2
    assert query(PAYLOADS.format("tracks")) == [(A, {"mood": "wild"}), (B, None)]


def test_a_column_of_another_layout_is_kept_where_nothing_is_made_of_it(tmp_path, read_quietly):
    path = tmp_path / "songs.csv"
    path.write_text(
        "track_id,track_uri,artist_ids,genres,genre,position,added_at\n"
        f"{A},uri,['x'],pop,rock,7,2020-01-01\n"
    )
    reading = read_quietly("tracks", path)
    assert payloads(reading) == [
        {"track_uri": "uri", "artist_ids": "['x']", "genres": "pop", "position": "7",
         "added_at": "2020-01-01"}
    ]  # fmt: skip
    assert reading.tables["tracks"].column("genres").to_pylist() == ['["rock"]']


@pytest.mark.parametrize("header", ["Unnamed: 0", "", "Unnamed: 0.1", "__index_level_0__"])
def test_an_index_is_not_kept(header, tmp_path, read_quietly):
    path = tmp_path / "songs.csv"
    path.write_text(f"{header},track_id,name\n0,{A},One\n")
    reading = read_quietly("tracks", path)
    assert payloads(reading) == [None]
    assert reading.problems == []


def test_what_a_layout_calls_missing_is_left_out(tmp_path, fixtures, read_quietly):
    header, first, second, *_ = (fixtures / "tracks" / "tidytuesday.csv").read_text().splitlines()
    path = tmp_path / "songs.csv"
    path.write_text(f"{header},mood\n{first},NA\n{second},calm\n")
    assert None in payloads(read_quietly("tracks", path))
    assert {"mood": "calm"} in payloads(read_quietly("tracks", path))


def test_entries_of_playlists_keep_theirs_every_day(tmp_path, load, query):
    path = tmp_path / "lists.csv"
    path.write_text(
        "snapshot_date,playlist_id,track_id,likes,tempo\n"
        f"2021-05-01,p,{A},3,120\n2021-05-02,p,{A},4,\n"
    )
    summary = load("playlists", path)
    assert list(map(str, summary.problems)) == [
        f"{path}: kept in _payload as they came: likes, tempo"
    ]
    assert query(PAYLOADS.format("playlist_items")) == [(A, {"likes": "4"})]
    assert query("select _payload from raw.playlist_snapshots order by snapshot_date") == [
        ({"likes": "3", "tempo": "120"},), ({"likes": "4"},),
    ]  # fmt: skip
    assert load("playlists", path).is_unchanged


def test_a_file_of_artists_keeps_its_own(tmp_path, read_quietly):
    path = tmp_path / "artists.csv"
    path.write_text(f"id,followers,genres,name,popularity,country\n{A},1,[],X,2,PL\n")
    assert payloads(read_quietly("tracks", path), "artists") == [{"country": "PL"}]


def test_headers_that_are_the_same_stay_apart(tmp_path, read_quietly):
    header, row = ["track_id", "mood", "mood", "mood (2)", 'a"\\b'], [A, "1", "2", "3", "4"]
    plain, columns = tmp_path / "rows.csv", tmp_path / "rows.parquet"
    with open(plain, "w", newline="") as stream:
        csv.writer(stream).writerows([header, row])
    pq.write_table(pa.Table.from_arrays([pa.array([cell]) for cell in row], header), columns)
    expected = {"mood": "1", "mood (2)": "2", "mood (2) (2)": "3", 'a"\\b': "4"}
    for path in (plain, columns):
        assert payloads(read_quietly("tracks", path)) == [expected]


def test_a_header_is_reported_on_one_line_whatever_it_holds(tmp_path, read_quietly):
    path = tmp_path / "rows.parquet"
    names = ["track_id", "a\nb", "\x1b[31m", "n\x00l"]
    pq.write_table(pa.table([pa.array([A]), *(pa.array(["x"]) for _ in names[1:])], names), path)
    reading = read_quietly("tracks", path)
    [problem] = map(str, reading.problems)
    assert problem.isprintable()
    assert payloads(reading) == [dict.fromkeys(["a\nb", "\x1b[31m", "n\ufffdl"], "x")]


def test_a_byte_that_is_no_text_costs_that_value_only(tmp_path, read_quietly):
    path = tmp_path / "songs.csv"
    path.write_bytes(f"track_id,mood,key\n{A},Caf\u00e9,1\n".encode("latin-1"))
    reading = read_quietly("tracks", path)
    assert payloads(reading) == [None]
    assert "line 2, column mood: expected UTF-8" in str(reading.problems[1])


NOW = datetime(2024, 5, 1, tzinfo=UTC)
TYPED: dict[str, tuple[pa.Array, str | None]] = {
    "whole": (pa.array([3]), "3"),
    "double": (pa.array([0.5]), "0.5"),
    "half": (pa.array([1.5], pa.float16()), "1.5"),
    "bool": (pa.array([True]), "true"),
    "day": (pa.array([NOW.date()]), "2024-05-01"),
    "category": (pa.array(["a"]).dictionary_encode(), "a"),
    "list": (pa.array([["a", None, 'b"']]), '["a", null, "b\\""]'),
    "struct": (pa.array([{"a": NOW.replace(tzinfo=None)}]), '{"a": "2024-05-01 00:00:00"}'),
    "nothing": (pa.nulls(1), None),
    "fixed": (pa.array([b"ab"], pa.binary(2)), "ab"),
    "span": (pa.array([timedelta(seconds=2)], pa.duration("s")), "2"),
    "no text": (pa.Array.from_buffers(pa.string(), 1, pa.array([b"\xff"]).buffers()), None),
    "unsayable": (pa.array([[2**30]], pa.list_(pa.date32())), None),  # a day past the year 9999
}


@pytest.mark.parametrize("kind", TYPED)
def test_a_value_of_any_type_is_text(kind, tmp_path, read_quietly):
    values, expected = TYPED[kind]
    path = tmp_path / "rows.parquet"
    pq.write_table(pa.table({"track_id": [A], "mood": values}), path)
    reading = read_quietly("tracks", path)
    assert payloads(reading) == [None if expected is None else {"mood": expected}]
    if kind in ("no text", "unsayable"):
        assert "row 1, column mood: expected a value that can be" in str(reading.problems[1])


@given(
    rows=st.lists(st.tuples(CELL, CELL), min_size=1, max_size=6),
    names=st.lists(CELL.filter(lambda name: name.strip(" \t")), min_size=2, max_size=2),
)
@SOME
def test_whatever_stands_in_a_cell_reads_back(rows, names, tmp_path, read_quietly):
    keys = [f"kept_{number}_{name}" for number, name in enumerate(names)]
    ids = [f"{number:022d}" for number in range(len(rows))]
    path = tmp_path / "rows.parquet"
    columns = [ids, *map(list, zip(*rows, strict=True))]
    pq.write_table(pa.table(list(map(pa.array, columns)), ["track_id", *keys]), path)
    assert payloads(read_quietly("tracks", path)) == [
        {key: cell for key, cell in zip(keys, row, strict=True) if cell not in NOTHING} or None
        for row in rows
    ]
    with open(tmp_path / "rows.csv", "w", newline="", encoding="utf-8") as stream:
        cells = zip(ids, *zip(*rows, strict=True), strict=True)
        csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(
            [["track_id", "mood", "notes"], *cells]
        )
    assert payloads(read_quietly("tracks", tmp_path / "rows.csv")) == [
        {key: cell for key, cell in zip(("mood", "notes"), row, strict=True) if cell not in NOTHING}
        or None
        for row in rows
    ]


@given(texts=st.lists(st.none() | TEXT, max_size=6))
@SOME
def test_a_text_is_quoted_as_python_does(texts):
    assert quote_json(pa.array(texts, pa.string())).to_pylist() == list(map(write_json, texts))


def test_expiring_the_bodies_of_an_api_leaves_what_files_held(songs, raw_url, load, query):
    load("tracks", songs)
    with psycopg.connect(raw_url) as connection:
        connection.execute("update raw.tracks set _fetched_at = now() - interval '31 days'")
    assert ingestion.expire_payloads(raw_url, 30) == {}
    assert query("select count(_payload) from raw.tracks") == [(1,)]
