"""A server that checks playlists as ListenBrainz does, and keeps what it is sent."""

from typing import Any
from uuid import UUID, uuid5

from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import abort

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


def mbid(title: str) -> str:
    return str(uuid5(SPACE, title))
