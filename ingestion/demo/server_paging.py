"""The server's pages: so much of a list, where the rest is, and which sizes it refuses."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import Response, abort, current_app, jsonify, request

from ingestion.demo import bodies
from ingestion.demo.catalogue import Album
from ingestion.demo.server_modes import Mode

LARGEST_PAGE = 50


def asking_mode() -> Mode:
    """Return the kind of app that asks."""
    mode: Mode = current_app.config["MODE"]
    return mode


def paged(entities: Sequence[Any], body: Callable[[Any], Any]) -> Response:
    """Answer the page of `entities` that the request asks for."""
    largest = asking_mode().largest(request.path.removeprefix("/v1"), LARGEST_PAGE)
    limit = integer("limit", min(20, largest), 1, largest)
    offset = integer("offset", 0, 0, 100_000)
    items = [body(entity) for entity in entities[offset : offset + limit]]
    return jsonify(bodies.page(items, request.base_url, limit, offset, len(entities)))


def integer(name: str, default: int, low: int, high: int) -> int:
    """Return the number given under `name`; refuse one that is out of bounds, as Spotify does."""
    text = request.args.get(name, str(default))
    value = int(text) if text.lstrip("-").isdigit() else low - 1
    return value if low <= value <= high else abort(400, f"Invalid {name}")


def with_first_page(album: Album) -> bodies.Body:
    """Return the whole album, with the first page of its tracks."""
    body, most = bodies.album_body(album), current_app.config["TRACKS_WITH_ALBUM"]
    items, address = body["tracks"]["items"], f"{request.url_root}v1/albums/{album.album_id}/tracks"
    return body | {"tracks": bodies.page(items[:most], address, most, 0, len(items))}
