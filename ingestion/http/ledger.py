"""The ledger of an API in Postgres: requests, limits, answers and entities of earlier runs.

Several processes share it, so that together they stay within the budget. It lies in schema raw,
in tables whose names begin with `_api_`, and is written at once: a killed run has spent its
requests all the same.
"""

import json
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg

from ingestion.http.budget import EVERYTHING, Budget, Journal
from ingestion.http.errors import RateLimited

LEDGER_LOCK = 7_365_677_503  # the advisory lock of whoever counts a request
DAY = timedelta(days=1)
JOURNAL_AGE = timedelta(days=7)
TABLES = """
create schema if not exists raw;
create table if not exists raw._api_requests (
    source text not null, bucket text not null, asked_at timestamptz not null
);
create index if not exists _api_requests_window on raw._api_requests (source, bucket, asked_at);
create table if not exists raw._api_pace (
    source text primary key, next_at timestamptz not null
);
create table if not exists raw._api_limits (
    source text not null, bucket text not null, resume_at timestamptz not null,
    reason text not null, primary key (source, bucket)
);
create table if not exists raw._api_answers (
    source text not null, request text not null, body text not null,
    answered_at timestamptz not null default now(), primary key (source, request)
);
create table if not exists raw._api_entities (
    source text not null, kind text not null, entity_id text not null,
    status text not null check (status in ('found', 'missing', 'forbidden')),
    asked_at timestamptz not null default now(), primary key (source, kind, entity_id)
);
create table if not exists raw._api_marks (
    source text not null, name text not null, mark text not null,
    marked_at timestamptz not null default now(), primary key (source, name)
);
"""
SET_MARK = (
    "insert into raw._api_marks (source, name, mark) values (%s, %s, %s)"
    " on conflict (source, name) do update set mark = excluded.mark, marked_at = now()"
)
NAMES = (
    "_api_requests", "_api_pace", "_api_limits", "_api_answers", "_api_entities", "_api_marks",
)  # fmt: skip


def ensure_ledger(connection: psycopg.Connection) -> None:
    """Create the tables of the ledger; quick when there is nothing to do."""
    row = connection.execute(
        "select bool_and(to_regclass('raw.' || name) is not null) from unnest(%s::text[]) as name",
        (list(NAMES),),
    ).fetchone()
    if row == (True,):
        return
    with connection.transaction():
        connection.execute("select pg_advisory_xact_lock(%s)", (LEDGER_LOCK,))
        connection.execute(TABLES)


class SharedBudget(Budget):
    """Spaces requests evenly and counts them by kind over a rolling day, for all processes."""

    def __init__(
        self, connection: psycopg.Connection, source: str, *, per_second: float, per_day: int,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:  # fmt: skip
        super().__init__()
        self._connection, self._source, self._sleep = connection, source, sleep
        self._spacing, self._per_day = timedelta(seconds=1 / per_second), per_day

    def take(self, bucket: str) -> None:
        """Wait for the turn of one request of `bucket` and count it."""
        with self._connection.transaction():
            self._connection.execute("select pg_advisory_xact_lock(%s)", (LEDGER_LOCK,))
            self._check_limits(bucket)
            self._check_day(bucket)
            turn = self._turn(bucket)
        if turn > 0:
            self._sleep(turn)

    def defer(self, bucket: str, resume_at: datetime, why: str) -> None:
        """Permit no request of `bucket` before `resume_at`, to no process."""
        self._connection.execute(
            "insert into raw._api_limits values (%s, %s, %s, %s) on conflict (source, bucket)"
            " do update set resume_at = excluded.resume_at, reason = excluded.reason",
            (self._source, bucket, resume_at, why),
        )

    def _check_limits(self, bucket: str) -> None:
        row = self._connection.execute(
            "select reason, resume_at from raw._api_limits where source = %s"
            " and bucket = any(%s) and resume_at > now() order by resume_at desc limit 1",
            (self._source, [bucket, EVERYTHING]),
        ).fetchone()
        if row:
            raise RateLimited(row[0], row[1].astimezone(UTC))

    def _check_day(self, bucket: str) -> None:
        spent = self._connection.execute(
            "select asked_at from raw._api_requests where source = %s and bucket = %s"
            " and asked_at > now() - %s order by asked_at desc limit %s",
            (self._source, bucket, DAY, self._per_day),
        ).fetchall()
        if len(spent) >= self._per_day:
            raise RateLimited(
                f"the own budget of {self._per_day} requests a day spent for {bucket}",
                (spent[-1][0] + DAY).astimezone(UTC),
            )

    def _turn(self, bucket: str) -> float:
        """Count the request and return the seconds until its turn."""
        self._connection.execute(
            "delete from raw._api_requests where source = %s and asked_at <= now() - %s",
            (self._source, DAY),
        )
        self._connection.execute(
            "insert into raw._api_requests values (%s, %s, clock_timestamp())",
            (self._source, bucket),
        )
        row = self._connection.execute(
            "insert into raw._api_pace as pace values (%(source)s, clock_timestamp() + %(gap)s)"
            " on conflict (source) do update set"
            " next_at = greatest(pace.next_at, clock_timestamp()) + %(gap)s"
            " returning extract(epoch from next_at - %(gap)s - clock_timestamp())::float8",
            {"source": self._source, "gap": self._spacing},
        ).fetchone()
        return float(row[0]) if row else 0.0


class StoredJournal(Journal):
    """Keeps the answers of an unfinished run, so that the next one goes on where it stopped."""

    def __init__(self, connection: psycopg.Connection, source: str) -> None:
        super().__init__()
        self._connection, self._source = connection, source
        connection.execute(
            "delete from raw._api_answers where source = %s and answered_at <= now() - %s",
            (source, JOURNAL_AGE),
        )

    def find(self, request: str) -> dict[str, Any] | None:
        """Return the kept answer, or None."""
        row = self._connection.execute(
            "select body from raw._api_answers where (source, request) = (%s, %s)",
            (self._source, request),
        ).fetchone()
        return json.loads(row[0]) if row else None

    def keep(self, request: str, body: Mapping[str, Any]) -> None:
        """Keep a valid answer, at once."""
        self._connection.execute(
            "insert into raw._api_answers (source, request, body) values (%s, %s, %s)"
            " on conflict (source, request) do update set body = excluded.body,"
            " answered_at = excluded.answered_at",
            (self._source, request, json.dumps(body)),
        )

    def drop(self, requests: list[str]) -> None:
        """Forget these answers."""
        self._connection.execute(
            "delete from raw._api_answers where source = %s and request = any(%s)",
            (self._source, requests),
        )

    def clear(self) -> None:
        """Forget every answer."""
        self._connection.execute("delete from raw._api_answers where source = %s", (self._source,))


def open_ledger(
    connection: psycopg.Connection, source: str, *, per_second: float, per_day: int,
    sleep: Callable[[float], None] = time.sleep,
) -> tuple[SharedBudget, StoredJournal]:  # fmt: skip
    """Return the budget and the journal of `source`, which all processes share."""
    ensure_ledger(connection)
    budget = SharedBudget(connection, source, per_second=per_second, per_day=per_day, sleep=sleep)
    return budget, StoredJournal(connection, source)
