"""The closing table of long commands: each step with its rows and seconds."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from rich.console import Console
from rich.table import Table


@dataclass
class Step:
    """One line of the closing table."""

    name: str
    rows: str = ""
    seconds: float = 0.0


@dataclass
class Steps:
    """Measures steps, and prints them as a table at the end."""

    done: list[Step] = field(default_factory=list)

    @contextmanager
    def step(self, name: str) -> Iterator[Step]:
        """Time the block, which may set `rows` of the step."""
        step, started = Step(name), time.monotonic()
        yield step
        step.seconds = time.monotonic() - started
        self.done.append(step)

    def note(self, name: str, rows: int | str) -> None:
        """Add a line without a time."""
        self.done.append(Step(name, f"{rows:,}" if isinstance(rows, int) else rows, -1.0))

    def print(self, title: str) -> None:
        """Print the table on standard output."""
        table = Table(title=title, title_justify="left")
        table.add_column("step")
        table.add_column("rows", justify="right")
        table.add_column("seconds", justify="right")
        for step in self.done:
            table.add_row(step.name, step.rows, f"{step.seconds:.1f}" if step.seconds >= 0 else "")
        Console().print(table)
