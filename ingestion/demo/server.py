"""A server that plays the demo catalogue in the shapes and at the paths of Spotify's Web API.

It asks for a token, pages and refuses as Spotify does, so that the code that reads Spotify reads
it too. Tests add closed endpoints, faults and recordings (`tests/ingestion/servers`).
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Flask, Response, current_app, jsonify, request
from werkzeug.exceptions import HTTPException, abort
from werkzeug.serving import WSGIRequestHandler, make_server

from ingestion.demo import bodies
from ingestion.demo.entities import Album, Artist, Catalogue, Playlist, Track
from ingestion.demo.search import search
from ingestion.demo.server_pages import (
    LARGEST_PAGE,
    AppKind,
    build_album_with_first_page,
    build_playlist_entry,
    build_simple_playlist,
    build_whole_playlist,
    current_app_kind,
    page_response,
    parse_integer,
)
from ingestion.demo.server_tokens import Tokens, add_tokens

LARGEST_BATCH = {"tracks": 50, "artists": 50, "albums": 20, "audio-features": 100}
KINDS = {"tracks": Track, "artists": Artist, "albums": Album, "playlists": Playlist}
WHOLE: dict[str, Any] = {
    "tracks": bodies.build_track_body,
    "artists": bodies.build_artist_body,
    "albums": lambda album: build_album_with_first_page(album),
    "playlists": build_whole_playlist,
}
v1 = Blueprint("v1", __name__, url_prefix="/v1")


def create_server_app(
    catalogue: Catalogue, kind: AppKind | None = None, tokens: Tokens | None = None
) -> Flask:
    """Return the server as a Flask app that answers apps of one kind."""
    app, tokens = Flask(__name__), tokens or Tokens()
    app.config.update(
        CATALOGUE=catalogue, APP_KIND=kind or AppKind(), TOKENS=tokens, TOKEN=tokens.client_token
    )
    app.json.sort_keys = False  # type: ignore[attr-defined]
    add_tokens(app, tokens)
    app.before_request(_check_token)
    app.register_blueprint(v1)
    app.register_error_handler(HTTPException, _error_body)
    return app


@contextmanager
def serve_catalogue(catalogue: Catalogue) -> Iterator[str]:
    """Serve on a free port of 127.0.0.1, in a thread; give the base address."""
    with serve_app(create_server_app(catalogue)) as address:
        yield address


@contextmanager
def serve_app(app: Flask) -> Iterator[str]:
    """Serve `app` on a free port of 127.0.0.1, in a thread; give the base address."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"  # one connection for all requests
    disable_nagle_algorithm = True

    def log_request(self, *_: Any, **__: Any) -> None:
        """Log nothing: each request of the demo would be a line."""


def _check_token() -> None:
    is_open = not request.path.startswith("/v1/")
    if not is_open and not current_app.config["TOKENS"].accepts(
        request.headers.get("Authorization")
    ):
        abort(401, "Invalid access token")


@v1.get("/me/")
@v1.get("/me")
def me() -> Response:
    """Answer who is signed in."""
    return jsonify({**bodies.USER, "images": []})


@v1.get("/me/tracks")
def saved_tracks() -> Response:
    """Answer a page of saved tracks, the last saved first."""
    return page_response(
        _catalogue().saved,
        lambda s: bodies.build_saved_body("track", s[0], bodies.build_track_body(s[1])),
    )


@v1.get("/me/albums")
def saved_albums() -> Response:
    """Answer a page of saved albums, the last saved first."""
    return page_response(
        _catalogue().saved_albums,
        lambda s: bodies.build_saved_body("album", s[0], build_album_with_first_page(s[1])),
    )


@v1.get("/me/playlists")
def own_playlists() -> Response:
    """Answer a page of the listener's playlists, own and followed."""
    return page_response(_catalogue().playlists, build_simple_playlist)


@v1.get("/me/top/<kind>")
def top(kind: str) -> Response:
    """Answer a page of the tracks or artists that are played most."""
    plays: dict[str, int] = {}
    for _, track in _catalogue().plays:
        entity = track.track_id if kind == "tracks" else track.artists[0].artist_id
        plays[entity] = plays.get(entity, 0) + 1
    if kind not in ("tracks", "artists"):
        abort(404, "Resource not found")
    best = sorted(plays, key=lambda entity: (-plays[entity], entity))
    return page_response([_catalogue().by_id[entity] for entity in best], WHOLE[kind])


@v1.get("/me/player/recently-played")
def recently_played() -> Response:
    """Answer plays before or after an instant, the last first, with cursors."""
    limit = parse_integer("limit", 20, 1, LARGEST_PAGE)
    before, after = (request.args.get(name, type=int) for name in ("before", "after"))
    plays = [
        (instant, track)
        for instant, track in _catalogue().plays
        if (before is None or _milliseconds(instant) < before)
        and (after is None or _milliseconds(instant) > after)
    ]
    some = plays[:limit]
    cursors = next_page = None
    if some:
        cursors = {
            "after": str(_milliseconds(some[0][0])), "before": str(_milliseconds(some[-1][0]))
        }  # fmt: skip
    if len(plays) > limit and cursors:
        since = f"&after={after}" if after is not None else ""
        next_page = f"{request.base_url}?before={cursors['before']}{since}&limit={limit}"
    return jsonify(
        items=[bodies.build_play_body(*play) for play in some],
        href=request.url, limit=limit, next=next_page, cursors=cursors,
    )  # fmt: skip


@v1.get("/playlists/<entity_id>/items")
@v1.get("/playlists/<entity_id>/tracks")
def playlist_items(entity_id: str) -> Response:
    """Answer a page of a playlist's entries."""
    playlist = _entity("playlists", entity_id)
    return page_response(playlist.entries, lambda entry: build_playlist_entry(playlist, entry))


@v1.get("/albums/<entity_id>/tracks")
@v1.get("/albums/<entity_id>/tracks/")
def album_tracks(entity_id: str) -> Response:
    """Answer a page of an album's tracks."""
    return page_response(_entity("albums", entity_id).tracks, bodies.build_simple_track)


@v1.get("/artists/<entity_id>/albums")
def artist_albums(entity_id: str) -> Response:
    """Answer a page of an artist's albums."""
    artist = _entity("artists", entity_id)
    albums = [album for album in _catalogue().albums if album.artist == artist]
    return page_response(albums, bodies.build_simple_album)


@v1.get("/audio-features/<entity_id>")
@v1.get("/audio-features/")
@v1.get("/audio-features")
def audio_features(entity_id: str | None = None) -> Response:
    """Answer the audio features of one track, or of several with nulls for those without."""
    if entity_id is None:
        found = _several("tracks", LARGEST_BATCH["audio-features"])
        return jsonify(audio_features=[t and bodies.build_features_body(t) for t in found])
    features = bodies.build_features_body(_entity("tracks", entity_id))
    return jsonify(features) if features else abort(404, "analysis not found")


@v1.get("/search")
def find() -> Response:
    """Answer the entities that match the words of `q`, a page for each type."""
    largest = current_app_kind().largest_page("/search")
    limit = parse_integer("limit", min(20, largest), 1, largest)
    offset = parse_integer("offset", 0, 0, 1000)
    text, kinds = request.args.get("q", ""), request.args.get("type", "").split(",")
    if not text or not set(kinds) <= {"track", "artist", "album"}:
        abort(400, "No search query" if not text else "Bad search type field")
    answer = {}
    for kind in kinds:
        found = search(_catalogue(), kind, text)
        items = [WHOLE[f"{kind}s"](entity) for entity in found[offset : offset + limit]]
        address = f"{request.base_url}?{urlencode({'q': text, 'type': kind})}"
        answer[f"{kind}s"] = bodies.page(items, address, limit, offset, len(found))
    return jsonify(answer)


@v1.get("/<any(tracks, artists, albums):kind>/")
@v1.get("/<any(tracks, artists, albums):kind>")
def several(kind: str) -> Response:
    """Answer several entities, with null for an unknown id."""
    found = _several(kind, LARGEST_BATCH[kind])
    return jsonify({kind: [entity and WHOLE[kind](entity) for entity in found]})


@v1.get("/<path:_>")
def nothing(_: str) -> Response:
    """Refuse an address that this server does not have."""
    abort(404, "Service not found")


@v1.get("/<any(tracks, artists, albums, playlists):kind>/<entity_id>")
def one(kind: str, entity_id: str) -> Response:
    """Answer one entity."""
    return jsonify(WHOLE[kind](_entity(kind, entity_id)))


def _catalogue() -> Catalogue:
    catalogue: Catalogue = current_app.config["CATALOGUE"]
    return catalogue


def _entity(kind: str, entity_id: str) -> Any:
    entity = _catalogue().by_id.get(entity_id)
    return entity if isinstance(entity, KINDS[kind]) else abort(404, "Resource not found")


def _several(kind: str, most: int) -> list[Any]:
    ids = [entity_id for entity_id in request.args.get("ids", "").split(",") if entity_id]
    if not 0 < len(ids) <= most:
        abort(400, "Invalid ids" if not ids else "Too many ids requested")
    found = [_catalogue().by_id.get(entity_id) for entity_id in ids]
    return [entity if isinstance(entity, KINDS[kind]) else None for entity in found]


def _milliseconds(instant: Any) -> int:
    return int(instant.timestamp() * 1000)


def _error_body(error: HTTPException) -> tuple[Response, int]:
    status = error.code or 500
    return jsonify(error={"status": status, "message": error.description}), status
