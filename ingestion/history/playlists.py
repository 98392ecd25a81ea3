"""`Playlist1.json`: playlists with their entries, without ids of their own.

A playlist is known by its name; of several with one name, each by its place among them, so that
a changed playlist replaces itself.
"""

import json
from collections.abc import Mapping
from typing import Any

from ingestion.history.entries import (
    Entry,
    ParsedEntries,
    Row,
    enumerate_entries,
    parse_id,
    parse_names,
)
from ingestion.history.library import build_track_row
from ingestion.load.json_values import parse_instant, parse_text, parse_whole
from ingestion.load.name_keys import digest

PROVIDER = "export_playlists"
OF_AN_ENTRY = {"track", "episode", "localTrack", "audiobook", "addedDate"}


def is_playlists(body: Any) -> bool:
    """Return whether this is what `Playlist1.json` holds."""
    return isinstance(body, Mapping) and isinstance(body.get("playlists"), list)


class PlaylistReader:
    """Gives playlists their ids: over all files of a run, since names repeat across them."""

    def __init__(self) -> None:
        self._contents: dict[str, list[str]] = {}

    def read(self, body: Mapping[str, Any]) -> ParsedEntries:
        """Return the parsed entries of a file of playlists."""
        parsed = ParsedEntries()
        for number, playlist in enumerate_entries(body["playlists"], parsed, "a playlist"):
            items = playlist.get("items")
            if parse_text(playlist.get("name")) is None or not isinstance(items, list):
                parsed.refuse(number, playlist, "expected a playlist with `name` and `items`")
                continue
            row = _build_playlist_row(playlist, self._id_of(playlist))
            parsed.rows.setdefault("playlists", []).append(row)
            for place, entry in enumerate_entries(items, parsed, "an entry of a playlist"):
                _add(place, entry, row["playlist_id"], parsed)
        return parsed

    def _id_of(self, playlist: Entry) -> str:
        name = playlist["name"]
        contents = self._contents.setdefault(name, [])
        content = digest(json.dumps(playlist, sort_keys=True))
        if content not in contents:
            contents.append(content)
        place = contents.index(content)
        return f"name:{digest(name if place == 0 else f'{name} / {place}')}"


def _build_playlist_row(playlist: Entry, playlist_id: str) -> Row:
    return {
        "playlist_id": playlist_id,
        "name": parse_text(playlist.get("name")),
        "description": parse_text(playlist.get("description")),
        "number_of_followers": parse_whole(playlist.get("numberOfFollowers")),
        "modified_at": parse_instant(playlist.get("lastModifiedDate")),
    }


def _add(place: int, entry: Entry, playlist_id: str, parsed: ParsedEntries) -> None:
    """Keep an entry as an item, and the track in it."""
    parsed.unknown.update(name for name in entry if name not in OF_AN_ENTRY)
    parts = {name: part for name, part in entry.items() if isinstance(part, Mapping) and part}
    row: Row = {
        "playlist_id": playlist_id,
        "position": place - 1,
        "added_at": parse_instant(entry.get("addedDate")),
    }
    if "track" in parts:
        track = parts["track"]
        row |= _names(track, "trackUri", "trackName", "artistName")
        row |= {"track_id": parse_id(row["track_uri"]), "item_type": "track"}
        rows = {"playlist_items": row}
        if row["track_id"]:
            track_row = build_track_row(track, "trackUri", "trackName", "artistName", "albumName")
            rows |= {"tracks": track_row} if track_row else {}
        parsed.keep(**rows)
    elif "localTrack" in parts:
        local = parts["localTrack"]
        row |= _names(local, "uri" if "uri" in local else "trackUri", "trackName", "artistName")
        parsed.keep(playlist_items=row | {"item_type": "local"})
    elif "episode" in parts:
        row |= _names(parts["episode"], "episodeUri", "episodeName", "showName")
        parsed.keep(playlist_items=row | {"item_type": "episode"})
    elif "audiobook" in parts:
        parsed.skipped["audiobooks in playlists"] += 1
    else:
        parsed.refuse(place, entry, "expected a track, an episode or a local file in a playlist")


def _names(part: Entry, uri: str, name: str, by: str) -> Row:
    track_name, artist_name = parse_names(part, name, by)
    return {
        "track_uri": parse_text(part.get(uri)),
        "track_name": track_name,
        "artist_name": artist_name,
    }
