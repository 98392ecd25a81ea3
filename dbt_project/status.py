"""Contents of `segue status`: the last loads, the last build, failures and stale marts."""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

import psycopg
from psycopg.rows import dict_row

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
    `search_recall` is the share of the exact lists that the search found for a sample of tracks.
    `idle_parameters` are given in `recommender_parameters` without effect, each with the reason.
    `fit_reason` says why the last build fitted the parameters, or took them over.
    """

    loads: list[Load] = field(default_factory=list)
    last_verdict_at: datetime | None = None
    last_build: Build | None = None
    problems: list[Problem] = field(default_factory=list)
    changed_sources: list[str] = field(default_factory=list)
    skipped_models: list[str] = field(default_factory=list)
    unfinished_since: datetime | None = None
    idle_parameters: dict[str, str] = field(default_factory=dict)
    search_recall: float | None = None
    fit_reason: str | None = None

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


LOADS = """
    with runs as (
        select source, run_id, max(finished_at) as finished_at, max(status) as status,
            sum(new)::integer as new, sum(changed)::integer as changed,
            sum(missing)::integer as missing, sum(failed)::integer as failed
        from raw._runs
        where finished_at is not null
        group by source, run_id
    ),
    latest as (
        select distinct on (source)
            source, finished_at, status, new, changed, missing, failed
        from runs
        order by source, finished_at desc
    )
    select * from latest order by finished_at desc
"""
LAST_VERDICT = "select max(updated_at) as at from app.feedback"
LAST_BUILD = """
    with counted as (
        select
            invocation_id,
            count(*) filter (where resource_type in ('model', 'seed', 'snapshot')) as models,
            count(*) filter (where resource_type in ('test', 'unit_test')) as tests,
            count(*) filter (where status in ('error', 'fail')) as problems
        from observability.node_results
        where status <> 'removed'
        group by invocation_id
    )
    select command, selection, started_at, finished_at,
        extract(epoch from finished_at - started_at)::double precision as seconds,
        models as number_of_models, tests as number_of_tests, problems as number_of_problems
    from observability.invocations
    inner join counted using (invocation_id)
    where models > 0
    order by finished_at desc
    limit 1
"""
PROBLEMS = """
    with latest as (
        select distinct on (unique_id) node_results.*
        from observability.node_results
        inner join observability.invocations using (invocation_id)
        where status <> 'skipped'
        order by unique_id, finished_at desc
    )
    select name, resource_type, status, message, number_of_failures,
        -- missing in a table of a release before 0.2.0, until the next build
        to_jsonb(latest) ->> 'failing_rows_query' as failing_rows_query
    from latest
    where status in ('error', 'fail', 'warn')
    order by status, name
"""
SKIPPED_MODELS = """
    select name
    from (
        select distinct on (unique_id) name, resource_type, status
        from observability.node_results
        inner join observability.invocations using (invocation_id)
        order by unique_id, finished_at desc
    ) as latest
    where status = 'skipped' and resource_type in ('model', 'seed', 'snapshot')
    order by name
"""
BROKEN_KEYS = """
    select conname as name, 'foreign key' as resource_type, 'error' as status,
        format('some rows of %s refer to rows that %s has not', conrelid::regclass,
            confrelid::regclass) as message,
        null as number_of_failures, null as failing_rows_query
    from pg_constraint
    where contype = 'f' and not convalidated and connamespace = to_regnamespace('marts')
    order by conname
"""
CHANGED_SOURCES = """
    select name from observability.versions
    where code = ''
        -- missing in a table of a release before 0.2.0, until the next build
        and coalesce(to_jsonb(versions) ->> 'built_version', version)
        <> observability.source_version(to_regclass(name))
    order by name
"""
IDLE_PARAMETERS = """
    select parameter, reason
    from (
        select parameter, kind,
            -- missing in a table of an older build
            to_jsonb(parameters) ->> 'no_effect_because' as reason
        from marts.recommendation_parameters as parameters
    ) as read
    where kind = 'given' and reason is not null
    order by parameter
"""
# null in a table of an older build
FIT_REASON = """
    select to_jsonb(parameters) ->> 'fit_reason' as reason
    from marts.recommendation_parameters as parameters
    limit 1
"""
SEARCH_RECALL = """
    select value from observability.model_figures
    where model = 'recommendations' and figure = 'search_recall'
    order by measured_at desc
    limit 1
"""
UNFINISHED = "select min(started_at) as at from observability.unfinished_builds"


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
            unfinished_since=unfinished[0]["at"] if unfinished else None,
            idle_parameters={row["parameter"]: row["reason"] for row in idle},
            search_recall=recalls[0]["value"] if recalls else None,
            fit_reason=fits[0]["reason"] if fits else None,
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
