"""A maker of the files of builds in the process of the tests."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.db.build_files import make_folder
from api.db.followed_build import FollowedBuild


@pytest.fixture(autouse=True)
def closed_files() -> Iterator[None]:
    """Free the app of a test: each array that it has mapped holds a file open."""
    yield
    gc.collect()


@pytest.fixture
def maker(project: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bool]]:
    """Make files in this process instead of another one; give a list of the runs."""
    runs: list[bool] = []

    class Done:
        returncode, stderr = 0, b""

    def run(self: FollowedBuild, has_older: bool) -> bool:
        runs.append(has_older)
        make_folder(self._app, has_older)
        return True

    monkeypatch.setattr(FollowedBuild, "_make", run)
    yield runs
