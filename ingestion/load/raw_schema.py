"""Creates schema `raw` in Postgres: every table whole, so that dbt can read before any load."""

import hashlib
from collections.abc import Iterable

import psycopg
from psycopg import sql

from ingestion.load.tables import DATASET, TABLES, RawTable
from segue.connection import open_connection

POSTGRES_TYPES = {
    "text": "text",
    "bigint": "bigint",
    "double": "double precision",
    "bool": "boolean",
    "timestamp": "timestamptz",
    "date": "date",
    "json": "jsonb",
}
LOGS = """
create table if not exists raw._runs (
    run_id text not null, source text not null, resource text not null,
    found bigint not null, new bigint not null, changed bigint not null,
    unchanged bigint not null, missing bigint not null, deferred bigint not null,
    failed bigint not null, started_at timestamptz not null, finished_at timestamptz,
    status text not null, primary key (run_id, resource)
);
create table if not exists raw._rejected (
    run_id text not null, source text not null, provider text, file text, line bigint,
    column_name text, reason text not null, raw_text text,
    rejected_at timestamptz not null default now()
);
create index if not exists _rejected_run on raw._rejected (run_id);
"""
ONE_AT_A_TIME = 7_365_677_501  # the advisory lock of whoever creates the schema


def ensure_raw_schema(url: str) -> None:
    """Create schema `raw` and every table of it; quick when there is nothing to do."""
    with open_connection(url, autocommit=True) as connection:
        if _is_current(connection):
            return
        with connection.transaction():
            connection.execute("select pg_advisory_xact_lock(%s)", (ONE_AT_A_TIME,))
            connection.execute(f"create schema if not exists {DATASET}")
            # dlt makes its staging tables anew, in the shape of now
            connection.execute(f"drop schema if exists {DATASET}_staging cascade")
            for table in TABLES.values():
                _create(connection, table)
            connection.execute(LOGS)
            connection.execute(
                sql.SQL("comment on schema raw is {}").format(sql.Literal(_marker()))
            )


def _marker() -> str:
    """Return a text that changes whenever a declared table, column or key does."""
    declared = repr([(t.name, t.key, t.columns) for t in TABLES.values()]) + LOGS
    digest = hashlib.sha256(declared.encode()).hexdigest()[:16]
    return f"What the sources delivered, as it came. Written by ingestion, version {digest}."


def _is_current(connection: psycopg.Connection) -> bool:
    tables = [f"{DATASET}.{name}" for name in (*TABLES, "_runs", "_rejected")]
    row = connection.execute(
        "select obj_description(to_regnamespace(%s), 'pg_namespace'),"
        " (select bool_and(to_regclass(name) is not null) from unnest(%s::text[]) as name)",
        (DATASET, tables),
    ).fetchone()
    return row == (_marker(), True)


def join_names(columns: Iterable[str]) -> sql.Composed:
    """Return the columns as a list in SQL."""
    return sql.SQL(", ").join(map(sql.Identifier, columns))


def _create(connection: psycopg.Connection, table: RawTable) -> None:
    """Create `table` or add the columns that an older version of it lacks."""
    target = sql.Identifier(DATASET, table.name)
    columns = [_column(table, name, kind) for name, kind in table.columns.items()]
    connection.execute(
        sql.SQL("create table if not exists {} ({})").format(target, sql.SQL(", ").join(columns))
    )
    for column in columns:
        connection.execute(
            sql.SQL("alter table {} add column if not exists {}").format(target, column)
        )
    connection.execute(
        sql.SQL("create unique index if not exists {} on {} ({})").format(
            sql.Identifier(f"{table.name}_key"), target, join_names(table.full_key)
        )
    )


def _column(table: RawTable, name: str, kind: str) -> sql.Composed:
    null = " not null" if name in table.required else ""
    return sql.SQL("{} {}{}").format(
        sql.Identifier(name), sql.SQL(POSTGRES_TYPES[kind]), sql.SQL(null)
    )
