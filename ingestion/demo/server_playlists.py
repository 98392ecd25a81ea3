"""The server's playlists: whose they are, and under which names an app is shown what is in them."""

from typing import Any

from flask import current_app, request

from ingestion.demo import bodies
from ingestion.demo.catalogue import Playlist
from ingestion.demo.server_paging import LARGEST_PAGE, asking_mode


def simple_playlist(playlist: Playlist) -> bodies.Body:
    """Return the playlist as a list of playlists has it: with the number of its entries."""
    body = bodies.playlist_body(playlist)
    entries = body.pop("items")
    owner = {"owner": bodies.OTHER} if is_foreign(playlist.playlist_id) else {}
    return body | owner | dict.fromkeys(asking_mode().lists, entries)


def whole_playlist(playlist: Playlist) -> bodies.Body:
    """Return the playlist by itself: with the first page of its entries, if it may be read."""
    body = simple_playlist(playlist)
    if is_closed(playlist.playlist_id):
        return {name: value for name, value in body.items() if name not in asking_mode().lists}
    items = [playlist_entry(playlist, entry) for entry in playlist.entries]
    for name in asking_mode().lists:
        address = f"{request.url_root}v1/playlists/{playlist.playlist_id}/{name}"
        body[name] = bodies.page(items[:LARGEST_PAGE], address, LARGEST_PAGE, 0, len(items))
    return body


def playlist_entry(playlist: Playlist, entry: Any) -> bodies.Body:
    """Return an entry, its track under the name that this kind of app knows."""
    body = bodies.entry_body(playlist, entry)
    item = body.pop("item")
    return body | dict.fromkeys(asking_mode().entries, item)


def is_closed(playlist_id: str) -> bool:
    """Return whether this app may not read what is in the playlist."""
    return is_foreign(playlist_id) and asking_mode().name == "dev"


def is_foreign(playlist_id: str) -> bool:
    """Return whether the playlist is somebody else's."""
    foreign: frozenset[str] = current_app.config["FOREIGN"]
    return playlist_id in foreign
