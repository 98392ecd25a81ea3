"""Batches of listens: a play for each, and each track once."""

from collections.abc import Iterator
from typing import Any

from ingestion.listens.listen import Listen
from ingestion.load.batches import Batch, build_batch_from_rows

Row = dict[str, Any]
ROWS_AT_ONCE = 20_000
MAX_TRACKS_NOTED = 500_000  # so that memory stays flat; a track that comes again is compared again


def build_deletion(
    table: str, source: str, provider: str, still_given: list[str]
) -> tuple[str, tuple[Any, ...]]:
    """Return the statement that deletes the tracks of a table that are no longer given."""
    statement = (
        f"delete from raw.{table} where (_source, _provider) = (%s, %s)"  # noqa: S608
        " and track_id <> all(%s)"
    )
    return statement, (source, provider, still_given)


class RowBuffer:
    """Collects rows of listens from one provider, and gives them out in batches."""

    def __init__(self, provider: str) -> None:
        self.provider = provider
        self._plays: list[Row] = []
        self._tracks: list[Row] = []
        self._noted: set[str] = set()

    def add(self, listen: Listen) -> Iterator[Batch]:
        """Take a listen; yield batches when there are enough rows."""
        self._plays.append(listen.play)
        self.add_track(listen.track)
        if len(self._plays) >= ROWS_AT_ONCE:
            yield from self.flush()

    def add_track(self, track: Row) -> None:
        """Take a track, unless it came before."""
        if track["track_id"] not in self._noted:
            if len(self._noted) >= MAX_TRACKS_NOTED:
                self._noted.clear()
            self._noted.add(track["track_id"])
            self._tracks.append(track)

    def flush(self) -> Iterator[Batch]:
        """Yield what is waiting."""
        plays, self._plays = self._plays, []
        tracks, self._tracks = self._tracks, []
        if tracks:
            yield build_batch_from_rows("tracks", self.provider, tracks)
        if plays:
            yield build_batch_from_rows("plays", self.provider, plays)
