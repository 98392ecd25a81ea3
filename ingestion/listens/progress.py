"""How far the listens of a user were read, in both directions, over all runs.

What was read is one stretch of time without a gap. Each run first reads what is newer than its
end, then what is older than its start; the marks are stored with the rows of the run, so that a
run that was killed has read nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import psycopg

from ingestion.http.ledger import SET_MARK, ensure_ledger

Statement = tuple[str, tuple[object, ...]]


@dataclass
class Stretch:
    """The seconds of the oldest and the newest listen that were read, and whether there is more."""

    oldest: int | None = None
    newest: int | None = None
    is_complete: bool = False  # there is nothing older

    def include(self, second: int) -> None:
        """Extend the stretch to `second`."""
        self.oldest = second if self.oldest is None else min(self.oldest, second)
        self.newest = second if self.newest is None else max(self.newest, second)


def load_stretch(connection: psycopg.Connection, source: str, user: str) -> Stretch:
    """Return what earlier runs read; nothing if somebody deleted the rows."""
    ensure_ledger(connection)
    row = connection.execute(
        "select exists (select from raw.plays where _source = %s)", (source,)
    ).fetchone()
    if row != (True,):
        return Stretch()
    marks: dict[str, str] = dict(
        connection.execute(
            "select name, mark from raw._api_marks where source = %s and name = any(%s)",
            (source, [f"{user} {part}" for part in ("oldest", "newest", "is_complete")]),
        ).fetchall()
    )
    oldest, newest = marks.get(f"{user} oldest"), marks.get(f"{user} newest")
    if oldest is None or newest is None:
        return Stretch()
    return Stretch(int(oldest), int(newest), f"{user} is_complete" in marks)


def build_statements(stretch: Stretch, source: str, user: str) -> Iterator[Statement]:
    """Yield what stores the stretch in the transaction of the load."""
    if stretch.oldest is None or stretch.newest is None:
        return
    yield SET_MARK, (source, f"{user} oldest", str(stretch.oldest))
    yield SET_MARK, (source, f"{user} newest", str(stretch.newest))
    if stretch.is_complete:
        yield SET_MARK, (source, f"{user} is_complete", "true")
