"""Workers that ended are replaced whoever noticed it, and only useless starts end the server."""

import os
import time
from typing import Any

import pytest
from granian.constants import Interfaces

from api.workers import MANY_STARTS, WITHIN_S, Workers


class Worker:
    """A worker without a process."""

    def __init__(self, is_well: bool = False) -> None:
        self.is_well = is_well

    def is_alive(self) -> bool:
        """Return whether it has not ended."""
        return self.is_well

    def start(self) -> None:
        """Do nothing."""


class FakeWorkers(Workers):
    """Starts no processes; of the new workers, so many end at once."""

    def run(self, workers: list[Worker], n_failing: int) -> list[int]:
        """Replace workers until all are well, and return the places of those that were."""
        self.replaced: list[int] = []
        self.wrks, self.n_failing = workers, n_failing
        self._serve_loop(None, None)
        return self.replaced

    def _spawn_worker(self, idx: int, *_: Any) -> Any:
        self.replaced.append(idx)
        self.interrupt_signal = len(self.replaced) > self.n_failing and self._are_well(idx)
        return Worker(is_well=len(self.replaced) > self.n_failing)

    def _are_well(self, but: int) -> bool:
        return all(one.is_alive() for place, one in enumerate(self.wrks) if place != but)


@pytest.fixture
def workers(tmp_path) -> FakeWorkers:
    return FakeWorkers(tmp_path / "started", target="a:b", interface=Interfaces.WSGI, workers=2)


def test_a_worker_is_replaced_though_no_thread_reported_its_end(workers):
    assert workers.run([Worker(True), Worker()], n_failing=0) == [1]  # granian waits for ever


def test_workers_that_end_together_and_soon_again_are_all_replaced(workers):
    assert workers.run([Worker(), Worker()], n_failing=1) == [0, 1, 0]
    assert not workers.has_failed


def test_workers_that_never_have_their_app_end_the_server(workers):
    replaced = workers.run([Worker(), Worker(True)], n_failing=MANY_STARTS)
    assert workers.has_failed
    assert len(replaced) == MANY_STARTS - 1


def test_any_number_of_workers_that_had_their_app_may_be_killed(workers, tmp_path):
    (tmp_path / "started").touch()
    replaced = workers.run([Worker(), Worker(True)], n_failing=MANY_STARTS)
    assert not workers.has_failed
    assert len(replaced) == MANY_STARTS + 1


def test_an_app_of_long_ago_is_no_sign_that_workers_start(workers, tmp_path):
    (tmp_path / "started").touch()
    os.utime(tmp_path / "started", times=(0, time.time() - WITHIN_S - 1))
    workers.run([Worker(), Worker(True)], n_failing=MANY_STARTS)
    assert workers.has_failed
