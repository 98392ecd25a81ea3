"""A raw schema of each test's own, and the small files written by hand."""

from collections.abc import Callable, Iterator
from contextlib import nullcontext
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


@pytest.fixture
def raw_url(database_url: str, server: EmbeddedPostgres) -> Iterator[str]:
    """Return the URL of a database with an empty raw schema that only this test uses."""
    name = sql.Identifier(f"raw_{uuid4().hex[:12]}")
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute(sql.SQL("create database {}").format(name))
        url = server.url().rsplit("/", 1)[0] + f"/{name.as_string(None)}".replace('"', "")
        ingestion.ensure_raw_schema(url)
        yield url
        connection.execute(sql.SQL("drop database {} with (force)").format(name))


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
