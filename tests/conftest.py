"""Fixtures that every package's tests share: a database of their own, and the real data."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar

import hypothesis
import psycopg
import pytest
from psycopg import sql

import ingestion
from segue.cli import warehouse
from segue.cli.prepare import prepare
from segue.embedded import EmbeddedPostgres
from segue.settings import PROJECT_ROOT, settings

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

GROUPS = pytest.StashKey[TemporaryDirectory[str]]()


# Fixtures that take long to make: the files that share one run in one process, and first.
SLOW_FIXTURES = ("real_warehouse", "learned", "demo_warehouse", "warehouse", "history")
LONG_FOLDERS = ("recommender", "dbt_project")  # those begin early, so that they do not end late


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark the tests that need Postgres; put first the files that take long, for xdist too."""
    groups: dict[str, str] = {}
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        if "server" in fixtures:
            item.add_marker("database")
        slow = next((name for name in SLOW_FIXTURES if name in fixtures), "")
        file = item.nodeid.partition("::")[0]
        groups[file] = groups.get(file) or slow
    items.sort(key=lambda item: _turn(item.nodeid.partition("::")[0], groups))
    if hasattr(config, "workerinput"):
        folder = Path(config.workerinput["groups"])
        (folder / config.workerinput["workerid"]).write_text(json.dumps(groups))


def _turn(file: str, groups: dict[str, str]) -> int:
    order = (*SLOW_FIXTURES, *LONG_FOLDERS)
    words = (groups[file], file.removeprefix("tests/").partition("/")[0])
    return next((turn for turn, name in enumerate(order) if name in words), len(order))


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a process of xdist where to write which files belong together."""
    folder = node.config.stash.setdefault(GROUPS, TemporaryDirectory(prefix="segue-tests-"))
    node.workerinput["groups"] = folder.name


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Give all files of a slow fixture to one process.

    The groups of xdist 3.8 would do that, but pytest 9.2 ignores the name it gives to a test.
    """
    from xdist.scheduler import LoadScopeScheduling

    class BySlowFixture(LoadScopeScheduling):  # type: ignore[misc]
        groups: ClassVar[dict[str, str]] = {}

        def _split_scope(self, nodeid: str) -> str:
            if not self.groups:
                written = next(Path(config.stash[GROUPS].name).iterdir())
                self.groups.update(json.loads(written.read_text()))
            file = nodeid.partition("::")[0]
            return self.groups.get(file) or file

    return BySlowFixture(config, log) if config.getvalue("dist") == "loadfile" else None


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
    """Start an embedded Postgres for this run of the tests, and stop it at the end."""
    postgres = EmbeddedPostgres(home / "pg18")
    postgres.start()
    _trade_durability_for_speed(postgres.url())
    yield postgres
    postgres.stop()


def _trade_durability_for_speed(url: str) -> None:
    """Let the tests' server lose its data when the machine stops: nobody needs them then."""
    with psycopg.connect(url, autocommit=True) as connection:
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(sql.SQL("alter system set {} = off").format(sql.Identifier(name)))
        connection.execute("select pg_reload_conf()")


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
