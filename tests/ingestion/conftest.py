"""A raw schema of each test's own, and the small files written by hand."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

import ingestion
from ingestion.tables import TABLES
from segue.embedded import EmbeddedPostgres
from segue.settings import PROJECT_ROOT

Load = Callable[..., ingestion.RunSummary]


class _NoCounter:
    def advance(self, steps: int = 1) -> None:
        pass


def no_progress(*_: Any, **__: Any) -> Any:
    return nullcontext(_NoCounter())


@pytest.fixture(scope="session")
def fixtures() -> Path:
    """Return the folder of small files written by hand."""
    return PROJECT_ROOT / "tests" / "fixtures"


@contextmanager
def database(server: EmbeddedPostgres) -> Iterator[str]:
    """Give the URL of a new database with an empty raw schema."""
    name = f"raw_{uuid4().hex[:12]}"
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        url = f"{server.url().rsplit('/', 1)[0]}/{name}"
        ingestion.ensure_raw_schema(url)
        yield url
        connection.execute(
            sql.SQL("drop database {} with (force)").format(sql.Identifier(name))
        )  # fmt: skip


@pytest.fixture(scope="session")
def shared_url(database_url: str, server: EmbeddedPostgres) -> Iterator[str]:
    """Return the URL of the database that these tests use one after the other."""
    with database(server) as url:
        yield url


@pytest.fixture
def raw_url(shared_url: str) -> str:
    """Return the URL of a database whose raw tables are empty."""
    with psycopg.connect(shared_url) as connection:
        for name in (*TABLES, "_runs", "_rejected"):
            connection.execute(sql.SQL("truncate {}").format(sql.Identifier("raw", name)))
    return shared_url


@pytest.fixture
def load(raw_url: str) -> Load:
    """Return a function that ingests into this test's database, quietly."""

    def ingest(source: str, *paths: Path, **options: Any) -> ingestion.RunSummary:
        return ingestion.run(source, list(paths), raw_url, progress=no_progress, **options)

    return ingest


@pytest.fixture
def query(raw_url: str) -> Callable[[str], list[tuple[Any, ...]]]:
    """Return a function that asks this test's database."""

    def ask(statement: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(raw_url) as connection:
            return connection.execute(statement).fetchall()

    return ask


@pytest.fixture
def contents(query: Callable[[str], list[tuple[Any, ...]]]) -> Callable[[], dict[str, Any]]:
    """Return a function that gives every row of every raw table, to compare before and after."""

    def everything() -> dict[str, Any]:
        return {name: sorted(map(repr, query(f"select * from raw.{name}"))) for name in TABLES}

    return everything
