"""The interface of a source: its input, the tables that it fills, and the request of a run."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg

from ingestion.load.batches import Batch
from ingestion.load.rejections import Rejections
from ingestion.load.summary import RunSummary
from segue.errors import WrongUsage
from segue.progress import Counter

Progress = Callable[..., AbstractContextManager[Counter]]


@dataclass(frozen=True)
class Request:
    """The request to a source: its input, and where it reports counts and problems."""

    paths: tuple[Path, ...]
    rejections: Rejections
    summary: RunSummary
    counter: Counter
    fetched_at: datetime
    connection: psycopg.Connection  # each statement is its own transaction
    with_load: list[tuple[str, tuple[Any, ...]]] = field(default_factory=list)  # and its values


@dataclass(frozen=True)
class Sample:
    """What a file or an archive holds, in short: a source tells by it whether it is one of its own.

    Only what its kind has is set: `names` of the files in an archive or a folder, the `header` of a
    table and its `first_row`, which has as many values, the `body` of a JSON file, the first `line`
    of a file with one JSON object a line.
    """

    names: tuple[str, ...] = ()
    header: tuple[str, ...] = ()
    first_row: tuple[str, ...] = ()
    body: Any = None
    line: Any = None


def recognize_nothing(_: Sample) -> bool:
    """Return False, as sources do that read no files."""
    return False


@dataclass(frozen=True)
class Source:
    """One source: `read` yields the rows of its tables, batch by batch."""

    name: str
    about: str
    tables: tuple[str, ...]
    read: Callable[[Request], Iterator[Batch]]
    reads_files: bool = False
    may_read_files: bool = False  # without files it asks a service
    recognizes: Callable[[Sample], bool] = recognize_nothing

    def check(self, paths: tuple[Path, ...]) -> None:
        """Raise WrongUsage unless `paths` are what this source reads."""
        if self.reads_files and not paths:
            raise WrongUsage(
                f"expected at least one file for the source {self.name}, got none; "
                f"run `segue ingest {self.name} FILE…`"
            )
        if paths and not (self.reads_files or self.may_read_files):
            raise WrongUsage(
                f"expected no file for the source {self.name}, got {paths[0]}; "
                f"run `segue ingest {self.name}`"
            )
