"""What can play a track: its file in the folder of the library, and Spotify's player."""

import os
from pathlib import Path
from typing import Any

import pytest

from segue.settings import settings
from tests.api.exports.conftest import DAFT
from tests.api.music_files import write_flac

PLAYERS, AUDIO = f"/api/v1/tracks/{DAFT}/players", f"/api/v1/tracks/{DAFT}/audio"
TAGS = {"title": "One More Time", "artist": "Daft Punk"}


def test_a_track_without_a_file_has_the_player_of_spotify(client):
    found = client.get(PLAYERS).json
    assert found == {"file_url": None, "embed_url": f"https://open.spotify.com/embed/track/{DAFT}"}
    answer = client.get(AUDIO)
    assert answer.status_code == 404
    assert "SEGUE_LIBRARY" in answer.json["detail"]


def test_a_track_that_spotify_does_not_have_has_no_player_of_theirs(client):
    assert client.get("/api/v1/tracks/t01/players").json == {"file_url": None, "embed_url": None}


def test_a_track_that_nobody_has_is_unknown(client):
    for name in ("players", "audio"):
        assert client.get(f"/api/v1/tracks/nothing/{name}").status_code == 404


@pytest.fixture
def without_player(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("SEGUE_SPOTIFY_PLAYER", "off")
    settings.cache_clear()
    yield
    monkeypatch.undo()
    settings.cache_clear()


def test_only_the_player_may_be_in_a_frame(client):
    policy = client.get("/api/v1/catalogue").headers["Content-Security-Policy"]
    assert policy.endswith("; frame-src https://open.spotify.com")
    assert "https://open.spotify.com" not in policy.removesuffix(
        "frame-src https://open.spotify.com"
    )
    assert "open.spotify.com" not in client.get("/docs/api").headers["Content-Security-Policy"]


def test_a_server_without_the_player_names_no_host_of_it(client, without_player):
    assert client.get(PLAYERS).json["embed_url"] is None
    assert "frame-src" not in client.get("/healthz").headers["Content-Security-Policy"]


def test_a_file_is_served_whole_and_in_ranges(client, music: Path):
    path = write_flac(music / "a" / "one.flac", **TAGS)
    assert client.get(PLAYERS).json["file_url"] == AUDIO
    whole = client.get(AUDIO)
    assert (whole.status_code, whole.mimetype) == (200, "audio/flac")
    assert whole.data == path.read_bytes()
    assert whole.headers["Accept-Ranges"] == "bytes"
    part = client.get(AUDIO, headers={"Range": "bytes=4-9"})
    assert (part.status_code, part.data) == (206, path.read_bytes()[4:10])
    beyond = client.get(AUDIO, headers={"Range": "bytes=999999999-"})
    assert beyond.status_code == 416
    again = client.get(AUDIO, headers={"If-None-Match": whole.headers["ETag"]})
    assert again.status_code == 304


def test_a_file_that_became_a_link_out_of_the_folder_is_not_served(
    client, music: Path, tmp_path: Path
):
    path = write_flac(music / "one.flac", **TAGS)
    assert client.get(AUDIO).status_code == 200
    outside = write_flac(tmp_path / "secret.flac", **TAGS)
    path.unlink()
    path.symlink_to(outside)
    assert client.get(AUDIO).status_code == 404
    path.unlink()
    assert client.get(AUDIO).status_code == 404
    assert client.get(PLAYERS).json["file_url"] is None


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every file")
def test_a_file_that_cannot_be_read_is_no_outage(client, music: Path):
    path = write_flac(music / "one.flac", **TAGS)
    assert client.get(AUDIO).status_code == 200
    path.chmod(0)
    assert client.get(AUDIO).status_code == 404


def test_a_file_that_browsers_do_not_play_is_none_here(client, music: Path):
    path = write_flac(music / "one.flac", **TAGS)
    path.rename(path.with_suffix(".wma"))
    assert client.get(PLAYERS).json["file_url"] is None
    assert client.get(AUDIO).status_code == 404
