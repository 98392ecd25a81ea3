"""Files that wait to be loaded, as whoever loads them takes them: one after the other.

A row says `loading` or `building` until what became of it is stored. Whoever holds the lock of the
folder of uploads is the only one to load, so that such a row was left by a process that was killed:
it is loaded again, which changes nothing that was loaded already.
"""

import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from psycopg.types.json import Jsonb

from segue.connection import open_connection

MOST_ATTEMPTS, MOST_PROBLEMS = 3, 1_000
ORPHANED_AFTER_S = 3_600.0  # a file whose row is not there yet is one that still arrives


@dataclass(frozen=True)
class WaitingImport:
    """A file to load, and whether a build follows."""

    import_id: UUID
    file_name: str
    with_build: bool
    attempts: int

    def path(self, folder: Path) -> Path:
        """Return the file in the folder of uploads."""
        return folder / str(self.import_id) / self.file_name


class ImportQueue:
    """The imports in the database at `url`; each method is one statement and one commit."""

    def __init__(self, url: str) -> None:
        self._url = url

    def is_empty(self) -> bool:
        """Return whether none waits."""
        found = self._execute("select exists (select from app.imports where finished_at is null)")
        return not found[0]

    def take(self) -> WaitingImport | None:
        """Return the one that has waited longest, which is `loading` from now on, or None."""
        row = self._execute(
            "update app.imports set state = 'loading', attempts = attempts + 1, rows_read = 0,"
            " started_at = coalesce(started_at, now())"
            " where import_id = (select import_id from app.imports where finished_at is null"
            " order by created_at, import_id limit 1)"
            " returning import_id, file_name, with_build, attempts"
        )
        return WaitingImport(*row) if row else None

    def note_rows(self, import_id: UUID, rows_read: int) -> None:
        """Store how many rows were read until now."""
        self._execute(
            "update app.imports set rows_read = %s where import_id = %s", rows_read, import_id
        )

    def note_report(self, import_id: UUID, report: dict[str, Any], problems: list[str]) -> None:
        """Store what was loaded until now."""
        number = len(report["unknown"]) + sum(
            run["number_of_problems"] for run in report["runs"]
        )  # fmt: skip
        kept = {**report, "runs": [{**run, "problems": []} for run in report["runs"]]}
        self._execute(
            "update app.imports set report = %s, problems = %s, number_of_problems = %s"
            " where import_id = %s",
            Jsonb(kept), Jsonb(problems[:MOST_PROBLEMS]), number, import_id,
        )  # fmt: skip

    def note_build(self, import_id: UUID) -> None:
        """Store that a build has begun."""
        self._execute("update app.imports set state = 'building' where import_id = %s", import_id)

    def note_new_songs(self, import_id: UUID, number: int) -> None:
        """Store how many more songs there are since the build."""
        self._execute(
            "update app.imports set report = report || jsonb_build_object('new_songs', %s::bigint)"
            " where import_id = %s",
            number, import_id,
        )  # fmt: skip

    def count_songs(self) -> int:
        """Return the number of songs in the marts, however many ids each has; 0 before a build."""
        found = self._execute("select to_regclass('marts.fact_tracks') is not null")
        if not found[0]:
            return 0
        counted = self._execute("select count(distinct canonical_track_id) from marts.fact_tracks")
        return int(counted[0])

    def end(self, import_id: UUID, error: str | None, *, is_done: bool) -> None:
        """Store that an import has ended, and why it failed."""
        self._execute(
            "update app.imports set state = %s, error = %s, finished_at = now()"
            " where import_id = %s",
            "done" if is_done else "failed", error, import_id,
        )  # fmt: skip

    def remove_orphans(self, folder: Path) -> None:
        """Remove the files of imports that have ended, and those that were never noted."""
        with open_connection(self._url) as connection:
            rows = connection.execute(
                "select import_id, finished_at is null from app.imports"
            ).fetchall()
        is_needed = {str(import_id): unfinished for import_id, unfinished in rows}
        for place in folder.iterdir():
            is_old = place.stat().st_mtime < time.time() - ORPHANED_AFTER_S
            if place.is_dir() and not is_needed.get(place.name, not is_old):
                shutil.rmtree(place, ignore_errors=True)

    def _execute(self, statement: str, *values: Any) -> Any:
        with open_connection(self._url, autocommit=True) as connection:
            found: psycopg.Cursor[Any] = connection.execute(statement, values)
            return found.fetchone() if found.description else None
