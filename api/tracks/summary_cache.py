"""Cache of serialised track summaries, valid for one build of the marts."""

from dataclasses import dataclass
from typing import Any

import orjson

from api.tracks.queries import load_summary_values

MAX_CACHED_TRACKS = 40_000  # some 40 MB


@dataclass(frozen=True, slots=True)
class CachedSummary:
    """A track: the values that reasons need, and the JSON of its summary; artists as (id, name)."""

    track_name: str | None
    track_popularity: int | None
    artists: tuple[tuple[str, str | None], ...]
    summary: bytes = b"null"


class TrackSummaryCache:
    """Summaries by row of an index; it is emptied when it would grow too large."""

    def __init__(self) -> None:
        self._cached: dict[int, CachedSummary] = {}

    def load(self, ids_by_row: dict[int, str]) -> dict[int, CachedSummary]:
        """Return the summaries of those rows that the marts still contain."""
        cached = self._cached
        found = {row: cached[row] for row in ids_by_row if row in cached}
        if len(found) < len(ids_by_row):
            found |= _load({row: key for row, key in ids_by_row.items() if row not in found})
            if len(cached) + len(ids_by_row) > MAX_CACHED_TRACKS:
                cached = self._cached = {}
            cached.update(found)
        return found


def _load(ids_by_row: dict[int, str]) -> dict[int, CachedSummary]:
    known = load_summary_values(list(ids_by_row.values()))
    return {row: _cached_summary(known[key]) for row, key in ids_by_row.items() if key in known}


def _cached_summary(summary: dict[str, Any]) -> CachedSummary:
    return CachedSummary(
        track_name=summary["track_name"],
        track_popularity=summary["track_popularity"],
        artists=tuple((each["artist_id"], each["artist_name"]) for each in summary["artists"]),
        summary=orjson.dumps(summary),
    )
