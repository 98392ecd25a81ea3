"""A listen as rows of raw.plays and raw.tracks: the start of a play, and the names of its track."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from ingestion.load.name_keys import build_name_key

Row = dict[str, Any]
LONGEST_MS = 10**10
ISRC = re.compile(r"[A-Z]{2}-?[A-Z0-9]{3}-?\d{2}-?\d{5}", re.IGNORECASE)
FIRST, LAST = 1, 253_402_300_799  # the last second that an instant of Postgres and Python both has


class NoListen(ValueError):
    """A line or an entry that is no listen; the message says what was expected and what came."""


@dataclass(frozen=True)
class Listen:
    """One listen: its second, its play, its track, and the ids by which feedback names it."""

    listened_at: int
    play: Row
    track: Row
    names: tuple[str, ...] = ()


def build_listen(
    second: Any, track_name: str | None, artist: str | None, *, spotify_id: str | None = None,
    album_name: str | None = None, platform: str | None = None, ms_played: int | None = None,
    duration_ms: int | None = None, isrc: str | None = None, recording_mbid: str | None = None,
    names: tuple[str, ...] = (),
) -> Listen:  # fmt: skip
    """Return the rows of a listen; a track without a Spotify id is known by its names.

    Raises
    ------
    NoListen
        If `second`, of the UNIX epoch, is no instant, or the track has no name.
    """
    is_number = isinstance(second, int | float) and not isinstance(second, bool)
    if not is_number or not FIRST <= second <= LAST:
        raise NoListen(f"expected the second of a listen, got {str(second)[:40]!r}")
    if not track_name:
        raise NoListen("expected a listen with the name of its track, got none")
    listened_at = int(second)
    key = spotify_id or _key_of_names(artist, track_name)
    play = {
        "played_at": datetime.fromtimestamp(listened_at, UTC),
        "track_key": key,
        "track_id": spotify_id,
        "track_name": track_name,
        "artist_name": artist,
        "album_name": album_name,
        "ms_played": ms_played,
        "platform": platform,
    }
    track = {
        "track_id": key,
        "name": track_name,
        "artists": [{"id": None, "name": artist}] if artist else None,
        "album_name": album_name,
        "duration_ms": duration_ms,
        "isrc": isrc,
        "recording_mbid": recording_mbid,
    }
    return Listen(listened_at, play, track, names)


def parse_isrc(value: Any) -> str | None:
    """Return an ISRC in capitals and without dashes, or None."""
    if not isinstance(value, str) or not ISRC.fullmatch(value.strip()):
        return None
    return value.strip().upper().replace("-", "")


@lru_cache(maxsize=100_000)
def _key_of_names(artist: str | None, name: str) -> str:
    return build_name_key(artist, name)
