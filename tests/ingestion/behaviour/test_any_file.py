"""Whatever a file holds, each of its rows is kept or named, and nothing crashes."""

import csv
import io
import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ingestion.files import playlists

SOME = settings(max_examples=40)
READERS = ("tracks", "playlists")
COLUMNS = {
    "tracks": (
        "track_id", "track_name", "artists", "artist_ids", "album_id", "tempo", "key",
        "explicit", "release_date", "year", "genres", "track_genre", "playlist_id", "added_at",
        "duration_ms", "popularity",
    ),
    "playlists": (
        "playlist_id", "track_uri", "snapshot_date", "track_name", "artist_names", "artist_ids",
        "duration_ms", "added_at", "added_by", "playlist_name",
    ),
}  # fmt: skip
A = "0aaaaaaaaaaaaaaaaaaaaA"
KEPT = "kept in _payload"  # told of a whole file
CELL = st.one_of(
    st.sampled_from([
        "", "NA", A, f"spotify:track:{A}", f"https://open.spotify.com/track/{A}?si=1", "0", "1.5",
        "-1", "nan", "1e999", "99999999999999999999", "true", "2019", "2019-02-30", "2021-05-01",
        "2021-05-01T10:00:00Z", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "['a",
        "['a', 'b']", '["a", null]', "[[1]]", "a;b", "a, b", "spotify:local:a:b:c:1",
    ]),
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8),
)  # fmt: skip
INSTANTS = st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31))
TYPED: dict[str, tuple[pa.DataType, st.SearchStrategy[Any]]] = {
    "text": (pa.string(), CELL),
    "large text": (pa.large_string(), CELL),
    "bytes": (pa.binary(), st.binary(max_size=6)),
    "whole": (pa.int64(), st.integers(-(2**63), 2**63 - 1)),
    "unsigned": (pa.uint64(), st.integers(0, 2**64 - 1)),
    "small": (pa.int16(), st.integers(-9, 9)),
    "double": (pa.float64(), st.floats()),
    "float": (pa.float32(), st.floats(width=32)),
    "bool": (pa.bool_(), st.booleans()),
    "date": (pa.date32(), st.dates()),
    "instant": (pa.timestamp("us", "UTC"), INSTANTS),
    "local instant": (pa.timestamp("ms"), st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1))),
    "list": (pa.list_(pa.string()), st.lists(st.one_of(st.none(), CELL), max_size=3)),
    "numbers": (pa.list_(pa.int64()), st.lists(st.integers(-9, 9), max_size=3)),
    "struct": (pa.struct([("a", pa.int64())]), st.fixed_dictionaries({"a": st.integers(0, 9)})),
    "nothing": (pa.null(), st.none()),
    "category": (pa.dictionary(pa.int32(), pa.string()), CELL),
}


def rows_of(source: str) -> st.SearchStrategy[list[list[str]]]:
    width = len(COLUMNS[source])
    whole = st.lists(CELL, min_size=width, max_size=width)
    # a broken row of several lines is refused line by line
    line = CELL.filter(lambda cell: not {"\n", "\r"} & set(cell))
    return st.lists(st.one_of(whole, whole, st.lists(line, min_size=1, max_size=4)), max_size=12)


@pytest.mark.parametrize("source", READERS)
@given(data=st.data())
@SOME
def test_each_row_of_a_csv_is_kept_or_left_out(source, data, tmp_path, read_quietly):
    rows = data.draw(rows_of(source))
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows([COLUMNS[source], *rows])
    path = tmp_path / "rows.csv"
    path.write_text(text.getvalue(), encoding="utf-8", newline="", errors="surrogateescape")
    found = read_quietly(source, path)
    assert found.valid_rows + found.left_out == len(rows)
    assert all(problem.line for problem in found.problems if rows and KEPT not in problem.reason)


@pytest.mark.parametrize("source", READERS)
@given(data=st.data())
@SOME
def test_each_row_of_a_parquet_is_kept_or_left_out_whatever_the_types(
    source, data, tmp_path, read_quietly
):
    size = data.draw(st.integers(0, 6))
    columns = {}
    for name in COLUMNS[source]:
        kind, values = TYPED[data.draw(st.sampled_from(sorted(TYPED)))]
        cells = st.lists(st.one_of(values, st.none()), min_size=size, max_size=size)
        columns[name] = pa.array(data.draw(cells), kind)
    path = tmp_path / "rows.parquet"
    pq.write_table(pa.table(columns), path)
    found = read_quietly(source, path)
    assert found.valid_rows + found.left_out == size
    refused = [problem for problem in found.problems if KEPT not in problem.reason]
    assert all(problem.line and problem.column for problem in refused if size)


@pytest.mark.parametrize("source", READERS)
@given(start=st.booleans(), content=st.binary(max_size=200))
@SOME
def test_no_bytes_crash_a_reader(source, start, content, tmp_path, read_quietly):
    path = tmp_path / "anything"
    header = ",".join(COLUMNS[source]).encode() + b"\n" if start else b""
    path.write_bytes(header + content)
    found = read_quietly(source, path)
    assert found.valid_rows or found.problems


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), CELL),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=6,
)
ENTRY = st.one_of(
    st.fixed_dictionaries(
        {"track_uri": st.one_of(st.just(f"spotify:track:{A}"), JSON)},
        optional=dict.fromkeys(("track_name", "artist_name", "album_uri", "duration_ms"), JSON),
    ),
    JSON,
)
PLAYLIST = st.one_of(
    st.fixed_dictionaries(
        {"pid": st.one_of(st.integers(0, 9), JSON), "tracks": st.lists(ENTRY, max_size=4)},
        optional=dict.fromkeys(
            ("name", "description", "collaborative", "modified_at", "num_followers"), JSON
        ),
    ),
    JSON,
)  # fmt: skip


@given(lists=st.lists(PLAYLIST, max_size=5))
@example(lists=[{"pid": 0, "tracks": [], "modified_at": 253_402_300_800}])  # the year 10000
@SOME
def test_each_entry_of_a_slice_is_kept_or_left_out(lists, tmp_path, read_quietly):
    read = [
        one for one in lists
        if isinstance(one, dict) and isinstance(one.get("tracks"), list)
        and isinstance(one.get("pid"), int | str)
    ]  # fmt: skip
    entries = sum(len(one["tracks"]) for one in read) + len(lists) - len(read)
    path = tmp_path / "mpd.slice.0-4.json"
    path.write_text(json.dumps({"playlists": lists}))
    found = read_quietly("playlists", path)
    [file] = found.summary.files
    assert file.valid_rows + found.left_out == file.rows == entries
    assert all(problem.line and problem.reason for problem in found.problems if entries)


def test_a_day_of_snapshots_is_a_date(tmp_path, monkeypatch, read_quietly):
    days: list[date] = []
    original: Callable = playlists.build_batch

    def noting(table: str, provider: str, columns: Any, length: int) -> Any:
        if table == "playlist_snapshots":
            days.extend(columns["snapshot_date"].to_pylist())
        return original(table, provider, columns, length)

    monkeypatch.setattr(playlists, "build_batch", noting)
    path = tmp_path / "days.csv"
    path.write_text(f"snapshot_date,playlist_id,track_id\n2021-05-01 09:00,p,{A}\n")
    read_quietly("playlists", path)
    assert days == [date(2021, 5, 1)]
