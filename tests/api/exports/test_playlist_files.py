"""Exported playlists, each read back by a reader that is not ours."""

import csv
import io
import json
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import m3u8
import pytest
import xspf_lib

from tests.api.exports.conftest import DAFT, EVIL, ONE_LINE_ARTIST, ONE_LINE_TITLE

TRACKS = (DAFT, EVIL, "thunder")  # the last is not on Spotify
XSPF = "{http://xspf.org/ns/0/}"


def test_csv_has_the_columns_of_exportify(export, evil):
    answer = export("csv", DAFT, evil)
    assert answer.status_code == 200
    assert answer.mimetype == "text/csv"
    rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    assert [row["Track URI"] for row in rows] == [f"spotify:track:{DAFT}", f"spotify:track:{EVIL}"]
    first = rows[0]
    assert (first["Track Name"], first["Artist Name(s)"]) == ("One More Time", "Daft Punk")
    assert (first["Album Name"], first["Album Release Date"]) == ("Discovery", "2000-11-13")
    assert (first["Track Duration (ms)"], first["Explicit"]) == ("320000", "false")
    assert (first["Danceability"], first["Tempo"], first["Artist Genres"]) == (
        "0.8", "120.4", "disco,house",
    )  # fmt: skip
    assert rows[1]["ISRC"] == "USABC2600001"


def test_no_cell_of_a_csv_is_a_formula(export, evil):
    rows = list(csv.reader(io.StringIO(export("csv", evil).text, newline="")))
    assert len(rows) == 2
    assert not [cell for cell in rows[1] if cell[:1] in tuple("=+-@\t\r") and cell != ""]
    assert "'" + ONE_LINE_TITLE in rows[1]


def test_jspf_has_the_fields_of_its_specification(export, evil):
    answer = export("jspf", *TRACKS, name="My list", description="What\nfor")
    assert answer.mimetype == "application/jspf+json"
    playlist = json.loads(answer.text)["playlist"]
    assert playlist.keys() <= {"title", "creator", "annotation", "date", "track", "extension"}
    assert playlist["title"] == "My list"
    known = {
        "location": list, "identifier": list, "title": str, "creator": str, "annotation": str,
        "info": str, "image": str, "album": str, "trackNum": int, "duration": int, "link": list,
        "meta": list, "extension": dict,
    }  # fmt: skip
    for track in playlist["track"]:
        assert {name: type(value) for name, value in track.items()} == {
            name: known[name] for name in track
        }
    first, second, third = playlist["track"]
    assert (first["title"], first["creator"]) == ("One More Time", "Daft Punk")
    assert first["duration"] == 320000
    assert first["identifier"] == [f"spotify:track:{DAFT}"]
    assert second["identifier"] == ["urn:isrc:USABC2600001", f"spotify:track:{EVIL}"]
    extension = second["extension"]["https://musicbrainz.org/doc/jspf#track"]
    assert extension["additional_metadata"]["isrc"] == "USABC2600001"
    assert (second["title"], second["creator"]) == (ONE_LINE_TITLE, ONE_LINE_ARTIST)
    assert "identifier" not in third


def test_xspf_is_read_by_another_library(export, evil, tmp_path):
    answer = export("xspf", *TRACKS, name="A & B <c>")
    assert answer.mimetype == "application/xspf+xml"
    file = tmp_path / "list.xspf"
    file.write_text(answer.text, encoding="utf-8")
    playlist = xspf_lib.Playlist.parse(str(file))
    assert (playlist.title, playlist.creator) == ("A & B <c>", "Segue")
    assert [track.title for track in playlist] == ["One More Time", ONE_LINE_TITLE, "Thunderstruck"]
    assert [track.creator for track in playlist] == ["Daft Punk", ONE_LINE_ARTIST, "AC/DC"]
    assert playlist[0].duration == 320000
    assert playlist[1].identifier == ["urn:isrc:USABC2600001", f"spotify:track:{EVIL}"]
    [isrc] = ET.fromstring(answer.text).iter(f"{XSPF}meta")
    assert isrc.text == "USABC2600001"


def test_m3u_is_read_by_another_library(export, evil):
    answer = export("m3u", *TRACKS, name="List\n#EXTINF:9,evil")
    assert answer.mimetype == "audio/x-mpegurl"
    assert answer.text.startswith("#EXTM3U\n")
    playlist = m3u8.loads(answer.text)
    assert [segment.uri for segment in playlist.segments] == [
        f"https://open.spotify.com/track/{DAFT}", f"https://open.spotify.com/track/{EVIL}",
    ]  # fmt: skip
    assert [segment.duration for segment in playlist.segments] == [320, -1]
    assert [segment.title for segment in playlist.segments] == [
        "Daft Punk - One More Time", f"{ONE_LINE_ARTIST} - {ONE_LINE_TITLE}",
    ]  # fmt: skip
    lines = answer.text.splitlines()
    assert "#EXTALB:Discovery" in lines
    assert "# no location: AC/DC - Thunderstruck" in lines
    assert all(line.startswith(("#", "https://open.spotify.com/track/")) for line in lines)


@pytest.mark.parametrize("format_name", ["csv", "jspf", "xspf", "m3u"])
def test_the_order_is_kept_and_a_track_may_be_there_twice(export, format_name):
    text = export(format_name, "one", DAFT, "one").text
    first, last = text.index("Metallica"), text.rindex("Metallica")
    assert first < text.index("Daft Punk") < last


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Évening / 2", "Évening _ 2"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("a\r\nSet-Cookie: x=1", "a Set-Cookie_ x=1"),
        ("\uff0f..\uff0fetc", "\uff0f..\uff0fetc"),
        ("\u591c", "\u591c"),
        ("nul", "playlist nul"),
        ("...", "playlist"),
        ("x" * 200, "x" * 100),
        ("gpj.\u202e3pm", "gpj. 3pm"),
    ],
)
def test_the_name_of_the_file_is_safe(export, name, expected):
    answer = export("csv", DAFT, name=name)
    assert answer.status_code == 200
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment; ")
    found = dict(part.strip().split("=", 1) for part in disposition.split(";")[1:])
    plain = found.get("filename", "").strip('"')
    assert plain.endswith(".csv") and not plain.startswith(".")
    assert "/" not in plain
    if not expected.isascii():
        plain = unquote(found["filename*"].removeprefix("UTF-8''"))
    assert plain == f"{expected}.csv"
    assert Path(plain).name == plain


@pytest.mark.parametrize(
    ("body", "status", "sentence"),
    [
        ({"format": "csv", "track_ids": [DAFT, "nobody", "none"]}, 404, "'nobody' and 1 others"),
        ({"format": "pls", "track_ids": [DAFT]}, 422, "'csv', 'jspf', 'xspf' or 'm3u'"),
        ({"format": "csv", "track_ids": []}, 422, "at least 1 item"),
        ({"format": "csv"}, 422, "track_ids"),
        ({"format": "csv", "track_ids": [DAFT], "name": ""}, 422, "at least 1 character"),
        ({"format": "m3u", "track_ids": [DAFT], "use_library": True}, 422, "SEGUE_LIBRARY"),
        ({"format": "m3u", "track_ids": [DAFT], "library": "/etc"}, 422, "Extra inputs"),
        ({"format": "csv", "track_ids": ["\0"]}, 422, "track_ids.0"),
    ],
)
def test_bad_input_is_a_clear_problem(client, body, status, sentence):
    answer = client.post("/api/v1/playlists/export", json=body)
    assert answer.status_code == status
    assert sentence in answer.json["detail"]
