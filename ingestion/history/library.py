"""`YourLibrary.json`: saved tracks and albums, tracks never to be played, and other things."""

import re
from collections.abc import Mapping
from typing import Any

from ingestion.history.entries import (
    LONGEST_ID,
    NAMELESS,
    Entry,
    ParsedEntries,
    Row,
    enumerate_entries,
    parse_id,
    parse_names,
)
from ingestion.load.json_values import parse_text
from ingestion.load.name_keys import build_name_key

PROVIDER = "your_library"
SAVED, BANNED, ALBUMS = "tracks", "bannedTracks", "albums"
ALBUM_ID = re.compile(rf"spotify:album:([0-9A-Za-z]{{1,{LONGEST_ID}}})")
NAMELESS_ALBUMS = "saved albums without a URI"  # by names alone it might be another edition
SKIPPED = {
    "artists": "followed artists", "shows": "followed shows",
    "episodes": "saved episodes", "bannedArtists": "banned artists",
    "other": "other things in the library",
}  # fmt: skip
LISTS = {SAVED, BANNED, ALBUMS, *SKIPPED}


def is_library(body: Any) -> bool:
    """Return whether this is what `YourLibrary.json` holds."""
    return isinstance(body, Mapping) and any(isinstance(body.get(name), list) for name in LISTS)


def parse_library(body: Mapping[str, Any]) -> ParsedEntries:
    """Return the parsed entries of a library."""
    parsed = ParsedEntries()
    seen: dict[str, set[str]] = {SAVED: set(), BANNED: set(), ALBUMS: set()}
    for name, entries in body.items():
        if not isinstance(entries, list):
            parsed.unknown[name] += 1
        elif name not in seen and entries:
            parsed.skipped[SKIPPED.get(name, f"things called {name[:40]}")] += len(entries)
        elif name in seen:
            what = "an album" if name == ALBUMS else "a track"
            for number, entry in enumerate_entries(entries, parsed, what):
                if name == ALBUMS:
                    _add_album(entry, seen[name], parsed)
                else:
                    _add(number, entry, name, seen[name], parsed)
    return parsed


def _add(number: int, entry: Entry, name: str, seen: set[str], parsed: ParsedEntries) -> None:
    row = build_track_row(entry, "uri", "track", "artist", "album")
    if row is None and parse_text(entry.get("track")):
        parsed.skipped[NAMELESS] += 1
    elif row is None:
        parsed.refuse(number, entry, f"expected a track of the list {name} with a URI or a name")
    elif row["track_id"] in seen:
        parsed.repeated += 1
    elif name == SAVED:
        parsed.keep(saved_tracks={"track_id": row["track_id"]}, tracks=row)
    else:
        artists = row["artists"] or [{"name": None}]
        parsed.keep(banned_tracks={
            "track_id": row["track_id"], "track_name": row["name"],
            "artist_name": artists[0]["name"],
        })  # fmt: skip
    if row is not None:
        seen.add(row["track_id"])


def _add_album(entry: Entry, seen: set[str], parsed: ParsedEntries) -> None:
    matched = ALBUM_ID.fullmatch((parse_text(entry.get("uri")) or "").strip())
    if matched is None:
        parsed.skipped[NAMELESS_ALBUMS] += 1
        return
    album_id, artist_name = matched.group(1), parse_text(entry.get("artist"))
    if album_id in seen:
        parsed.repeated += 1
        return
    seen.add(album_id)
    artists = [{"id": None, "name": artist_name}] if artist_name else None
    parsed.keep(
        saved_albums={"album_id": album_id},
        albums={"album_id": album_id, "name": parse_text(entry.get("album")), "artists": artists},
    )


def build_track_row(entry: Entry, uri: str, name: str, artist: str, album: str) -> Row | None:
    """Return the row of raw.tracks; of a track without an id, the key is made of its names."""
    uri_text, (track_name, artist_name) = (
        parse_text(entry.get(uri)), parse_names(entry, name, artist),
    )  # fmt: skip
    track_id = parse_id(uri_text)
    if track_id is None and track_name is None:
        return None
    return {
        "track_id": track_id or build_name_key(artist_name, track_name),
        "name": track_name,
        "is_local": True if (uri_text or "").startswith("spotify:local:") else None,
        "album_name": parse_text(entry.get(album)),
        "artists": [{"id": None, "name": artist_name}] if artist_name else None,
    }
