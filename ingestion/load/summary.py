"""Summary of a run: counts per table, files read, and every problem as one sentence."""

from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from rich.console import Console
from rich.table import Table

from segue.errors import EXIT_DEFERRED, EXIT_FAILED

PROBLEMS_SHOWN = 20
MAX_PROBLEMS = 1_000


@dataclass
class Counts:
    """Counts of the rows of one table in a run; `failed` counts refused rows and values."""

    found: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    missing: int = 0
    deferred: int = 0
    failed: int = 0


@dataclass(frozen=True)
class Problem:
    """One rejected value, row or file: its place, what was expected, and what came instead."""

    reason: str
    file: str | None = None
    line: int | None = None
    column: str | None = None
    raw_text: str | None = None
    provider: str | None = None
    table: str | None = None
    unit: str = "line"

    def __str__(self) -> str:
        place = ", ".join(
            part
            for part in (
                self.file,
                f"{self.unit} {self.line}" if self.line is not None else None,
                f"column {self.column}" if self.column else None,
            )
            if part
        )
        return f"{place}: {self.reason}" if place else self.reason


@dataclass
class FileRead:
    """Counts of one file of the input."""

    path: str
    provider: str | None = None
    rows: int = 0
    valid_rows: int = 0
    is_whole: bool = True  # it was read to its end
    may_be_empty: bool = False  # it is what it should be, and need not hold a row of ours

    @property
    def is_unusable(self) -> bool:
        """Return whether nothing, or not all, could be read of it."""
        return not self.is_whole or (self.valid_rows == 0 and not self.may_be_empty)


@dataclass
class RunSummary:
    """The outcome of one ingest, as the command line prints it and `raw._runs` keeps it."""

    source: str
    run_id: str
    tables: dict[str, Counts] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    number_of_problems: int = 0
    files: list[FileRead] = field(default_factory=list)
    started_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    seconds: float = 0.0
    resume_at: datetime | None = None
    may_be_empty: bool = False  # the source asks for what is lacking, which may be nothing

    @property
    def rows(self) -> int:
        """Return how many rows were found, over all tables."""
        return sum(counts.found for counts in self.tables.values())

    @property
    def is_unchanged(self) -> bool:
        """Return whether the input held nothing that the database did not hold already."""
        return not any(c.new or c.changed or c.missing for c in self.tables.values())

    @property
    def status(self) -> str:
        """Return done, failed or deferred."""
        if self.resume_at is not None or any(c.deferred for c in self.tables.values()):
            return "deferred"
        unusable = any(file.is_unusable for file in self.files)
        is_empty = self.rows == 0 and not self.may_be_empty
        return "failed" if unusable or is_empty else "done"

    @property
    def exit_code(self) -> int:
        """Return the exit code: 0 done, 1 failed, 75 deferred."""
        return {"done": 0, "failed": EXIT_FAILED, "deferred": EXIT_DEFERRED}[self.status]

    def add(self, problem: Problem) -> None:
        """Count `problem`, and keep its words unless there are very many."""
        self.number_of_problems += 1
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(problem)
        if problem.table:
            self.tables.setdefault(problem.table, Counts()).failed += 1

    def as_dict(self) -> dict[str, Any]:
        """Return the summary as plain values, for a machine to read."""
        return {
            "source": self.source,
            "run_id": self.run_id,
            "status": self.status,
            "seconds": round(self.seconds, 3),
            "resume_at": self.resume_at.isoformat() if self.resume_at else None,
            "tables": {name: asdict(counts) for name, counts in self.tables.items()},
            "files": [asdict(file) for file in self.files],
            "number_of_problems": self.number_of_problems,
            "problems": [str(problem) for problem in self.problems],
        }

    def print(self, console: Console | None = None) -> None:
        """Print the closing table, then the problems, one line each."""
        console = console or _console()
        columns = list(asdict(Counts()))
        table = Table(
            title=f"Ingested {self.source}", title_justify="left", box=None, padding=(0, 0, 0, 2)
        )
        table.add_column("table", no_wrap=True)
        for column in columns:
            table.add_column(column, justify="right", no_wrap=True)
        for name, counts in self.tables.items():
            table.add_row(name, *(f"{value:,}" for value in asdict(counts).values()))
        console.print(table)
        for file in self.files:
            layout = f" as {file.provider}" if file.provider else ""
            rows = "row" if file.rows == 1 else "rows"
            console.print(f"{file.path}: {file.rows:,} {rows} read{layout}", markup=False)
        self._print_problems(console)
        if self.status == "done" and self.is_unchanged:
            console.print("nothing changed: the database already holds all of it")
        if self.resume_at is not None:
            console.print(f"deferred: run it again after {self.resume_at:%Y-%m-%d %H:%M:%S} UTC")

    def _print_problems(self, console: Console) -> None:
        for problem in self.problems[:PROBLEMS_SHOWN]:
            console.print(str(problem), markup=False)
        more = self.number_of_problems - PROBLEMS_SHOWN
        if more > 0:
            console.print(
                f"and {more:,} more, in raw._rejected under run_id {self.run_id}", markup=False
            )


def _console() -> Console:
    # where there is no terminal, rich would take it for one of 80 columns
    console = Console(highlight=False, soft_wrap=True)
    return console if console.is_terminal else Console(highlight=False, soft_wrap=True, width=120)
