"""Metrics of the warehouse for Prometheus: builds, loads and sizes, read on each scrape."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError, SQLAlchemyError

from api.db.database import AnyRows, fetch_rows
from api.db.servers import NoServerError

LAST_BUILDS = """
    with builds as (
        select
            finished_at,
            extract(epoch from finished_at - started_at)::double precision as seconds,
            counted.problems
        from (
            select * from observability.invocations
            where command = 'build' and selection is null
            order by finished_at desc
            limit 50 -- the last success is among these, or long ago
        ) as newest
        cross join lateral (
            select count(*) filter (where status in ('error', 'fail')) as problems
            from observability.node_results
            where node_results.invocation_id = newest.invocation_id
        ) as counted
    )
    select
        extract(epoch from max(finished_at))::double precision as finished,
        extract(epoch from max(finished_at) filter (where problems = 0))::double precision
            as succeeded,
        (array_agg(seconds order by finished_at desc))[1] as seconds,
        (array_agg(problems order by finished_at desc))[1] as problems
    from builds
"""
LAST_LOADS = """
    select
        source,
        extract(epoch from max(finished_at))::double precision as finished,
        (array_agg(status order by finished_at desc))[1] = 'failed' as is_failed
    from raw._runs
    where finished_at is not null
    group by source
    order by source
"""
MARTS = """
    select relname as mart, greatest(reltuples, 0)::bigint as number_of_rows,
        pg_total_relation_size(oid) as bytes
    from pg_class
    where relnamespace = to_regnamespace('marts') and relkind = 'r'
    order by relname
"""
DATABASE = "select pg_database_size(current_database()) as bytes"
# a server that does not archive fails at nothing
ARCHIVER = """
    select (last_failed_time > coalesce(last_archived_time, '-infinity')) is true as is_failing
    from pg_stat_archiver
"""


@dataclass(frozen=True)
class Gauge:
    """One metric: its name, its description, and the column of a statement with its value."""

    name: str
    description: str
    column: str
    label: str | None = None

    def measure(self, rows: AnyRows) -> Metric:
        """Return the metric with one sample for each row that has a value."""
        labels = [self.label] if self.label else []
        family = GaugeMetricFamily(self.name, self.description, labels=labels)
        for row in rows:
            value = getattr(row, self.column)
            if value is not None:
                family.add_metric([getattr(row, name) for name in labels], float(value))
        return family


GAUGES: dict[str, Sequence[Gauge]] = {
    LAST_BUILDS: (
        Gauge(
            "segue_build_finished_timestamp_seconds",
            "End of the newest build of the whole project.",
            "finished",
        ),
        Gauge(
            "segue_build_succeeded_timestamp_seconds",
            "End of the newest build of the whole project without a failure.",
            "succeeded",
        ),
        Gauge("segue_build_seconds", "Duration of the newest build.", "seconds"),
        Gauge(
            "segue_build_problems",
            "Models and tests that failed in the newest build of the whole project.",
            "problems",
        ),
    ),
    LAST_LOADS: (
        Gauge(
            "segue_load_finished_timestamp_seconds",
            "End of the newest load of a source.",
            "finished",
            "source",
        ),
        Gauge(
            "segue_load_failed",
            "Whether the newest load of a source failed.",
            "is_failed",
            "source",
        ),
    ),
    MARTS: (
        Gauge("segue_mart_rows", "Rows of a mart, as estimated.", "number_of_rows", "mart"),
        Gauge("segue_mart_bytes", "Size of a mart with its indexes.", "bytes", "mart"),
    ),
    ARCHIVER: (
        Gauge(
            "segue_archive_failing",
            "Whether the newest attempt to archive a segment of the log failed.",
            "is_failing",
        ),
    ),
    DATABASE: (Gauge("segue_database_bytes", "Size of the database.", "bytes"),),
}


class WarehouseCollector(Collector):
    """Collects the metrics of the warehouse; without a database only that it does not answer."""

    def collect(self) -> Iterator[Metric]:
        """Yield each metric; needs the context of the app."""
        is_up = 1
        try:
            for statement, gauges in GAUGES.items():
                rows = _rows_or_none(statement)
                yield from (gauge.measure(rows) for gauge in gauges)
        except (SQLAlchemyError, NoServerError):
            is_up = 0
        yield GaugeMetricFamily(
            "segue_database_up", "Whether the database answers this process.", value=is_up
        )


def _rows_or_none(statement: str) -> AnyRows:
    """Return the rows of a statement; none before the first load or build, or without rights."""
    try:
        return fetch_rows(text(statement))
    except ProgrammingError:
        return []
