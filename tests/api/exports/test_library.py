"""Local files matched to tracks by ISRC or names; never a file outside the folder."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import m3u8
import pytest

from api.exports.library import Library, NoLibrary
from tests.api.exports.conftest import DAFT
from tests.api.music_files import write_flac, write_mp3

MBID = "8f3471b5-7e6a-48da-86a9-c1c07a0f47ae"


@pytest.fixture
def locations(export: Any, music: Path) -> Callable[..., list[str]]:
    """Return a function that exports an M3U with local files, and reads its locations."""

    def read(*track_ids: str) -> list[str]:
        answer = export("m3u", *track_ids, use_library=True)
        assert answer.status_code == 200, answer.json
        return [segment.uri for segment in m3u8.loads(answer.text).segments]

    return read


def test_files_are_found_by_artist_and_title_in_any_spelling(music, locations):
    write_flac(music / "Daft Punk" / "01 one.flac", title="One more time", artist="DAFT PUNK")
    write_mp3(music / "b.mp3", "Nothing else matters (Remastered)", "Metallica")
    write_mp3(music / "c.mp3", "Hoppipolla", "Sigur Ros")
    write_mp3(music / "d.mp3", "One More Time", "Somebody Else")
    assert locations(DAFT, "matters", "hoppipolla", "one") == [
        "Daft Punk/01 one.flac", "b.mp3", "c.mp3",
    ]  # fmt: skip


def test_an_isrc_counts_more_than_names(music, locations, execute):
    execute("update marts.fact_tracks set isrc = 'GBDUW0000053' where track_id = %s", DAFT)
    try:
        write_flac(music / "names.flac", title="One More Time", artist="Daft Punk")
        write_flac(music / "isrc.flac", title="1MT", artist="DP", isrc="GB-DUW-00-00053")
        assert locations(DAFT) == ["isrc.flac"]
    finally:
        execute("update marts.fact_tracks set isrc = null")


def test_of_several_files_the_one_of_the_same_length_counts(music, locations):
    write_flac(music / "a.flac", seconds=500, title="One More Time", artist="Daft Punk")
    write_flac(music / "b.flac", seconds=321, title="One More Time", artist="Daft Punk")
    assert locations(DAFT) == ["b.flac"]


def test_a_recording_of_musicbrainz_is_an_identifier(music, export):
    write_flac(
        music / "a b#.flac", title="One More Time", artist="Daft Punk", musicbrainz_trackid=MBID
    )
    [track] = export("jspf", DAFT, use_library=True).get_json(force=True)["playlist"]["track"]
    assert track["identifier"][0] == f"https://musicbrainz.org/recording/{MBID}"
    assert track["location"] == ["a%20b%23.flac"]
    assert MBID in export("xspf", DAFT, use_library=True).text


def test_no_path_leads_out_of_the_folder(music, locations, tmp_path):
    outside = write_flac(tmp_path / "secret.flac", title="One More Time", artist="Daft Punk")
    (music / "link.flac").symlink_to(outside)
    (music / "all").symlink_to(tmp_path)
    (music / "loop.flac").symlink_to(music / "loop.flac")
    assert locations(DAFT) == [f"https://open.spotify.com/track/{DAFT}"]
    write_flac(music / "sub" / "inside.flac", title="One More Time", artist="Daft Punk")
    (music / "sub" / "again.flac").symlink_to(music / "sub" / "inside.flac")
    assert locations(DAFT) == ["sub/again.flac"]


def test_a_name_of_a_file_cannot_add_a_line_or_be_a_comment(music, locations):
    tags = {"title": "One More Time", "artist": "Daft Punk"}
    evil = write_flac(music / "a\n#EXTINF:1,evil\nhttp:" / "evil.example.flac", **tags)
    assert locations(DAFT) == [f"https://open.spotify.com/track/{DAFT}"]
    evil.unlink()
    write_flac(music / "#EXTM3U.flac", **tags)
    assert locations(DAFT) == ["./#EXTM3U.flac"]


def test_a_file_that_changed_is_read_again(music, locations):
    path = write_flac(music / "a.flac", title="Another", artist="Daft Punk")
    assert locations(DAFT) == [f"https://open.spotify.com/track/{DAFT}"]
    write_flac(path, seconds=3, title="One More Time", artist="Daft Punk")
    os.utime(path, ns=(1, 1))
    assert locations(DAFT) == ["a.flac"]


@pytest.mark.parametrize("name", ["a.flac", "a.mp3", "a.m4a", "a.ogg", "a.wav", "a.wma", "a.aiff"])
def test_a_broken_file_is_passed_over(music, locations, name):
    whole = write_flac(music / "whole.flac", title="One More Time", artist="Daft Punk")
    for n, content in enumerate((b"", b"\0" * 99, whole.read_bytes()[:40], os.urandom(3_000))):
        (music / f"{n}{name}").write_bytes(content)
    assert locations(DAFT) == ["whole.flac"]


def test_a_folder_that_is_none_is_a_clear_error(tmp_path):
    with pytest.raises(NoLibrary, match=r"expected a folder with music, got .*nothing"):
        Library.from_folder(tmp_path / "nothing")
