"""Reads slices of the Million Playlist Dataset: JSON of a thousand playlists each.

A slice writes booleans as "true" and instants as seconds since 1970, and its playlists have
numbers instead of ids. Described at
https://www.aicrowd.com/challenges/spotify-million-playlist-dataset-challenge
"""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from ingestion.files.file_format import UnreadableFile
from ingestion.files.ids import parse_track_id
from ingestion.files.input_files import InputFile
from ingestion.files.json_file import read_json
from ingestion.load.batches import Batch, build_batch_from_rows, build_empty_batch
from ingestion.load.json_values import parse_text

PROVIDER = "mpd"
PLAYLISTS_AT_ONCE = 200
LAST_SECOND = 253_402_300_799  # of the year 9999, the last that Python's datetime has
Row = dict[str, Any]


def read_slice(file: InputFile) -> Iterator[Batch]:
    """Yield the playlists, items and tracks of one slice."""
    file.read.provider = PROVIDER
    playlists = _playlists(file)
    file.unit = "entry"
    seen_tracks: set[str] = set()  # tracks whose row is made: the first entry says what one is
    for start in range(0, len(playlists), PLAYLISTS_AT_ONCE):
        rows: dict[str, list[Row]] = {"playlists": [], "playlist_items": [], "tracks": []}
        for number, playlist in enumerate(playlists[start : start + PLAYLISTS_AT_ONCE], start + 1):
            _add(file, playlist, number, rows, seen_tracks)
        for name, of_table in rows.items():
            if of_table:
                yield build_batch_from_rows(name, PROVIDER, of_table)
        lists = (row["playlist_id"] for row in rows["playlists"])
        yield build_empty_batch("playlist_items", PROVIDER, lists)


def is_playlist(entry: Any) -> bool:
    """Return whether an entry of `playlists` is one of a slice."""
    return (
        isinstance(entry, Mapping)
        and isinstance(entry.get("tracks"), list)
        and isinstance(entry.get("pid"), int | str)
    )


def _playlists(file: InputFile) -> list[Any]:
    body = read_json(file.path)
    playlists = body.get("playlists") if isinstance(body, dict) else None
    if not isinstance(playlists, list):
        raise UnreadableFile(
            "expected a Million Playlist slice with a list `playlists`, got other JSON", 1
        )
    return playlists


def _add(
    file: InputFile, playlist: Any, number: int, rows: dict[str, list[Row]], seen_tracks: set[str]
) -> None:
    if not is_playlist(playlist):
        file.read.rows += 1
        file.refuse(
            f"expected a playlist with `pid` and `tracks`, got another at place {number};"
            " it is left out",
            line=file.read.rows, raw_text=json.dumps(playlist)[:500],
        )  # fmt: skip
        return
    playlist_id, entries = str(playlist["pid"]), playlist["tracks"]
    rows["playlists"].append(_playlist(playlist_id, playlist))
    for position, entry in enumerate(entries):
        file.read.rows += 1
        track_id = parse_track_id(entry.get("track_uri")) if _is_entry(entry) else None
        if track_id is None:
            file.refuse(
                f"expected a track with `track_uri` at place {position} of playlist"
                f" {playlist_id}, got another; it is left out",
                line=file.read.rows, column="track_uri", raw_text=json.dumps(entry)[:500],
            )  # fmt: skip
            continue
        file.read.valid_rows += 1
        rows["playlist_items"].append(_item(playlist_id, position, track_id, entry))
        if track_id not in seen_tracks:
            seen_tracks.add(track_id)
            rows["tracks"].append(_track(track_id, entry))


def _is_entry(entry: Any) -> bool:
    return isinstance(entry, Mapping) and isinstance(entry.get("track_uri"), str)


def _playlist(playlist_id: str, playlist: Mapping[str, Any]) -> Row:
    return {
        "playlist_id": playlist_id,
        "name": parse_text(playlist.get("name")),
        "description": parse_text(playlist.get("description")),
        "is_collaborative": {"true": True, "false": False}.get(
            str(playlist.get("collaborative")).lower()
        ),
        "number_of_followers": _integer(playlist.get("num_followers")),
        "modified_at": _instant(playlist.get("modified_at")),
    }


def _item(playlist_id: str, position: int, track_id: str, entry: Mapping[str, Any]) -> Row:
    return {
        "playlist_id": playlist_id,
        "position": position,
        "track_id": track_id,
        "track_uri": entry["track_uri"],
        "item_type": "track",
        "track_name": parse_text(entry.get("track_name")),
        "artist_name": parse_text(entry.get("artist_name")),
    }


def _track(track_id: str, entry: Mapping[str, Any]) -> Row:
    artist = parse_text(entry.get("artist_name"))
    return {
        "track_id": track_id,
        "name": parse_text(entry.get("track_name")),
        "duration_ms": _integer(entry.get("duration_ms")),
        "album_id": _entity_id(entry.get("album_uri")),
        "album_name": parse_text(entry.get("album_name")),
        "artists": [{"id": _entity_id(entry.get("artist_uri")), "name": artist}]
        if artist
        else None,
    }


def _integer(value: Any) -> int | None:
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    return value if is_whole and 0 <= value < 2**53 else None


def _instant(value: Any) -> datetime | None:
    """Return seconds since 1970 as an instant; like any other unusable value, none past 9999."""
    seconds = _integer(value)
    return (
        None if seconds is None or seconds > LAST_SECOND else datetime.fromtimestamp(seconds, UTC)
    )


def _entity_id(uri: Any) -> str | None:
    return uri.rsplit(":", 1)[-1] or None if isinstance(uri, str) else None
