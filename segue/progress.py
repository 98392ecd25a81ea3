"""Progress of long work: a bar on a terminal, plain lines elsewhere."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
)  # fmt: skip
from rich.text import Text

SECONDS_BETWEEN_LINES = 5.0


class Counter(Protocol):
    """A count that long work advances."""

    def advance(self, steps: int = 1) -> None:
        """Count `steps` more."""


class _Lines:
    def __init__(self, description: str, total: int | None) -> None:
        self._description, self._total = description, total
        self._done, self._started = 0, time.monotonic()
        self._last = self._started

    def advance(self, steps: int = 1) -> None:
        self._done += steps
        if time.monotonic() - self._last >= SECONDS_BETWEEN_LINES:
            self._last = time.monotonic()
            self.print_count()

    def print_count(self) -> None:
        elapsed = max(time.monotonic() - self._started, 1e-9)
        of = f" of {self._total:,}" if self._total else ""
        rate = f"{self._done / elapsed:,.0f}/s"
        print(f"{self._description}: {self._done:,}{of} ({rate})", file=sys.stderr, flush=True)


class _Rate(ProgressColumn):
    """Number per second."""

    def render(self, task: Task) -> Text:
        """Return the current rate, or the average once finished."""
        speed = task.finished_speed or task.speed
        return Text("" if speed is None else f"{speed:,.0f}/s")


class _Bar:
    def __init__(self, bar: Progress, task: int) -> None:
        self._bar, self._task = bar, task

    def advance(self, steps: int = 1) -> None:
        self._bar.advance(self._task, steps)  # type: ignore[arg-type]


@contextmanager
def progress(description: str, total: int | None = None) -> Iterator[Counter]:
    """Show the progress of `description` on standard error."""
    console = Console(stderr=True)
    if not console.is_terminal:
        lines = _Lines(description, total)
        yield lines
        lines.print_count()
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as bar:
        yield _Bar(bar, bar.add_task(description, total=total))
