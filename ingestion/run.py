"""One ingest from beginning to end: read, compare, load, and write the counts."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import astuple
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from uuid import uuid4

import psycopg

import segue.progress
from ingestion.load.changes import Changes
from ingestion.load.copy_loader import Execute, execute_on
from ingestion.load.csv_chunks import ChangedRows
from ingestion.load.raw_schema import ensure_raw_schema
from ingestion.load.rejections import Rejections
from ingestion.load.summary import Counts, RunSummary
from ingestion.registry import find_source
from ingestion.sources import Progress, Request, Source
from segue.errors import Deferred, SegueError
from segue.locks import hold_lock
from segue.settings import settings


def run(
    source: str, paths: Sequence[Path], url: str, *, progress: Progress = segue.progress.progress
) -> RunSummary:
    """Load `source` into schema raw of the database at `url`; what is there already stays.

    Raises
    ------
    WrongUsage
        If there is no such source, or it reads no files, or it was given none.
    """
    definition = find_source(source)
    definition.check(tuple(paths))
    ensure_raw_schema(url)
    summary = RunSummary(source, run_id=uuid4().hex)
    for name in definition.tables:
        summary.tables[name] = Counts()
    folder = settings().home / "dlt"
    with (
        hold_lock("ingest", url, folder) as connection,
        progress(f"ingest {source}") as counter,
        Rejections(connection, summary) as rejections,
    ):
        now = datetime.now(UTC)
        request = Request(tuple(map(Path, paths)), rejections, summary, counter, now, connection)
        _ingest(definition, request, connection, url, folder)
    return summary


def _ingest(
    source: Source, request: Request, connection: psycopg.Connection, url: str, folder: Path
) -> None:
    """Load what differs; the rows, the deletions and the figures are one transaction."""
    summary, started = request.summary, time.monotonic()
    changes = Changes(connection, summary, request.fetched_at)

    def finish(execute: Execute) -> None:
        changes.delete_removed(execute)
        for statement, values in request.with_load:
            execute(statement, *values)
        summary.seconds = time.monotonic() - started
        _write_figures(summary, summary.status, execute)

    failure: list[BaseException] = []
    try:
        changed = _note_failure(failure, _yield_and_find_removed(source, request, changes))
        first = next(changed, None)
        if first is None:
            with connection.transaction():
                finish(execute_on(connection))
        else:
            _load(url, folder, chain([first], changed), finish)
    except Exception as error:
        summary.seconds = time.monotonic() - started
        request.rejections.flush()
        status = "deferred" if isinstance(error, Deferred) else "failed"
        _write_figures(summary, status, execute_on(connection))
        if failure and failure[0] is not error:
            raise failure[0] from None  # dlt wraps what a source raises; its own message says more
        raise


def _load(
    url: str, folder: Path, changed: Iterator[ChangedRows], finish: Callable[[Execute], None]
) -> None:
    # dlt is slow to import, and not needed when nothing changed
    from dlt.pipeline.exceptions import PipelineStepFailed

    from ingestion.load.pipeline import load

    try:
        load(url, folder / "work", changed, finish)
    except PipelineStepFailed as error:
        got = " ".join(str(error.exception).split())
        raise SegueError(
            f"expected dlt to load schema raw, but its step {error.step} failed: {got}"
        ) from error


def _yield_and_find_removed(
    source: Source, request: Request, changes: Changes
) -> Iterator[ChangedRows]:
    def counted() -> Iterator:
        for item in source.read(request):
            request.counter.advance(item.rows.num_rows)
            yield item

    yield from changes.compare(counted())
    # rows that a damaged file lacks are no reason to delete
    if all(file.is_whole for file in request.summary.files):
        changes.find_removed()


def _note_failure(
    failure: list[BaseException], rows: Iterator[ChangedRows]
) -> Iterator[ChangedRows]:
    try:
        yield from rows
    except Exception as error:
        failure.append(error)
        raise


def _write_figures(summary: RunSummary, status: str, execute: Execute) -> None:
    """Write one row a table into `raw._runs`."""
    for name, counts in summary.tables.items():
        execute(
            "insert into raw._runs (run_id, source, resource, found, new, changed, unchanged,"
            " missing, deferred, failed, started_at, finished_at, status)"
            " values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, clock_timestamp(), %s)"
            " on conflict do nothing",
            summary.run_id, summary.source, name, *astuple(counts), summary.started_at, status,
        )  # fmt: skip
