"""`segue import`: load what a person has, and the files that came through the API."""

import json
import logging
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from filelock import FileLock

from segue.cli.prepare import prepare
from segue.cli.run import build_unless_current
from segue.cli.steps import Steps
from segue.connection import database_url
from segue.errors import SegueError, WrongUsage
from segue.settings import settings

if TYPE_CHECKING:
    from api.imports.queue import ImportQueue, WaitingImport
    from ingestion import ImportSummary

STORED_EVERY_S, LOOK_EVERY_S = 1.0, 2.0
log = logging.getLogger(__name__)


def import_(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Files, folders and zip archives of any source.")
    ] = None,
    build: Annotated[
        bool, typer.Option("--build", help="Build the marts and the docs afterwards.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the closing figures as JSON.")
    ] = False,
    waiting: Annotated[
        bool, typer.Option("--waiting", help="Load the files that were sent to the API instead.")
    ] = False,
    for_seconds: Annotated[
        float, typer.Option("--for", help="With --waiting: look for files for so many seconds.")
    ] = 0.0,
) -> None:
    """Load files of any source, which is recognised by their content, into the schema raw."""
    if bool(paths) == waiting:
        raise WrongUsage(
            "expected files, or --waiting, got "
            f"{'both' if waiting else 'neither'}; run `segue import PATH…`"
        )
    url = database_url()
    prepare(url)
    if waiting:
        _load_waiting_for(url, for_seconds)
        return
    import ingestion

    summary = ingestion.import_paths(paths or [], url)
    _print(summary, as_json)
    if build and summary.runs:
        steps = Steps()
        build_unless_current(steps, url)
        if not as_json:
            steps.print("Built")
    if summary.exit_code:
        raise typer.Exit(summary.exit_code)


def _load_waiting_for(url: str, seconds: float) -> None:
    from api.imports.queue import ImportQueue

    queue, until = ImportQueue(url), time.monotonic() + seconds
    while True:
        if not queue.is_empty():
            load_waiting(url, queue)
        if (left := until - time.monotonic()) <= 0:
            return
        time.sleep(min(LOOK_EVERY_S, left))


def load_waiting(url: str, queue: "ImportQueue") -> None:
    """Load all files that wait; one process at a time does, and what a killed one left comes first.

    A failure of one file is stored with it, and the others are loaded.
    """
    folder = settings().uploads
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with FileLock(folder / "lock"):
        while (waiting := queue.take()) is not None:
            try:
                is_done = _load_one(waiting, url, queue, folder)
                error = None
            except SegueError as fault:
                is_done, error = False, str(fault)
            except Exception as fault:
                log.exception("the import %s failed", waiting.import_id)
                is_done = False
                error = f"expected to load the file, got {type(fault).__name__}; see the log"
            queue.end(waiting.import_id, error, is_done=is_done)
            queue.remove_orphans(folder)


def _load_one(waiting: "WaitingImport", url: str, queue: "ImportQueue", folder: Path) -> bool:
    """Load a file, and build; return whether all of it could be used."""
    import ingestion
    from api.imports.queue import MOST_ATTEMPTS

    path = waiting.path(folder)
    if waiting.attempts > MOST_ATTEMPTS:
        raise SegueError(
            f"expected to load the file, got a process that was killed {MOST_ATTEMPTS} times; "
            "look for a lack of memory, and use `segue import FILE`"
        )
    if not path.is_file():
        raise SegueError("expected the file that was sent, got none; send it again")

    def report(summary: "ImportSummary") -> None:
        queue.note_report(waiting.import_id, summary.as_dict(), summary.problems)

    progress = _StoredCounter(queue, waiting).of_source
    summary = ingestion.import_paths(
        [path], url, progress=progress, report=report, below=path.parent
    )
    if waiting.with_build and summary.runs:
        queue.note_build(waiting.import_id)
        before = queue.count_songs()
        build_unless_current(Steps(), url)
        queue.note_new_songs(waiting.import_id, queue.count_songs() - before)
    return summary.exit_code == 0


class _StoredCounter:
    """Counts the rows of all sources, and stores the count now and then."""

    def __init__(self, queue: "ImportQueue", waiting: "WaitingImport") -> None:
        self._queue, self._waiting = queue, waiting
        self._rows, self._stored_at = 0, time.monotonic()

    def advance(self, steps: int = 1) -> None:
        self._rows += steps
        if time.monotonic() - self._stored_at >= STORED_EVERY_S:
            self.store()

    def store(self) -> None:
        self._queue.note_rows(self._waiting.import_id, self._rows)
        self._stored_at = time.monotonic()

    @contextmanager
    def of_source(self, *_: Any, **__: Any) -> Iterator["_StoredCounter"]:
        """Count the rows of one more source."""
        yield self
        self.store()


def _print(summary: "ImportSummary", as_json: bool) -> None:
    if as_json:
        print(json.dumps(summary.as_dict(), indent=2, default=str))
        return
    for run in summary.runs:
        run.print()
    for name, reason in summary.unknown.items():
        print(f"{name}: {reason}")
    if not summary.runs:
        print("nothing was loaded", file=sys.stderr)
