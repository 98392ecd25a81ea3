"""A raw schema of each test's own, and the small files written by hand."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pyarrow as pa
import pytest
from psycopg import sql

import ingestion
from ingestion.demo.entities import Catalogue
from ingestion.demo.generator import generate_catalogue
from ingestion.demo.server import serve_app
from ingestion.http.ledger import ensure_ledger
from ingestion.load.batches import add_own_columns, hash_keys
from ingestion.load.seen_keys import SeenKeys
from ingestion.load.summary import Problem, RunSummary
from ingestion.load.tables import OWN_KEY, TABLES
from ingestion.registry import SOURCES
from ingestion.sources import Request
from segue.embedded import EmbeddedPostgres
from segue.settings import PROJECT_ROOT, settings
from tests.ingestion.servers.account import FixedToken, source_at

Load = Callable[..., ingestion.RunSummary]


class _NoCounter:
    def advance(self, steps: int = 1) -> None:
        pass


def ignore_progress(*_: Any, **__: Any) -> Any:
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
        return ingestion.run(source, list(paths), raw_url, progress=ignore_progress, **options)

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


@pytest.fixture
def loaded_rows(query: Callable[[str], list[tuple[Any, ...]]]) -> Callable[[], dict[str, Any]]:
    """Return a function that gives every row without what differs between equal loads."""

    def everything() -> dict[str, Any]:
        found = {}
        for name, table in TABLES.items():
            columns = ", ".join(map('"{}"'.format, (*OWN_KEY, "_row_hash", *table.content)))
            found[name] = sorted(map(repr, query(f"select {columns} from raw.{name}")))
        return found

    return everything


@pytest.fixture(scope="session")
def demo() -> Catalogue:
    """Return the demo catalogue."""
    return generate_catalogue()


@pytest.fixture
def wipe(raw_url: str) -> Iterator[Callable[[], None]]:
    """Return a function that empties the raw tables and the ledger; it is used at the end too."""

    def everything() -> None:
        with psycopg.connect(raw_url, autocommit=True) as connection:
            ensure_ledger(connection)
            names = connection.execute(
                "select format('raw.%I', tablename) from pg_tables where schemaname = 'raw'"
                " and tablename not like '\\_dlt%'"
            ).fetchall()
            connection.execute(f"truncate {', '.join(name for (name,) in names)}")

    yield everything
    everything()


@pytest.fixture
def serve_as_spotify(
    wipe: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., AbstractContextManager[str]]:
    """Return what serves an app to the source `spotify`, which starts with empty tables."""

    @contextmanager
    def served(app: Any, sleep: Callable[[float], None] = lambda _: None) -> Iterator[str]:
        monkeypatch.setattr(settings(), "spotify_per_day", 10_000)
        wipe()
        with serve_app(app) as address:
            source = source_at(address, lambda *_: FixedToken(app.config["TOKEN"]), sleep)
            monkeypatch.setitem(SOURCES, "spotify", source)
            yield address

    return served


@dataclass
class Reading:
    """What a source made of files, up to the rows that would be loaded."""

    summary: RunSummary
    problems: list[Problem] = field(default_factory=list)
    tables: dict[str, pa.Table] = field(default_factory=dict)

    @property
    def valid_rows(self) -> int:
        """Return how many rows of the input are valid."""
        return sum(file.valid_rows for file in self.summary.files)

    @property
    def left_out(self) -> int:
        """Return how many rows of the input were named as left out."""
        return sum("left out" in problem.reason for problem in self.problems)

    def add(self, problem: Problem) -> None:
        """Take a rejection."""
        self.summary.add(problem)
        self.problems.append(problem)

    def execute(self, *_: object) -> "Reading":
        """Answer as a database that holds nothing."""
        return self

    def fetchall(self) -> list[Any]:
        """Return no row."""
        return []


@pytest.fixture(scope="session")
def read_quietly() -> Callable[..., Reading]:
    """Return a function that reads files as an ingest does, without a database."""

    def read(source: str, *paths: Path) -> Reading:
        reading = Reading(RunSummary(source, "run"))
        parts: dict[str, list[pa.Table]] = {}
        seen: dict[str, SeenKeys] = {}
        now = datetime(2026, 1, 1, tzinfo=UTC)
        request: Any = Request(
            paths, reading, reading.summary, _NoCounter(), now, reading
        )  # fmt: skip
        for batch in ingestion.SOURCES[source].read(request):
            table = TABLES[batch.table]
            rows = add_own_columns(table, source, batch.provider, now, batch.rows)
            for name in table.required - {"_dlt_load_id"}:
                assert rows.column(name).null_count == 0
            for name, kind in table.columns.items():
                if kind == "json":
                    [json.loads(text) for text in rows.column(name).to_pylist() if text]
            firsts = seen.setdefault(batch.table, SeenKeys()).add(
                hash_keys(table, batch.provider, batch.rows)
            )
            parts.setdefault(batch.table, []).append(rows.filter(pa.array(firsts)))
        reading.tables = {name: pa.concat_tables(some) for name, some in parts.items()}
        return reading

    return read
