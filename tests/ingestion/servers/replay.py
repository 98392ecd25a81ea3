"""Recorded bodies of Spotify's, played again: each item, as it came, in a list of a library.

A body of an endpoint that no source reads (a search, recommendations) is played where what is in
it would be read: its tracks among the top tracks, its albums among the saved ones.
"""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from flask import Response, abort, jsonify, request
from werkzeug.datastructures import MultiDict

from ingestion.demo import bodies

Body = dict[str, Any]
LARGEST_PAGE = 50
NEXT = re.compile(r'"next":\s*"https://api\.spotify\.com/v1/')
MADE_UP = "playlist{:014d}"  # an id for entries that were recorded without their playlist
LISTS = {
    "/me/tracks": "saved_tracks", "/me/albums": "saved_albums", "/me/playlists": "playlists",
    "/me/top/tracks": "top_tracks", "/me/top/artists": "top_artists",
    "/me/player/recently-played": "plays",
}  # fmt: skip


class Recorded:
    """The bodies of some files, sorted into the lists of one library."""

    def __init__(self, files: list[Path]) -> None:
        self.lists: dict[str, list[Any]] = {name: [] for name in LISTS.values()}
        self.entries: dict[str, list[Any]] = {}
        self.by_id: dict[tuple[str, str], Body] = {}
        for path in files:
            self._place(json.loads(path.read_text(encoding="utf-8")))

    @classmethod
    def from_folder(cls, folder: Path) -> "Recorded":
        """Return every body of a folder."""
        return cls(sorted(folder.rglob("*.json")))

    def answer(self) -> Response:
        """Answer the request that Flask is at; what follows a page is asked for here too."""
        found = self._answer()
        own = f'"next":"{request.url_root}v1/'
        found.set_data(NEXT.sub(own, found.get_data(as_text=True)))
        return found

    def _answer(self) -> Response:
        path = request.path.removeprefix("/v1").rstrip("/")
        if path in LISTS:
            return _page(self.lists[LISTS[path]])
        kind, _, rest = path.removeprefix("/").partition("/")
        if rest.endswith("/items"):
            return _page(self.entries.get(rest.removesuffix("/items"), []))
        if "ids" in request.args:
            ids = request.args["ids"].split(",")
            name = kind.replace("-", "_")
            return jsonify({name: [self.by_id.get((kind, entity_id)) for entity_id in ids]})
        return jsonify(self.by_id.get((kind, rest)) or abort(404, "Resource not found"))

    def _place(self, body: Any) -> None:
        if not isinstance(body, dict):
            return
        kind = body.get("type")
        if kind == "playlist":
            self._place_playlist(body)
        elif kind in ("track", "album", "artist"):
            self._place_item(body)
        elif "danceability" in body:
            self.by_id["audio-features", body["id"]] = body
        elif isinstance(body.get("items"), list):
            self._place_items(body["items"])
        else:
            for value in body.values():
                if isinstance(value, list):
                    self._place_items(value)
                else:
                    self._place(value)

    def _place_playlist(self, body: Body) -> None:
        self.lists["playlists"].append(body)
        for name in ("items", "tracks"):
            page = body.get(name)
            if not isinstance(page, dict) or not isinstance(page.get("items"), list):
                continue
            if body.get("id") is None or body["id"] in self.entries:
                self._extend_entries(page["items"])  # nameless, or recorded twice
            else:
                self.entries[body["id"]] = page["items"]
                for item in page["items"]:
                    self._learn(item)

    def _place_items(self, items: list[Any]) -> None:
        some = next((item for item in items if isinstance(item, dict)), {})
        if "danceability" in some or some.get("type") == "playlist":
            for item in items:
                self._place(item)
        elif "played_at" in some:
            self._extend("plays", items)
        elif "added_at" in some and "album" in some:
            self._extend("saved_albums", items)
        elif "added_at" in some and not {"show", "episode"} & set(some):
            is_list = any("added_by" in i or "is_local" in i for i in items if i)
            self._extend_entries(items) if is_list else self._extend("saved_tracks", items)
        else:
            for item in items:
                self._place_item(item)

    def _place_item(self, item: Any) -> None:
        kind = item.get("type") if isinstance(item, dict) else None
        if kind == "track":
            self._extend("top_tracks", [item])
        elif kind == "album":
            self._extend("saved_albums", [{"added_at": None, "album": item}])
        elif kind == "artist":
            self._extend("top_artists", [item])

    def _extend_entries(self, items: list[Any]) -> None:
        playlist_id = MADE_UP.format(len(self.lists["playlists"]))
        self.lists["playlists"].append({"type": "playlist", "id": playlist_id, "name": None})
        self.entries[playlist_id] = items
        for item in items:
            self._learn(item)

    def _extend(self, name: str, items: list[Any]) -> None:
        self.lists[name].extend(items)
        for item in items:
            self._learn(item)

    def _learn(self, item: Any) -> None:
        """Remember the whole entities in an item, to answer them by id."""
        for body in walk(item):
            kind, entity_id = body.get("type"), body.get("id")
            marker = {"track": "album", "album": "copyrights", "artist": "images"}.get(str(kind))
            if marker in body and entity_id:
                self.by_id.setdefault((f"{kind}s", entity_id), body)


def walk(value: Any) -> Iterator[Body]:
    """Yield every object in a JSON value, the outer ones first."""
    if isinstance(value, Mapping):
        yield dict(value)
    inner = value.values() if isinstance(value, Mapping) else value
    if isinstance(value, Mapping | list):
        for item in inner:
            yield from walk(item)


def _page(items: list[Any]) -> Response:
    limit = _integer(request.args, "limit", 20)
    offset = _integer(request.args, "offset", 0)
    some = items[offset : offset + min(limit, LARGEST_PAGE)]
    return jsonify(bodies.page(some, request.base_url, limit, offset, len(items)))


def _integer(arguments: MultiDict[str, str], name: str, default: int) -> int:
    return arguments.get(name, default, type=int)
