"""What lists tell of each track: read once for each build, and kept as it is sent."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import orjson

from api.tracks.queries import summaries_as_sent

MOST_KEPT = 40_000  # tracks; some 40 MB


class Sound(NamedTuple):
    """The audio features that reasons are made of; None where one is unknown."""

    energy: float | None = None
    valence: float | None = None
    tempo: float | None = None
    danceability: float | None = None
    acousticness: float | None = None
    instrumentalness: float | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """One track: what reasons say of it, and the JSON of its summary; artists as (id, name)."""

    track_name: str | None
    track_popularity: int | None
    artists: tuple[tuple[str, str | None], ...]
    summary: bytes = b"null"


class ToldTracks:
    """Remembers what it has read, by row of an index; begins anew when that has become much."""

    def __init__(self) -> None:
        self._kept: dict[int, Told] = {}

    def of(self, ids_by_row: dict[int, str]) -> dict[int, Told]:
        """Return what is told of each row that the marts still know."""
        kept = self._kept
        found = {row: kept[row] for row in ids_by_row if row in kept}
        if len(found) < len(ids_by_row):
            found |= _read({row: key for row, key in ids_by_row.items() if row not in found})
            if len(kept) + len(ids_by_row) > MOST_KEPT:
                kept = self._kept = {}
            kept.update(found)
        return found


def _read(ids_by_row: dict[int, str]) -> dict[int, Told]:
    known = summaries_as_sent(list(ids_by_row.values()))
    return {row: _told(known[key]) for row, key in ids_by_row.items() if key in known}


def _told(summary: dict[str, Any]) -> Told:
    return Told(
        track_name=summary["track_name"],
        track_popularity=summary["track_popularity"],
        artists=tuple((each["artist_id"], each["artist_name"]) for each in summary["artists"]),
        summary=orjson.dumps(summary),
    )
