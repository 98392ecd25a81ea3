"""The raw tables: all there before any load, with keys, and the same after a second call."""

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import errors

from ingestion.load.raw_schema import ensure_raw_schema
from ingestion.load.tables import TABLES
from segue.embedded import EmbeddedPostgres


@pytest.fixture
def raw_url(database_url: str, server: EmbeddedPostgres) -> Iterator[str]:
    """Return the URL of a database whose tables this test may drop."""
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute("drop database if exists raw_schema with (force)")
        connection.execute("create database raw_schema")
        url = server.url().rsplit("/", 1)[0] + "/raw_schema"
        ensure_raw_schema(url)
        yield url
        connection.execute("drop database raw_schema with (force)")


def test_every_declared_column_is_there_before_any_load(query):
    found = query(
        "select table_name, column_name from information_schema.columns where table_schema = 'raw'"
    )
    declared = {(table.name, column) for table in TABLES.values() for column in table.columns}
    assert declared <= set(found)


@pytest.mark.parametrize("table", TABLES)
def test_the_key_of_a_table_is_unique_in_postgres(table, query):
    [(definition,)] = query(
        f"select indexdef from pg_indexes where schemaname = 'raw' and indexname = '{table}_key'"
    )
    assert definition.startswith("CREATE UNIQUE INDEX")
    assert definition.replace('"', "").endswith(f"({', '.join(TABLES[table].full_key)})")


def test_a_second_row_with_the_same_key_is_refused_by_postgres(raw_url):
    insert = (
        "insert into raw.tracks (_source, _provider, _fetched_at, _row_hash, _dlt_load_id,"
        " track_id) values ('demo', 'demo', now(), 1, 'x', 'a')"
    )
    with psycopg.connect(raw_url, autocommit=True) as connection:
        connection.execute(insert)
        with pytest.raises(errors.UniqueViolation):
            connection.execute(insert)


def test_a_second_call_changes_nothing(raw_url, query):
    before = query("select oid, relname, relfilenode from pg_class order by oid")
    ensure_raw_schema(raw_url)
    assert query("select oid, relname, relfilenode from pg_class order by oid") == before


def test_a_dropped_table_comes_back(raw_url, query):
    with psycopg.connect(raw_url) as connection:
        connection.execute("drop table raw.plays")
    ensure_raw_schema(raw_url)
    assert query("select count(*) from raw.plays") == [(0,)]


def test_a_column_that_an_older_version_lacked_is_added(raw_url, query):
    with psycopg.connect(raw_url) as connection:
        connection.execute("alter table raw.tracks drop column isrc")
        connection.execute("comment on schema raw is 'an older version'")
    ensure_raw_schema(raw_url)
    assert query("select isrc from raw.tracks") == []
