"""Fixtures that every package's tests share: a database of their own, and the real data."""

import gc
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any, cast
from unittest.mock import patch
from urllib.parse import urlsplit
from weakref import WeakSet

import hypothesis
import psycopg
import pytest
from dbt_common.tests import enable_test_caching
from psycopg import sql
from sqlalchemy import Connection, Engine, event

import ingestion
from segue.cli import warehouse
from segue.cli.prepare import prepare
from segue.embedded import EmbeddedPostgres
from segue.settings import PROJECT_ROOT, settings
from tests.quick_dbt import quick_dbt
from tests.streaming import Streaming

# a time-out would fail on a busy machine; files in tmp_path are written anew in each example
hypothesis.settings.register_profile(
    "segue", deadline=None, suppress_health_check=[
        hypothesis.HealthCheck.too_slow, hypothesis.HealthCheck.function_scoped_fixture,
    ],
)  # fmt: skip
hypothesis.settings.load_profile("segue")
os.environ["DO_NOT_TRACK"] = "1"
# Each command of dbt writes the manifest twice, which takes longer than a small build.
os.environ["DBT_WRITE_JSON"] = "false"
os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"

# The default searches all objects for cycles so often that dbt spends a fifth of its time there.
gc.set_threshold(20_000, 20, 20)
# dbt's own, for its tests: each macro is parsed once in a process, and not for every project
enable_test_caching()

# Clusters of three nodes, one at a time: they wait most of the time, and leave it to the others.
# The first three share a cluster.
WAITING = (
    "tests/segue/cluster/test_backup.py",
    "tests/segue/cluster/test_cluster.py",
    "tests/segue/cluster/test_rotation.py",
    "tests/deploy/test_postgres_node.py",
)
# What begins first, the longest before the others, so that nothing long ends late
LONG = (
    *WAITING,
    "tests/dbt_project/",
    "tests/recommender/behaviour/",
    "tests/e2e/",
    "tests/test_main_job.py",
    "tests/deploy/test_images.py",
)
# Fixtures that take long to make, and what the files that use one have in common
SLOW_FIXTURES = {
    "demo_index": "the index of the demo",
    "demo_warehouse": "the built demo",
    "open_page": "the built demo",
    "history": "the built rows of every source",
    "built_warehouse": "the built rows of every source",
    "warehouse": "the built rows of every source",
    "manifest": "the built rows of every source",
}


# Whatever was connected by SQLAlchemy since the last file of tests ended
ENGINES: WeakSet[Engine] = WeakSet()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that need Postgres, and put those first that take long."""
    for item in items:
        if {"server", "streaming"} & set(getattr(item, "fixturenames", ())):
            item.add_marker("database")
    items.sort(key=lambda item: [not item.nodeid.startswith(long) for long in LONG])


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Give all files of a slow fixture to one process: two would make it twice.

    Those that mostly wait are with one process too. The groups of xdist 3.8 would do that, but
    pytest 9.2 ignores the name it gives to a test.
    """
    from xdist.scheduler import LoadFileScheduling

    class BySlowFixture(LoadFileScheduling):  # type: ignore[misc]
        def _split_scope(self, nodeid: str) -> str:
            file = super()._split_scope(nodeid)
            return "waiting" if file in WAITING else _shared_by(config.rootpath / file)

    return BySlowFixture(config, log) if config.getvalue("dist") == "loadfile" else None


@cache
def _shared_by(file: Path) -> str:
    # the process that hands out the tests collects none, so that it knows no fixtures
    signatures = " ".join(re.findall(r"^ *def \w+\(([^)]*)", file.read_text(), re.MULTILINE))
    names = re.findall(r"\w+", signatures)
    return next((SLOW_FIXTURES[name] for name in names if name in SLOW_FIXTURES), str(file))


@event.listens_for(Engine, "engine_connect")
def _remember_engine(connection: Connection) -> None:
    ENGINES.add(connection.engine)


@pytest.fixture(scope="module", autouse=True)
def _no_connections_left() -> Iterator[None]:
    """Close what the apps of a file keep open: a process makes hundreds, the server takes 80."""
    yield
    while ENGINES:
        ENGINES.pop().dispose()


@pytest.fixture(scope="session")
def home() -> Iterator[Path]:
    """Return a SEGUE_HOME that no person uses.

    It lies beside pytest's own folders: those close again whenever another pytest starts, and
    the server's account has to walk here when root runs the tests.
    """
    with TemporaryDirectory(prefix="segue-tests-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture(scope="session")
def server(home: Path) -> Iterator[EmbeddedPostgres]:
    """Start an embedded Postgres for this run of the tests, and stop it at the end.

    `SEGUE_TEST_DATABASE_URL` names another server, or a cluster, in which databases are made.
    """
    if given := os.environ.get("SEGUE_TEST_DATABASE_URL"):
        yield cast("EmbeddedPostgres", SimpleNamespace(url=lambda: given))
        return
    postgres = EmbeddedPostgres(home / "pg18")
    postgres.start()
    _trade_durability_for_speed(postgres.url())
    _make_sign_in_quick(postgres)
    yield postgres
    postgres.stop()


@pytest.fixture(scope="session")
def streaming(home: Path) -> Iterator[Streaming]:
    """Start a primary with two standbys; a test that fails over leaves three servers behind."""
    servers = Streaming(home / "streaming")
    servers.start()
    yield servers
    servers.stop()


def _trade_durability_for_speed(url: str) -> None:
    """Let the tests' server lose its data when the machine stops: nobody needs them then."""
    with psycopg.connect(url, autocommit=True) as connection:
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(sql.SQL("alter system set {} = off").format(sql.Identifier(name)))
        connection.execute("select pg_reload_conf()")


def _make_sign_in_quick(postgres: EmbeddedPostgres) -> None:
    """Hash the password once instead of 4,096 times: dbt connects anew for each of its nodes."""
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        connection.execute("set scram_iterations = 1")
        change = sql.SQL("alter role current_user password {}")
        connection.execute(change.format(sql.Literal(postgres.password())))


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
    # the options of a cluster's address stay: without them, its standbys would be asked to write
    url = urlsplit(server.url())._replace(path=f"/{name}").geturl()
    prepare(url)
    return url


@contextmanager
def quick_fit(part: int = 2, *, tries_vectors: bool = True) -> Iterator[None]:
    """Let the weights be fitted in one of `part` of the trials: a worse fit is a harder gate.

    Without `tries_vectors` the parameters of the vectors keep their defaults.
    """
    from recommender.scoring.parameters import Parameters
    from recommender.tuning import search

    optimise, defaults = search.optimise_weights, Parameters()
    one_each = {name: (getattr(defaults, name),) for name in search.VECTOR_GRIDS}
    grids = search.VECTOR_GRIDS if tries_vectors else one_each

    def with_fewer_trials(
        folds: Any, start: Any, limits: Any, given: Any, max_trials: int = search.MAX_TRIALS
    ) -> Any:
        return optimise(folds, start, limits, given, max_trials // part)

    with (
        patch.object(search, "optimise_weights", with_fewer_trials),
        patch.object(search, "VECTOR_GRIDS", grids),
    ):
        yield


def _build(url: str) -> None:
    """Build without the unit tests, which read no database: test_warehouse_build runs them.

    Nothing that reads such a warehouse asks how good its fit is.
    """
    without = patch.dict(os.environ, DBT_EXCLUDE_RESOURCE_TYPES="unit_test")
    with quick_dbt(), quick_fit(part=8, tries_vectors=False), without:
        warehouse.build(url)


@pytest.fixture(scope="session")
def demo_warehouse(database_url: str, server: EmbeddedPostgres) -> str:
    """Return the URL of a database into which the demo was ingested and built by dbt."""
    url = _fresh_database(server, "demo_warehouse")
    assert ingestion.run("demo", [], url).exit_code == 0
    _build(url)
    return url


@pytest.fixture(scope="session")
def real_warehouse(database_url: str, server: EmbeddedPostgres, shared_data: Path) -> str:
    """Return the URL of a database built from the real track file."""
    url = _fresh_database(server, "real_warehouse")
    assert ingestion.run("tracks", [shared_data / "spotify_songs.csv.gz"], url).exit_code == 0
    _build(url)
    return url


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of real data, or skip: it lies beside the project, not in it."""
    folder = PROJECT_ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"the real data is not here: expected the folder {folder}")
    return folder
