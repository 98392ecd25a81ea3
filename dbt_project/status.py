"""What `segue status` shows: the last load, the last build, what fails, and what is stale."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import psycopg
from psycopg.rows import dict_row


@dataclass(frozen=True)
class Load:
    """The last load of one source: when it was over, and how many rows it brought."""

    source: str
    finished_at: datetime
    status: str
    new: int
    changed: int
    failed: int


@dataclass(frozen=True)
class Build:
    """One command of dbt that built something; `selection` is null for the whole project."""

    command: str
    selection: str | None
    finished_at: datetime
    seconds: float
    number_of_models: int
    number_of_tests: int
    number_of_problems: int


@dataclass(frozen=True)
class Problem:
    """A model or test that failed or warned when it last ran; `stored_in` has a test's rows."""

    name: str
    status: str
    message: str | None
    number_of_failures: int | None
    stored_in: str | None


@dataclass(frozen=True)
class Status:
    """How the warehouse is: loads by source with the newest first, and null where none was."""

    loads: list[Load] = field(default_factory=list)
    last_build: Build | None = None
    problems: list[Problem] = field(default_factory=list)

    @property
    def is_fresh(self) -> bool:
        """Whether a build ended after the last load, so that the marts know its rows."""
        if self.last_build is None:
            return False
        return not self.loads or self.loads[0].finished_at <= self.last_build.finished_at


LOADS = """
    with runs as (
        select source, run_id, max(finished_at) as finished_at, max(status) as status,
            sum(new)::integer as new, sum(changed)::integer as changed,
            sum(failed)::integer as failed
        from raw._runs
        where finished_at is not null
        group by source, run_id
    ),
    latest as (
        select distinct on (source) source, finished_at, status, new, changed, failed
        from runs
        order by source, finished_at desc
    )
    select * from latest order by finished_at desc
"""
LAST_BUILD = """
    select command, selection, finished_at, seconds, number_of_models, number_of_tests,
        number_of_problems
    from observability.fact_builds
    where number_of_models > 0
    order by finished_at desc
    limit 1
"""
PROBLEMS = """
    select node_name as name, status, message, number_of_failures, stored_in
    from observability.failing_nodes
    order by status, node_name
"""


def warehouse_status(url: str) -> Status:
    """Return how the warehouse is; one that was never loaded or built has nothing to show."""
    with psycopg.connect(url, row_factory=dict_row) as connection:
        builds = _rows(connection, "observability.fact_builds", LAST_BUILD)
        return Status(
            loads=[Load(**row) for row in _rows(connection, "raw._runs", LOADS)],
            last_build=Build(**builds[0]) if builds else None,
            problems=[
                Problem(**row) for row in _rows(connection, "observability.failing_nodes", PROBLEMS)
            ],
        )


def _rows(
    connection: psycopg.Connection[dict[str, Any]], relation: str, query: str
) -> list[dict[str, Any]]:
    """Return the rows of a query, or none if the relation that it reads is not there yet."""
    found = connection.execute("select to_regclass(%s) as relation", (relation,)).fetchone()
    return connection.execute(query).fetchall() if found and found["relation"] else []
