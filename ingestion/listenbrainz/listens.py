"""A listen as rows of raw.plays and raw.tracks.

What listens say badly: `listened_at` is the start of a play, in seconds, and nothing says how long
it lasted; a Spotify id is an address, under `spotify_id` or `origin_url`; a duration is in
`duration_ms` or, in seconds, in `duration`; ids of MusicBrainz come from the player
(`additional_info`) or from the names (`mbid_mapping`).
https://listenbrainz.readthedocs.io/en/latest/users/json.html
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from ingestion.files.ids import TRACK_ID
from ingestion.load.json_values import as_object, parse_text, parse_whole
from ingestion.load.name_keys import build_name_key

Row = dict[str, Any]
FIRST, LAST = 1, 253_402_300_799  # the last second that an instant of Postgres and Python both has
LONGEST_MS = 10**10
LONGEST_KEY = 64
ISRC = re.compile(r"[A-Z]{2}-?[A-Z0-9]{3}-?\d{2}-?\d{5}", re.IGNORECASE)
MBID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


class NoListen(ValueError):
    """A line or an entry that is no listen; the message says what was expected and what came."""


@dataclass(frozen=True)
class Listen:
    """One listen: its second, its play, its track, and the ids by which feedback names it."""

    listened_at: int
    play: Row
    track: Row
    names: tuple[str, ...]


def parse_listen(entry: Any) -> Listen:
    """Return the rows of a listen as the API, the export and the dump write it.

    Raises
    ------
    NoListen
        If it has no time, or names no track.
    """
    body = as_object(entry)
    metadata = as_object(body.get("track_metadata"))
    info, mapping = (as_object(metadata.get(part)) for part in ("additional_info", "mbid_mapping"))
    listened_at = _parse_second(body.get("listened_at", body.get("timestamp")))
    track_name, artist = (
        parse_text(metadata.get(name)) for name in ("track_name", "artist_name")
    )  # fmt: skip
    if track_name is None:
        raise NoListen("expected a listen with `track_metadata` that has a `track_name`")
    spotify_id = _find_spotify_id(info)
    key = spotify_id or _key_of_names(artist, track_name)
    mbid = _find_mbid(info.get("recording_mbid")) or _find_mbid(mapping.get("recording_mbid"))
    msid = body.get("recording_msid", metadata.get("recording_msid"))
    album_name = parse_text(metadata.get("release_name"))
    play = {
        "played_at": datetime.fromtimestamp(listened_at, UTC),
        "track_key": key,
        "track_id": spotify_id,
        "track_name": track_name,
        "artist_name": artist,
        "album_name": album_name,
        "platform": parse_text(info.get("media_player"))
        or parse_text(info.get("submission_client")),
    }
    track = {
        "track_id": key,
        "name": track_name,
        "artists": [{"id": None, "name": artist}] if artist else None,
        "album_name": album_name,
        "duration_ms": _find_duration(info),
        "isrc": _find_isrc(info),
        "recording_mbid": mbid,
    }
    names = tuple(name for name in (mbid, msid if isinstance(msid, str) else None) if name)
    return Listen(listened_at, play, track, names)


def _parse_second(value: Any) -> int:
    seconds = value if isinstance(value, int | float) and not isinstance(value, bool) else None
    if seconds is None or not FIRST <= seconds <= LAST:
        raise NoListen(f"expected the second of a listen in `listened_at`, got {str(value)[:40]!r}")
    return int(seconds)


def _find_spotify_id(info: Mapping[str, Any]) -> str | None:
    for name in ("spotify_id", "origin_url"):
        text = info.get(name)
        found = TRACK_ID.match(text.strip()) if isinstance(text, str) else None
        if found and len(found[1]) <= LONGEST_KEY:
            return found[1]
    return None


def _find_duration(info: Mapping[str, Any]) -> int | None:
    for name, factor in (("duration_ms", 1), ("duration", 1_000)):
        value = info.get(name)
        found = parse_whole(int(value) if isinstance(value, str) and value.isdecimal() else value)
        if found is not None and 0 < found * factor <= LONGEST_MS:
            return found * factor
    return None


def _find_isrc(info: Mapping[str, Any]) -> str | None:
    value = info.get("isrc")
    if not isinstance(value, str) or not ISRC.fullmatch(value.strip()):
        return None
    return value.strip().upper().replace("-", "")


def _find_mbid(value: Any) -> str | None:
    return value.lower() if isinstance(value, str) and MBID.fullmatch(value) else None


@lru_cache(maxsize=100_000)
def _key_of_names(artist: str | None, name: str) -> str:
    return build_name_key(artist, name)
