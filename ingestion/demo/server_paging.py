"""Pages of the demo server: part of a list, the address of the rest, and the sizes it refuses."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import Response, abort, current_app, jsonify, request

from ingestion.demo import bodies
from ingestion.demo.app_kind import AppKind
from ingestion.demo.entities import Album


def current_app_kind() -> AppKind:
    """Return the kind of app that this server answers."""
    kind: AppKind = current_app.config["APP_KIND"]
    return kind


def page_response(entities: Sequence[Any], body: Callable[[Any], Any]) -> Response:
    """Answer the page of `entities` that the request asks for."""
    largest = current_app_kind().largest_page(request.path.removeprefix("/v1"))
    limit = parse_integer("limit", min(20, largest), 1, largest)
    offset = parse_integer("offset", 0, 0, 100_000)
    items = [body(entity) for entity in entities[offset : offset + limit]]
    return jsonify(bodies.page(items, request.base_url, limit, offset, len(entities)))


def parse_integer(name: str, default: int, low: int, high: int) -> int:
    """Return the number given under `name`; refuse one that is out of bounds, as Spotify does."""
    text = request.args.get(name, str(default))
    value = int(text) if text.lstrip("-").isdigit() else low - 1
    return value if low <= value <= high else abort(400, f"Invalid {name}")


def build_album_with_first_page(album: Album) -> bodies.Body:
    """Return the whole album, with the first page of its tracks."""
    body, most = bodies.build_album_body(album), current_app_kind().tracks_with_album
    items, address = body["tracks"]["items"], f"{request.url_root}v1/albums/{album.album_id}/tracks"
    return body | {"tracks": bodies.page(items[:most], address, most, 0, len(items))}
