"""Imports whatever a person has: the source of each file is recognised, then all are loaded."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from filelock import FileLock

import segue.progress
from ingestion.load.summary import RunSummary
from ingestion.recognition import recognize
from ingestion.run import run
from ingestion.sources import Progress
from segue.errors import EXIT_FAILED
from segue.settings import settings

Report = Callable[["ImportSummary"], None]


@dataclass
class ImportSummary:
    """The outcome of an import: a summary for each source, and the files that none reads."""

    runs: list[RunSummary] = field(default_factory=list)
    unknown: dict[str, str] = field(default_factory=dict)  # name of a file, and why

    @property
    def rows(self) -> int:
        """Return how many rows were found, over all sources."""
        return sum(each.rows for each in self.runs)

    @property
    def is_unchanged(self) -> bool:
        """Return whether the database held all of it already."""
        return all(each.is_unchanged for each in self.runs)

    @property
    def exit_code(self) -> int:
        """Return the exit code: 0 if something was loaded and nothing failed."""
        if not self.runs:
            return EXIT_FAILED
        return max(each.exit_code for each in self.runs)

    @property
    def problems(self) -> list[str]:
        """Return each problem as one sentence, those of whole files first."""
        of_files = [f"{name}: {reason}" for name, reason in self.unknown.items()]
        return of_files + [str(problem) for each in self.runs for problem in each.problems]

    def as_dict(self) -> dict[str, Any]:
        """Return the summary as plain values, for a machine to read."""
        return {"runs": [each.as_dict() for each in self.runs], "unknown": self.unknown}


def import_paths(
    paths: Sequence[Path],
    url: str,
    *,
    progress: Progress = segue.progress.progress,
    report: Report = lambda _: None,
    below: Path | None = None,
) -> ImportSummary:
    """Load `paths` into schema raw of the database at `url`, each by the source that it is of.

    A source is one transaction; `report` gets the summary when all files are recognised, and after
    each source. Nothing is loaded that was loaded before, so an import that was cut off is
    finished by another one. Files below the folder `below` are named from there.

    Raises
    ------
    SegueError
        As `ingestion.run` raises it. What was loaded before stays.
    """
    with _folder_to_unpack_in() as folder:
        found = recognize(paths, folder)
        shorten = partial(_shorten, unpacked=folder, below=below)
        unknown = {shorten(str(path)): reason for path, reason in found.unknown.items()}
        summary = ImportSummary(unknown=unknown)
        report(summary)
        for source, of_source in found.sources():
            summary.runs.append(run(source, of_source, url, progress=progress))
            _name_files(summary.runs[-1], shorten)
            report(summary)
    return summary


@contextmanager
def _folder_to_unpack_in() -> Iterator[Path]:
    """Give an empty folder; one import at a time has it, and what a killed one left is removed."""
    home = settings().home / "imports"
    home.mkdir(parents=True, exist_ok=True)
    with FileLock(home / "lock"):
        folder = home / "unpacked"
        shutil.rmtree(folder, ignore_errors=True)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _name_files(summary: RunSummary, shorten: Callable[[str], str]) -> None:
    for file in summary.files:
        file.path = shorten(file.path)
    summary.problems = [
        replace(each, file=each.file and shorten(each.file)) for each in summary.problems
    ]


def _shorten(name: str, unpacked: Path, below: Path | None) -> str:
    """Return the name of a file as the person knows it; unpacked ones as in their archive."""
    path = Path(name)
    if path.is_relative_to(unpacked):
        return str(Path(*path.relative_to(unpacked).parts[1:]))
    return str(path.relative_to(below)) if below and path.is_relative_to(below) else name
