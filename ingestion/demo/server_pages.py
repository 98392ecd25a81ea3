"""Pages of the demo server, with the sizes and names that one kind of app is shown.

Spotify shows new apps other names and smaller pages; the demo is an old one.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Response, abort, current_app, jsonify, request

from ingestion.demo import bodies
from ingestion.demo.entities import Album, Playlist

LARGEST_PAGE = 50


@dataclass(frozen=True)
class AppKind:
    """Page sizes, and the names that a playlist gives its entries and an entry its track."""

    list_names: tuple[str, ...] = ("tracks",)
    entry_names: tuple[str, ...] = ("track",)
    page_limits: dict[str, int] = field(default_factory=dict)  # by path, where below 50
    tracks_with_album: int = LARGEST_PAGE

    def largest_page(self, path: str) -> int:
        """Return the largest `limit` that `path` takes."""
        limits = (n for p, n in self.page_limits.items() if re.fullmatch(p, path))
        return next(limits, LARGEST_PAGE)


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


def build_simple_playlist(playlist: Playlist) -> bodies.Body:
    """Return the playlist as a list of playlists has it: with the number of its entries."""
    body = bodies.build_playlist_body(playlist)
    entries = body.pop("items")
    return body | dict.fromkeys(current_app_kind().list_names, entries)


def build_whole_playlist(playlist: Playlist) -> bodies.Body:
    """Return the playlist by itself: with the first page of its entries."""
    body = build_simple_playlist(playlist)
    items = [build_playlist_entry(playlist, entry) for entry in playlist.entries]
    for name in current_app_kind().list_names:
        address = f"{request.url_root}v1/playlists/{playlist.playlist_id}/{name}"
        body[name] = bodies.page(items[:LARGEST_PAGE], address, LARGEST_PAGE, 0, len(items))
    return body


def build_playlist_entry(playlist: Playlist, entry: Any) -> bodies.Body:
    """Return an entry, its track under the name that this kind of app knows."""
    body = bodies.build_entry_body(playlist, entry)
    item = body.pop("item")
    return body | dict.fromkeys(current_app_kind().entry_names, item)
