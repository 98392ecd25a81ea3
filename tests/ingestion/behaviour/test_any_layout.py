"""However a file is packed and in whatever portions it is read, it gives the same rows."""

import csv
import gzip
import io
import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.files import csv_records, parquet_file
from ingestion.files.ids import parse_track_id
from ingestion.files.layouts import layout_of
from segue.settings import PROJECT_ROOT

SOME = settings(max_examples=12)
MANY = settings(max_examples=40)
FILES = sorted((PROJECT_ROOT / "tests" / "fixtures" / "tracks").glob("*.csv"))
A, B, C = "0aaaaaaaaaaaaaaaaaaaaA", "0bbbbbbbbbbbbbbbbbbbbB", "0ccccccccccccccccccccC"
TRACK = st.sampled_from([A, B, C, f"spotify:track:{A}", f"https://open.spotify.com/track/{B}?si=1"])
LIST = st.sampled_from(["1pppppppppppppppppppp1", "1qqqqqqqqqqqqqqqqqqqq1", "list three"])
PORTION = st.integers(200, 900)
# what may stand in a cell of any column: values of each kind, and what is none
CELL = st.one_of(
    st.sampled_from([
        "", "NA", "0", "0.5", "4.0", "-7.5", "1e999", "nan", "true", "False", "1999", "1999-02-30",
        "1999-12-31", "2020-03-01T10:00:00Z", "['a', 'b']", '["a", null]', "['a", "a;b", "a, b",
        "a\\, b, c", "spotify:artist:x, spotify:artist:y", '"', 'say "a"', "a\nb", "é", "名前",
    ]),
    st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=6),
)  # fmt: skip


def read_dialect(file: Path) -> tuple[list[str], list[str], str]:
    """Return the header and the first row of a layout's fixture, and what separates them."""
    with open(file, encoding="utf-8-sig", newline="") as stream:
        separator = max(",;", key=stream.readline().count)
        stream.seek(0)
        header, row = list(csv.reader(stream, delimiter=separator))[:2]
    return [name.removeprefix("\ufeff") for name in header], row, separator


def write_csv(rows: list[list[str]], separator: str) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def write_formats(
    folder: Path, header: list[str], rows: list[list[str]], separator: str
) -> list[Path]:
    """Write the same rows as CSV, compressed CSV and Parquet, each under the same stem."""
    text = write_csv([header, *rows], separator)
    plain, compressed, columns = (folder / f"rows.{end}" for end in ("csv", "csv.gz", "parquet"))
    plain.write_bytes(text)
    compressed.write_bytes(gzip.compress(text, 1))
    cells = [pa.array([row[place] for row in rows], pa.string()) for place in range(len(header))]
    pq.write_table(pa.Table.from_arrays(cells, names=header), columns)
    return [plain, compressed, columns]


def read_in_portions(read: Callable[[], Any], size: int) -> Any:
    """Read with portions so small that every boundary occurs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csv_records, "BLOCK", size)
        patch.setattr(parquet_file, "ROWS_AT_ONCE", 2)
        return read()


def list_problems(reading: Any) -> list[tuple[str, str | None]]:
    return sorted((problem.reason, problem.column or "") for problem in reading.problems)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
@given(data=st.data())
@SOME
def test_a_layout_gives_the_same_rows_however_it_is_packed(file, data, tmp_path, read_quietly):
    header, usual, separator = read_dialect(file)
    known = next(
        place for place, name in enumerate(header)
        if name.lower().replace(" ", "_") in ("track_id", "id", "track_uri", "spotify_url")
    )  # fmt: skip
    row = st.tuples(
        *(TRACK | CELL if place == known else st.one_of(st.just(usual[place]), CELL)
          for place in range(len(header)))
    )  # fmt: skip
    rows = [list(one) for one in data.draw(st.lists(row, max_size=8))]
    paths = write_formats(tmp_path, header, rows, separator)
    first, *others = [read_quietly("tracks", path) for path in paths]
    others.append(read_in_portions(lambda: read_quietly("tracks", paths[0]), data.draw(PORTION)))
    others.append(read_in_portions(lambda: read_quietly("tracks", paths[2]), 1))
    assert first.valid_rows + first.left_out == len(rows)
    for other in others:
        assert other.valid_rows == first.valid_rows
        assert list_problems(other) == list_problems(first)
        assert other.tables == first.tables
    if first.valid_rows:
        missing = layout_of(header).missing  # an id may be written as a missing value is
        ids = dict.fromkeys(parse_track_id(row[known]) for row in rows if row[known] not in missing)
        assert first.tables["tracks"].column("track_id").to_pylist() == [i for i in ids if i]
        assert {read.provider for read in first.summary.files} == {file.stem}


@given(data=st.data(), is_numbered=st.booleans(), first=st.integers(0, 1))
@MANY
def test_entries_of_playlists_give_the_same_rows_however_they_are_packed(
    data, is_numbered, first, tmp_path, read_quietly
):
    lists = data.draw(st.lists(st.tuples(LIST, TRACK, CELL, CELL), max_size=10))
    places: dict[str, int] = {}
    rows = []
    for playlist, track, name, artist in lists:
        places[playlist] = places.get(playlist, first - 1) + 1
        rows.append([playlist, track, name, artist, str(places[playlist])])
    header = ["playlist_id", "track_uri", "track_name", "artist_names", "pos"]
    if not is_numbered:
        header, rows = header[:-1], [row[:-1] for row in rows]
    paths = write_formats(tmp_path, header, rows, ",")
    reading, *others = [read_quietly("playlists", path) for path in paths]
    others.append(read_in_portions(lambda: read_quietly("playlists", paths[0]), data.draw(PORTION)))
    for other in others:
        assert list_problems(other) == list_problems(reading)
        assert other.tables == reading.tables
    if rows:
        items = reading.tables["playlist_items"].select(["playlist_id", "position", "track_id"])
        expected = [
            (playlist, [one[0] for one in lists[:n]].count(playlist), parse_track_id(track))
            for n, (playlist, track, *_) in enumerate(lists)
        ]
        assert [tuple(item.values()) for item in items.to_pylist()] == expected


@given(
    entries=st.lists(
        st.tuples(st.integers(0, 4), LIST, st.sampled_from([A, B, C])), min_size=1, max_size=14
    ),
    number_of_files=st.integers(1, 3),
)
@MANY
def test_of_daily_snapshots_each_is_kept_and_the_newest_is_the_playlist(
    entries, number_of_files, tmp_path, read_quietly
):
    days = [date(2021, 5, 1) + timedelta(days=day) for day, *_ in entries]
    rows = [(str(day), *entry[1:]) for day, entry in zip(days, entries, strict=True)]
    # a day of a playlist stands in one file, as Positions counts within a file
    of_file = {key: n % number_of_files for n, key in enumerate(sorted({r[:2] for r in rows}))}
    folder = tmp_path / "days"
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for number in range(number_of_files):
        some = [list(row) for row in rows if of_file[row[:2]] == number]
        text = write_csv([["snapshot_date", "playlist_id", "track_id"], *some], ",")
        (folder / f"{number}.csv").write_bytes(text)
    reading = read_quietly("playlists", folder)
    assert reading.valid_rows == reading.tables["playlist_snapshots"].num_rows == len(rows)
    newest = {
        playlist: max(row[0] for row in rows if row[1] == playlist) for _, playlist, _ in rows
    }
    items = reading.tables["playlist_items"]
    got = zip(*(items.column(n).to_pylist() for n in ("playlist_id", "track_id")), strict=True)
    assert sorted(got) == sorted(row[1:] for row in rows if row[0] == newest[row[1]])


NUMBER = st.integers(0, 2**40)
ENTRIES = st.lists(st.fixed_dictionaries({
    "pos": NUMBER, "track_uri": st.sampled_from([f"spotify:track:{one}" for one in (A, B, C)]),
    "track_name": CELL, "artist_name": CELL, "artist_uri": st.just("spotify:artist:x"),
    "album_uri": st.just("spotify:album:y"), "album_name": CELL, "duration_ms": NUMBER,
}), max_size=5)  # fmt: skip


@given(lists=st.lists(st.tuples(CELL, ENTRIES), min_size=1, max_size=6))
@MANY
def test_a_slice_gives_every_entry_in_its_place(lists, tmp_path, read_quietly):
    body = {"info": {}, "playlists": [
        {"name": name, "collaborative": "false", "pid": pid, "modified_at": 1493424000,
         "num_followers": 1, "tracks": entries}
        for pid, (name, entries) in enumerate(lists)
    ]}  # fmt: skip
    path, compressed = tmp_path / "mpd.slice.0-5.json", tmp_path / "mpd.slice.0-5.json.gz"
    path.write_text(json.dumps(body))
    compressed.write_bytes(gzip.compress(path.read_bytes(), 1))
    reading, other = read_quietly("playlists", path), read_quietly("playlists", compressed)
    assert reading.tables == other.tables
    assert reading.tables["playlists"].column("name").to_pylist() == [n or None for n, _ in lists]
    if not reading.valid_rows:
        return
    items = reading.tables["playlist_items"].select(["playlist_id", "position", "track_uri"])
    assert [tuple(item.values()) for item in items.to_pylist()] == [
        (str(pid), place, entry["track_uri"])
        for pid, (_, entries) in enumerate(lists) for place, entry in enumerate(entries)
    ]  # fmt: skip
