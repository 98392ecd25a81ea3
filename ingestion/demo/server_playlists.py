"""Playlists of the demo server, their entries under the names that the app knows."""

from typing import Any

from flask import request

from ingestion.demo import bodies
from ingestion.demo.app_kind import LARGEST_PAGE
from ingestion.demo.entities import Playlist
from ingestion.demo.server_paging import current_app_kind


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
