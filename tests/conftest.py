"""Fixtures that every package's tests share: a database of their own, and the real data."""

import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

import ingestion
from segue import warehouse
from segue.embedded import EmbeddedPostgres
from segue.prepare import prepare
from segue.settings import PROJECT_ROOT, settings

os.environ["DO_NOT_TRACK"] = "1"
os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests whose fixtures start a Postgres, so that `make test-unit` leaves them out."""
    for item in items:
        if "server" in getattr(item, "fixturenames", ()):
            item.add_marker("database")


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a SEGUE_HOME that no person uses."""
    folder = tmp_path_factory.mktemp("segue_home")
    for parent in (folder, *folder.parents):
        if parent.owner() == folder.owner() and parent.is_relative_to(
            tmp_path_factory.getbasetemp().parent
        ):
            parent.chmod(0o755)  # the server's account has to walk here when root runs the tests
    return folder


@pytest.fixture(scope="session")
def server(home: Path) -> Iterator[EmbeddedPostgres]:
    """Start an embedded Postgres for this run of the tests, and stop it at the end."""
    postgres = EmbeddedPostgres(home / "pg18")
    postgres.start()
    yield postgres
    postgres.stop()


@pytest.fixture(scope="session")
def database_url(server: EmbeddedPostgres, home: Path) -> Iterator[str]:
    """Return the URL of a fresh database whose raw and app schemas are prepared."""
    before = {name: os.environ.get(name) for name in ("DATABASE_URL", "SEGUE_HOME")}
    os.environ.update(DATABASE_URL=server.url(), SEGUE_HOME=str(home))
    settings.cache_clear()
    prepare(server.url())
    yield server.url()
    for name, value in before.items():
        os.environ.pop(name) if value is None else os.environ.update({name: value})
    settings.cache_clear()


def _fresh_database(server: EmbeddedPostgres, name: str) -> str:
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
    url = server.url().rsplit("/", 1)[0] + f"/{name}"
    prepare(url)
    return url


@pytest.fixture(scope="session")
def demo_warehouse(database_url: str, server: EmbeddedPostgres) -> str:
    """Return the URL of a database into which the demo was ingested and built by dbt."""
    url = _fresh_database(server, "demo_warehouse")
    assert ingestion.run("demo", [], url).exit_code == 0
    warehouse.build(url)
    return url


@pytest.fixture(scope="session")
def real_warehouse(database_url: str, server: EmbeddedPostgres, shared_data: Path) -> str:
    """Return the URL of a database built from the real track file."""
    url = _fresh_database(server, "real_warehouse")
    assert ingestion.run("tracks", [shared_data / "spotify_songs.csv.gz"], url).exit_code == 0
    warehouse.build(url)
    return url


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of real data, or skip: it lies beside the project, not in it."""
    folder = PROJECT_ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"the real data is not here: expected the folder {folder}")
    return folder
