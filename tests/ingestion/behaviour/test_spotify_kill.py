"""A run killed at any moment goes on from there: no row is lost or doubled, nothing asked twice.

The processes are forked from one that has imported everything, so that a kill costs little. Half
of them are killed after a chosen request, the others at a moment of the load that follows.
"""

import multiprocessing
import os
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import ingestion
from ingestion.demo.server import serve_app
from ingestion.registry import SOURCES
from segue.settings import settings
from tests.ingestion.servers.account import FixedToken, shrink_catalogue, source_at
from tests.ingestion.servers.faults import FaultScript
from tests.ingestion.servers.spotify import create_server_app

SEED = 20261123
KILLS = int(os.environ.get("SEGUE_TEST_KILLS", "10"))
pytestmark = pytest.mark.timeout(300)


def ingest(address: str, token: str, url: str, home: str) -> None:
    """Run the source in a process of its own, against the server at `address`."""
    os.environ.update(SEGUE_HOME=home, DATABASE_URL=url, SEGUE_SPOTIFY_PER_DAY="10000")
    settings.cache_clear()
    SOURCES["spotify"] = source_at(address, lambda *_: FixedToken(token))
    summary = ingestion.run("spotify", [], url)
    os._exit(summary.exit_code)


class Runs:
    """Starts runs against one account, and kills them."""

    def __init__(self, address: str, app: Any, script: FaultScript, url: str) -> None:
        self._forks = multiprocessing.get_context("forkserver")
        self._forks.set_forkserver_preload(["dlt", "spotipy", "ingestion.load.pipeline", __name__])
        home = str(settings().home)
        self._arguments = (address, app.config["TOKEN"], url, home)
        self.script, self._came = script, threading.Condition()
        answer = script.next_fault

        def counted(path: str) -> str | None:
            with self._came:
                self._came.notify_all()
            return answer(path)

        script.next_fault = counted

    def start(self) -> Any:
        """Start a run."""
        process = self._forks.Process(target=ingest, args=self._arguments)
        process.start()
        return process

    def kill_after(self, number: int, seconds: float) -> bool:
        """Kill a run some time after its request `number`; return whether it was still alive."""
        before, process = len(self.script.requests), self.start()
        with self._came:
            while process.is_alive() and len(self.script.requests) - before < number:
                self._came.wait(0.05)
        process.join(seconds)
        was_alive = process.is_alive()
        if was_alive:
            os.kill(process.pid, signal.SIGKILL)
        process.join()
        return was_alive

    def finish(self) -> float:
        """Let a run end by itself; return how long it took after its last request."""
        process = self.start()
        number, last = 0, time.monotonic()
        while process.is_alive():
            if len(self.script.requests) != number:
                number, last = len(self.script.requests), time.monotonic()
            process.join(0.01)
        assert process.exitcode == 0
        return time.monotonic() - last


@pytest.fixture
def runs(raw_url: str, wipe: Callable) -> Iterator[Runs]:
    small = shrink_catalogue(saved=70, plays=55, playlists=4, entries=slice(9))
    script = FaultScript()
    app = create_server_app(small, "dev", faults=script, tracks_with_album=3)
    wipe()
    with serve_app(app) as address:
        yield Runs(address, app, script, raw_url)


def answered(paths: list[str]) -> int:
    """Return how many requests gave an answer to keep: batches are refused, and asked for anew."""
    return sum(not path.endswith("/") for path in paths)


def test_killed_again_and_again_it_ends_with_the_rows_of_an_undisturbed_run(
    runs, loaded_rows, wipe
):
    paths, moments = runs.script.requests, random.Random(SEED)
    loading = runs.finish()
    undisturbed, number = loaded_rows(), answered(paths)
    assert all(undisturbed[name] for name in ("tracks", "plays", "playlist_items", "artists"))
    wipe()
    paths.clear()
    killed = [0]  # how many were killed since the tables were empty
    for kill in range(4 * KILLS):
        if sum(killed) == KILLS:
            break
        left = max(0, number - answered(paths))
        if kill % 2 and left > KILLS:  # while it asks
            alive = runs.kill_after(moments.randint(1, 2 * left // KILLS), 0.0)
        else:  # while it loads what it got
            alive = runs.kill_after(left, moments.uniform(0, loading))
        killed[-1] += alive
        found = loaded_rows()
        assert not any(found.values()) or found == undisturbed  # whole or nothing
        if any(found.values()):  # so that the next one has something to be killed in
            assert answered(paths) <= number + killed[-1]
            wipe()
            paths.clear()
            killed.append(0)
    runs.finish()
    assert loaded_rows() == undisturbed
    # a killed run has lost the answer that it waited for, and no other
    assert answered(paths) <= number + killed[-1]
    assert sum(killed) == KILLS
