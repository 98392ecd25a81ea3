"""Any names, in every format: what is read back has them on one line, and nothing else."""

import csv
import io
import json
import re
from xml.etree import ElementTree as ET

import m3u8
import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from api.exports.csv_format import COLUMNS, MORE, write_csv
from api.exports.entries import Entry, Playlist
from api.exports.jspf import write_jspf
from api.exports.m3u import write_m3u
from api.exports.safe_text import guard_formula, to_file_name, to_one_line
from api.exports.xspf import write_xspf
from ingestion.files.chunks import Chunk
from ingestion.files.formula_guard import remove_guards

SOME = settings(max_examples=150)
XSPF = "{http://xspf.org/ns/0/}"
HARMFUL = st.sampled_from("=+-@'\"\\\t\n\r\0\x0b\x85\u2028\u202e\uffff<>&;,#./|~:0a é名")
# as JSON and Postgres can hold it
NAME = st.text(st.characters(codec="utf-8") | HARMFUL, min_size=1, max_size=30)


def playlist_of(title: str, artist: str, album: str) -> Playlist:
    summary = {
        "track_id": "1" * 22, "track_name": title, "duration_ms": 1000, "is_explicit": None,
        "artists": [{"artist_id": "a", "artist_name": artist}], "track_popularity": None,
        "album": {"album_id": "b", "album_name": album, "album_image": ""},
        "spotify_url": "https://open.spotify.com/track/" + "1" * 22, "track_release_date": None,
    }  # fmt: skip
    entry = Entry(summary, None, [artist], dict.fromkeys(map(str.lower, FEATURES)))
    return Playlist(title, [entry, entry])


FEATURES = [name.replace(" ", "_") for name in MORE[1:-1]]


@SOME
@given(NAME, NAME, NAME)
def test_any_name_is_one_cell_and_never_a_formula(title, artist, album):
    text = write_csv(playlist_of(title, artist, album))
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    assert header == [*COLUMNS, *MORE]
    assert len(rows) == 2
    for row in rows:
        assert len(row) == len(header)
        assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
        assert unguarded(row[1]) == to_one_line(title)


def unguarded(cell: str) -> str:
    """Return a cell as `segue ingest tracks` reads it."""
    return (
        remove_guards(Chunk({"name": pa.array([cell])}, np.array([2]))).columns["name"][0].as_py()
    )


@SOME
@given(NAME, NAME, NAME)
def test_no_name_is_a_formula_where_semicolons_separate_cells(title, artist, album):
    text = write_csv(playlist_of(f"{title};=1+1", f'{artist}; "@cmd', album))
    # read as Excel does with a decimal comma, with quotes as they come and without them
    strict = [line.split(";") for line in text.splitlines()[1:]]
    lenient = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))[1:]
    for cell in (cell for row in (*strict, *lenient) for cell in row):
        assert not re.match(r"[ \"]*[=+\-@\uff1d\uff0b\uff0d\uff20]", cell), cell


def test_a_mark_stands_before_each_formula():
    for name, guarded in {
        "=1+1": "'=1+1",
        "a;=1+1": "a;'=1+1",
        "a; \"'@b;-c": "a; \"''@b;'-c",
        "1-1; a=b, +44": "1-1; a=b, +44",  # a cell with a comma is quoted
    }.items():
        assert guard_formula(name) == guarded
        assert unguarded(guarded) == name


@SOME
@given(NAME, NAME, NAME)
def test_any_name_is_one_element_of_xml_and_one_member_of_json(title, artist, album):
    playlist = playlist_of(title, artist, album)
    root = ET.fromstring(write_xspf(playlist))
    tracks = root.findall(f"{XSPF}trackList/{XSPF}track")
    assert len(tracks) == 2
    for name, value in (("creator", artist), ("album", album)):
        assert (tracks[0].findtext(f"{XSPF}{name}") or "") == to_one_line(value)
    [first, _] = json.loads(write_jspf(playlist))["playlist"]["track"]
    assert first["title"] == to_one_line(title)


@SOME
@given(NAME, NAME, NAME)
def test_any_name_is_within_its_line_of_an_m3u(title, artist, album):
    text = write_m3u(playlist_of(title, artist, album))
    assert text.splitlines() == text.split("\n")[:-1]
    locations = [line for line in text.splitlines() if not line.startswith("#")]
    assert locations == ["https://open.spotify.com/track/" + "1" * 22] * 2
    assert [segment.uri for segment in m3u8.loads(text).segments] == locations


@SOME
@given(NAME)
def test_any_name_is_the_name_of_a_file_in_the_same_folder(name):
    found = to_file_name(name, "csv")
    assert found.endswith(".csv")
    assert not set(found) & set('/\\:*?"<>|\0\n\r')
    assert not found.startswith(".")
    assert len(found) <= 120
