"""Contents of `segue status`: the last loads, the last build, failures and stale marts."""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

import psycopg
from psycopg.rows import dict_row

from dbt_project.status_queries import (
    BROKEN_KEYS,
    CHANGED_SOURCES,
    FIT_REASON,
    IDLE_PARAMETERS,
    LAST_BUILD,
    LAST_VERDICT,
    LOADS,
    LOST_TABLES,
    MODEL_REASONS,
    PROBLEMS,
    SEARCH_RECALL,
    SKIPPED_MODELS,
    UNFINISHED,
)
from segue.connection import open_connection

ROWS_SHOWN = 5


@dataclass(frozen=True)
class Load:
    """The last load of one source: its end and its numbers of rows."""

    source: str
    finished_at: datetime
    status: str
    new: int
    changed: int
    missing: int
    failed: int

    @property
    def has_changes(self) -> bool:
        """Whether it changed the raw tables."""
        return self.new + self.changed + self.missing > 0


@dataclass(frozen=True)
class Build:
    """One command of dbt that built something; `selection` is null for the whole project."""

    command: str
    selection: str | None
    started_at: datetime
    finished_at: datetime
    seconds: float
    number_of_models: int
    number_of_tests: int
    number_of_problems: int
    code: str | None = None  # the hash of the code that it computed with


@dataclass(frozen=True)
class Problem:
    """A model or test that failed or warned when it last ran.

    `failing_rows_query` finds the rows that break a test now, and `rows` are the first of them.
    """

    name: str
    resource_type: str
    status: str
    message: str | None
    number_of_failures: int | None
    failing_rows_query: str | None
    rows: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Status:
    """State of the warehouse: the last load of each source, the newest first, and the last build.

    `changed_sources` are the source tables whose rows differ from those of the last build of the
    whole project; `unfinished_since` is the start of a build that still runs or was cut off.
    `lost_tables` are missing, or others than the last build left.
    `search_recall` is the share of the exact lists that the search found for a sample of tracks.
    `idle_parameters` are given in `recommender_parameters` without effect, each with the reason.
    `fit_reason` says why the last build fitted the parameters, or took them over, and
    `vectors_reason` why it made the vectors of all tracks anew, or kept them, and
    `lists_reason` which lists it ranked.
    """

    loads: list[Load] = field(default_factory=list)
    last_verdict_at: datetime | None = None
    last_build: Build | None = None
    problems: list[Problem] = field(default_factory=list)
    changed_sources: list[str] = field(default_factory=list)
    skipped_models: list[str] = field(default_factory=list)
    lost_tables: list[str] = field(default_factory=list)
    unfinished_since: datetime | None = None
    idle_parameters: dict[str, str] = field(default_factory=dict)
    search_recall: float | None = None
    fit_reason: str | None = None
    vectors_reason: str | None = None
    lists_reason: str | None = None

    @property
    def newer_than_the_marts(self) -> list[str]:
        """Inputs that are newer than the last build: sources, and `verdicts` of listeners."""
        built_at = self.last_build.finished_at if self.last_build else None
        changed_at = {load.source: load.finished_at for load in self.loads if load.has_changes}
        if self.last_verdict_at:
            changed_at["verdicts"] = self.last_verdict_at
        return sorted(name for name, at in changed_at.items() if built_at is None or at > built_at)

    @property
    def unbuilt_models(self) -> list[str]:
        """The models, seeds and snapshots that failed when they were last built."""
        return [
            problem.name
            for problem in self.problems
            if problem.status == "error" and not problem.resource_type.endswith("test")
        ]

    @property
    def is_fresh(self) -> bool:
        """Whether all marts were built, and no input is newer."""
        return (
            self.last_build is not None
            and not self.newer_than_the_marts
            and not self.changed_sources
            and not self.unbuilt_models
            and not self.skipped_models
            and self.unfinished_since is None
        )

    @property
    def is_well(self) -> bool:
        """Whether no model and no test fails; a warning is no failure."""
        return all(problem.status == "warn" for problem in self.problems)

    def as_dict(self) -> dict[str, Any]:
        """Return all of it as one mapping, for JSON."""
        flags = {"is_fresh": self.is_fresh, "is_well": self.is_well}
        return flags | {"newer_than_the_marts": self.newer_than_the_marts} | asdict(self)


def warehouse_status(url: str) -> Status:
    """Return the state of the warehouse; it is empty before the first load and build."""
    with open_connection(url, row_factory=dict_row) as connection:
        builds = _rows(connection, "observability.invocations", LAST_BUILD)
        verdicts = _rows(connection, "app.feedback", LAST_VERDICT)
        problems = _rows(connection, "observability.invocations", PROBLEMS)
        problems += _rows(connection, "pg_constraint", BROKEN_KEYS)
        skipped = _rows(connection, "observability.invocations", SKIPPED_MODELS)
        unfinished = _rows(connection, "observability.unfinished_builds", UNFINISHED)
        changed = _rows(connection, "observability.source_version", CHANGED_SOURCES)
        idle = _rows(connection, "marts.recommendation_parameters", IDLE_PARAMETERS)
        fits = _rows(connection, "marts.recommendation_parameters", FIT_REASON)
        decided = _rows(connection, "observability.model_decisions", MODEL_REASONS)
        reasons = {row["model"]: row["reason"] for row in decided}
        lost = _rows(connection, "observability.versions", LOST_TABLES)
        recalls = _rows(connection, "observability.model_figures", SEARCH_RECALL)
        return Status(
            loads=[Load(**row) for row in _rows(connection, "raw._runs", LOADS)],
            last_verdict_at=verdicts[0]["at"] if verdicts else None,
            last_build=Build(**builds[0]) if builds else None,
            problems=[
                Problem(**row, rows=_first_rows(connection, row["failing_rows_query"]))
                for row in problems
            ],
            changed_sources=[row["name"] for row in changed],
            skipped_models=[row["name"] for row in skipped],
            lost_tables=[row["name"] for row in lost],
            unfinished_since=unfinished[0]["at"] if unfinished else None,
            idle_parameters={row["parameter"]: row["reason"] for row in idle},
            search_recall=recalls[0]["value"] if recalls else None,
            fit_reason=fits[0]["reason"] if fits else None,
            vectors_reason=reasons.get("track_vectors"),
            lists_reason=reasons.get("recommendations"),
        )


def _first_rows(
    connection: psycopg.Connection[dict[str, Any]], query: str | None
) -> list[dict[str, Any]]:
    """Return the first rows of a test's own query; none if a table of it is missing."""
    if query is None:
        return []
    try:
        with connection.transaction():
            found = f"select * from ({query}) as found limit {ROWS_SHOWN}"  # noqa: S608 - dbt's
            return connection.execute(found).fetchall()
    except psycopg.ProgrammingError:
        return []


def _rows(
    connection: psycopg.Connection[dict[str, Any]], relation: str, query: str
) -> list[dict[str, Any]]:
    """Return the rows of a query, or none if the table or function that it needs is missing."""
    oid = "select coalesce(to_regclass(%(name)s)::oid, to_regproc(%(name)s)::oid) as oid"
    found = connection.execute(oid, {"name": relation}).fetchone()
    return connection.execute(query).fetchall() if found and found["oid"] else []
