"""Fixtures that every package's tests share: a database of their own, and the real data."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from segue.embedded import EmbeddedPostgres
from segue.prepare import prepare
from segue.settings import PROJECT_ROOT, settings

os.environ["DO_NOT_TRACK"] = "1"
os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"


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


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of real data, or skip: it lies beside the project, not in it."""
    folder = PROJECT_ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"the real data is not here: expected the folder {folder}")
    return folder
