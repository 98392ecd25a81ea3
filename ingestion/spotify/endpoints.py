"""The lists of a listener's library: spotipy's method, and what is in their items."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ingestion.spotify import rows

PAGE = 50
Body = rows.Body


@dataclass(frozen=True)
class Listing:
    """A paged endpoint: the method of spotipy's that reads it, and what its items hold.

    `counted_in` is the table in whose counts a failure shows; a list that `is_newest_first` and
    begins as it did the last time, at the same length, is not read on. Of one `is_by_cursor` only
    what came after the last whole reading is asked for.
    """

    method: str
    counted_in: str
    tracks_in: Callable[[Body], Body] | None = None
    albums_in: Callable[[Body], Body] | None = None
    artists_in: Callable[[Body], Body] | None = None
    table: str | None = None
    row: Callable[[Body], rows.Row] | None = None
    is_newest_first: bool = False
    is_by_cursor: bool = False
    is_of_a_market: bool = False


LISTINGS = (
    Listing("current_user_saved_tracks", "saved_tracks", lambda saved: entity(saved, "track"),
            table="saved_tracks", row=rows.saved_row, is_newest_first=True, is_of_a_market=True),
    Listing("current_user_saved_albums", "saved_albums",
            albums_in=lambda saved: entity(saved, "album"), table="saved_albums",
            row=rows.saved_album_row, is_newest_first=True, is_of_a_market=True),
    Listing("current_user_top_tracks", "tracks", lambda track: track),
    Listing("current_user_top_artists", "artists", artists_in=lambda artist: artist),
    Listing("current_user_recently_played", "plays", lambda play: entity(play, "track"),
            table="plays", row=rows.play_row, is_by_cursor=True),
)  # fmt: skip


def entity(item: Body, name: str) -> Body:
    """Return the entity that an item holds; an empty one where it holds none."""
    value = item.get(name)
    return value if isinstance(value, Mapping) else {}


def beginning(page: Mapping[str, Any]) -> str:
    """Return a text that changes when the list becomes longer, shorter, or begins otherwise."""
    first = [
        (item.get("added_at"), [entity(item, name).get("id") for name in ("track", "album")])
        for item in page["items"]
        if isinstance(item, Mapping)
    ]
    return hashlib.sha256(json.dumps([page.get("total"), first]).encode()).hexdigest()


def newest(page: Mapping[str, Any]) -> str:
    """Return the milliseconds since 1970 of the newest play of a page, or an empty text."""
    instants = [
        instant
        for item in page["items"]
        if isinstance(item, Mapping) and (instant := rows.instant(item.get("played_at")))
    ]
    return str(int(max(instants).timestamp() * 1000)) if instants else ""
