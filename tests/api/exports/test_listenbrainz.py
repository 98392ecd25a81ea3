"""Playlists sent to ListenBrainz, against a server that checks them as ListenBrainz does."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID, uuid5

import pytest
from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import abort

from api.exports.entries import Entry, LocalFile, Playlist
from api.exports.listenbrainz import (
    ListenBrainzError,
    ListenBrainzLimit,
    SentPlaylist,
    send_playlist,
)
from ingestion.demo.server import serve_app

TOKEN = "a-token"
PLAYLIST = "8f3471b5-7e6a-48da-86a9-c1c07a0f47ae"
SPACE = UUID(PLAYLIST)
PREFIX = "https://musicbrainz.org/recording/"


class ListenBrainz:
    """The playlist that was made, and how the next requests fail."""

    def __init__(self) -> None:
        self.body: dict[str, Any] = {}
        self.recordings: list[str] = []
        self.lookups: list[int] = []
        self.failures: dict[str, tuple[int, str]] = {}


@pytest.fixture
def service() -> ListenBrainz:
    return ListenBrainz()


def create_server_app(service: ListenBrainz) -> Flask:
    """Return the server, which keeps what it is sent in `service`."""
    app = Flask(__name__)

    @app.before_request
    def check() -> Response | None:
        if request.headers.get("Authorization") != f"Token {TOKEN}":
            abort(401)
        status, text = service.failures.pop(request.path, (0, ""))
        return Response(text, status, {"X-RateLimit-Reset-In": "7"}) if status else None

    @app.post("/1/metadata/lookup/")
    def look_up() -> Response:
        wanted = request.json["recordings"]
        assert 0 < len(wanted) <= 50
        assert all(each["artist_name"] and each["recording_name"] for each in wanted)
        assert all(len("".join(each.values())) <= 250 for each in wanted)
        service.lookups.append(len(wanted))
        return jsonify([_recording(index, **each) for index, each in enumerate(wanted)])

    @app.post("/1/playlist/create")
    def create() -> Response:
        service.body = request.json["playlist"]
        assert service.body["title"]
        _add(service)
        return jsonify(status="ok", playlist_mbid=PLAYLIST)

    @app.post(f"/1/playlist/{PLAYLIST}/item/add")
    def add() -> Response:
        _add(service)
        return jsonify(status="ok")

    return app


def _recording(index: int, recording_name: str, **_: str) -> dict[str, Any]:
    if recording_name.startswith("Unknown"):
        return {"index": index}
    return {"index": index, "recording_mbid": mbid(recording_name)}


def _add(service: ListenBrainz) -> None:
    tracks = request.json["playlist"]["track"]
    assert 0 < len(tracks) <= 100
    for track in tracks:
        assert track["identifier"].startswith(PREFIX)
        service.recordings.append(str(UUID(track["identifier"].removeprefix(PREFIX))))


@pytest.fixture
def send(service: ListenBrainz) -> Iterator[Callable[..., SentPlaylist]]:
    """Return a function that sends a playlist to the server."""
    with serve_app(create_server_app(service)) as address:

        def post(*entries: Entry, token: str = TOKEN) -> SentPlaylist:
            return send_playlist(Playlist("Evening\n", entries, "by Segue"), token, address)

        yield post


def entry(title: str, artist: str = "Somebody", file: LocalFile | None = None) -> Entry:
    summary = {
        "track_id": title, "track_name": title, "spotify_url": None, "album": None,
        "artists": [{"artist_id": "a", "artist_name": artist}], "duration_ms": None,
    }  # fmt: skip
    return Entry(summary, None, [], {}, file)


def mbid(title: str) -> str:
    return str(uuid5(SPACE, title))


def test_a_private_playlist_has_the_recordings_in_their_order(send, service):
    sent = send(entry("Two"), entry("One"))
    assert sent.url == f"https://listenbrainz.org/playlist/{PLAYLIST}"
    assert sent.unknown == []
    assert service.recordings == [mbid("Two"), mbid("One")]
    assert (service.body["title"], service.body["annotation"]) == ("Evening", "by Segue")
    assert service.body["extension"] == {
        "https://musicbrainz.org/doc/jspf#playlist": {"public": False}
    }


def test_many_entries_are_looked_up_and_added_in_parts(send, service):
    send(*(entry(f"Song {number}") for number in range(230)))
    assert service.recordings == [mbid(f"Song {number}") for number in range(230)]
    assert service.lookups == [50, 50, 50, 50, 30]


def test_the_tags_of_a_file_need_no_lookup(send, service, tmp_path):
    send(entry("Tagged", file=LocalFile(tmp_path / "a.flac", PLAYLIST)), entry("One"))
    assert service.recordings == [PLAYLIST, mbid("One")]
    assert service.lookups == [1]


def test_what_musicbrainz_does_not_know_is_left_out_and_named(send, service):
    entries = [entry("One"), entry("Unknown"), entry("Two"), entry("x" * 300), entry("", "")]
    sent = send(*entries)
    assert service.recordings == [mbid("One"), mbid("Two")]
    assert sent.unknown == [entries[1], entries[3], entries[4]]


def test_nothing_is_made_of_unknown_tracks(send, service):
    with pytest.raises(
        ListenBrainzError, match="expected a track that MusicBrainz knows, got none"
    ):
        send(entry("Unknown"))
    assert service.body == {}


@pytest.mark.parametrize(
    ("path", "failure", "error", "sentence"),
    [
        ("/1/metadata/lookup/", (429, ""), ListenBrainzLimit, "try again in 7 seconds"),
        ("/1/metadata/lookup/", (500, ""), ListenBrainzError, "got 500"),
        ("/1/metadata/lookup/", (200, "<html>"), ListenBrainzError, "got 200"),
        ("/1/metadata/lookup/", (200, '{"a": 1}'), ListenBrainzError, "got none of 1"),
        ("/1/metadata/lookup/", (200, '[3, {"index": 9}]'), ListenBrainzError, "got none of 1"),
        ("/1/playlist/create", (400, "{}"), ListenBrainzError, "got 400"),
        ("/1/playlist/create", (200, "[]"), ListenBrainzError, "the id of the new playlist"),
    ],
)
def test_a_failure_is_one_sentence(send, service, path, failure, error, sentence):
    service.failures[path] = failure
    with pytest.raises(error, match=sentence):
        send(entry("One"))


def test_a_wrong_token_and_a_lost_server_are_one_sentence(send):
    with pytest.raises(ListenBrainzError, match="LISTENBRAINZ_TOKEN") as refused:
        send(entry("One"), token="another")
    assert "another" not in str(refused.value)
    with pytest.raises(ListenBrainzError, match="got ConnectionError"):
        send_playlist(Playlist("a", [entry("One")]), TOKEN, "http://127.0.0.1:9")
