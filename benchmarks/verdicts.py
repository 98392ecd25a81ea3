"""Verdicts of many clients while workers and the database are killed: none may be lost.

python -m benchmarks.verdicts [--verdicts N] [--clients N] [--seed N]

An embedded Postgres of its own has a small catalogue, and `segue serve` two workers. Each client is
a listener who sends one verdict after the other and repeats it until it is acknowledged. Meanwhile
workers, and now and then all processes of the database, get SIGKILL. At the end the database must
have each acknowledged verdict exactly once, and no other.
"""

import argparse
import http.client
import json
import random
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg

from benchmarks.api import api_server
from benchmarks.own_server import own_server
from segue.cli.prepare import prepare
from segue.embedded import EmbeddedPostgres

VERDICTS = ("like", "dislike", "never")
N_TRACKS = 500
ACKNOWLEDGED_BETWEEN = (20, 120)  # two kills
STORED = """
select feedback.profile_id::text, feedback.track_id, feedback.verdict
from app.feedback as feedback
"""
Key = tuple[str, str]


class Faults(threading.Thread):
    """Kills a worker now and then, and the database every fifth time.

    The next one is killed when some more verdicts have been acknowledged, so that as many are
    killed on a slow machine as on a fast one.
    """

    def __init__(
        self, parent: int, server: EmbeddedPostgres, listeners: list["Listener"], seed: int
    ) -> None:
        super().__init__(daemon=True)
        self._listeners = listeners
        self.counts = {"workers": 0, "database": 0}
        self._parent, self._server = psutil.Process(parent), server
        self._random = random.Random(seed)  # noqa: S311
        self._ended = threading.Event()

    def run(self) -> None:
        """Kill until `end`."""
        next_at = self._random.randint(*ACKNOWLEDGED_BETWEEN)
        while not self._ended.wait(0.01):
            n_acknowledged = sum(one.n_acknowledged for one in self._listeners)
            if n_acknowledged < next_at:
                continue
            next_at = n_acknowledged + self._random.randint(*ACKNOWLEDGED_BETWEEN)
            if self._random.random() < 0.2:
                self.counts["database"] += 1
                kill_database(self._server)
                self._server.start()
            else:
                self._kill_worker()

    def end(self) -> None:
        """Kill no more, and leave the database running."""
        self._ended.set()
        self.join()

    def _kill_worker(self) -> None:
        workers = []
        for child in self._parent.children():
            with suppress(psutil.ZombieProcess, psutil.NoSuchProcess):  # killed before
                if "resource_tracker" not in " ".join(child.cmdline()):
                    workers.append(child)
        if workers:
            self.counts["workers"] += 1
            with suppress(psutil.NoSuchProcess):
                self._random.choice(workers).kill()


class Listener:
    """A client with a profile of its own; `acknowledged` are its verdicts by track."""

    def __init__(self, base: str, seed: int) -> None:
        self._host = base.removeprefix("http://")
        self._random = random.Random(seed)  # noqa: S311
        self._cookie = ""
        self._connection: http.client.HTTPConnection | None = None
        self.acknowledged: dict[str, str] = {}
        self.n_sent = self.n_acknowledged = 0

    def judge(self, tracks: list[str], number: int) -> None:
        """Send so many verdicts, each until it is acknowledged; the last one on a track counts."""
        for _ in range(number):
            track, verdict = self._random.choice(tracks), self._random.choice(VERDICTS)
            while not self._send("PUT", f"/api/v1/feedback/{track}", {"verdict": verdict}):
                time.sleep(0.05)
            self.acknowledged[track] = verdict
            self.n_acknowledged += 1

    def become(self, track: str) -> None:
        """Get the cookie of a new profile."""
        while not self._send("GET", f"/api/v1/tracks/{track}/recommendations", None):
            time.sleep(0.05)

    def is_seen_by_the_next_request(self) -> bool:
        """Return whether the listener's first page has the newest verdicts."""
        while not self._send("GET", "/api/v1/feedback?limit=100", None):
            time.sleep(0.05)
        seen = {one["track"]["track_id"]: one["verdict"] for one in self._answer["items"]}
        return all(self.acknowledged[track] == verdict for track, verdict in seen.items())

    def _send(self, method: str, path: str, body: object) -> bool:
        self.n_sent += 1
        try:
            if self._connection is None:
                self._connection = http.client.HTTPConnection(self._host, timeout=30)
            headers = {"Cookie": self._cookie} if self._cookie else {}
            if body is not None:
                headers["Content-Type"] = "application/json"
            text = None if body is None else json.dumps(body)
            self._connection.request(method, path, text, headers)
            answer = self._connection.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException):
            self._connection = None
            return False
        assert answer.status in (200, 201, 503), (answer.status, content)
        if answer.status == http.HTTPStatus.SERVICE_UNAVAILABLE:
            return False
        self._answer = json.loads(content)
        self._cookie = self._cookie or (answer.headers["Set-Cookie"] or "").split(";")[0]
        return True


def main() -> None:
    """Run it and print what was found."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.verdicts", description=__doc__)
    parser.add_argument("--verdicts", type=int, default=10_000)
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with own_server() as (server, folder):
        fill(server.url())
        print(run(server, folder, options.verdicts, options.clients, options.seed))


def fill(url: str) -> None:
    """Make the tables of the app and a small catalogue."""
    prepare(url)
    with psycopg.connect(url) as connection:
        connection.execute(Path("tests/api/marts.sql").read_text())
        connection.execute(
            "insert into marts.fact_tracks (track_id, track_name, search_text) "
            "select 'v' || number, 'Track ' || number, 'track ' || number "
            "from generate_series(1, %s) as number",
            (N_TRACKS,),
        )


def run(
    server: EmbeddedPostgres, home: Path, n_verdicts: int, n_clients: int, seed: int
) -> dict[str, int]:
    """Return the counts of a run.

    Raises
    ------
    AssertionError
        If a verdict that was acknowledged is missing or differs, or one is there too much.
    """
    url = server.url()
    tracks = [f"v{number}" for number in range(1, N_TRACKS + 1)]
    with api_server(url, home, 2) as served:
        listeners = [Listener(served.base, seed + number) for number in range(n_clients)]
        faults = Faults(served.process.pid, server, listeners, seed)
        faults.start()

        def judge(listener: Listener) -> bool:
            listener.become("1" * 22)
            listener.judge(tracks, n_verdicts // n_clients)
            return listener.is_seen_by_the_next_request()

        try:
            with ThreadPoolExecutor(n_clients) as pool:
                seen = list(pool.map(judge, listeners))
        finally:
            faults.end()
        with psycopg.connect(server.url()) as connection:
            rows = connection.execute(STORED).fetchall()
    assert all(seen), f"{seen.count(False)} listeners did not see their own verdicts"
    stored = sorted((row[1], row[2]) for row in rows)
    expected = sorted(pair for one in listeners for pair in one.acknowledged.items())
    assert len({(row[0], row[1]) for row in rows}) == len(rows)
    assert len({row[0] for row in rows}) == n_clients
    assert stored == expected, f"{len(stored)} verdicts are stored, {len(expected)} were expected"
    n_sent = sum(one.n_sent for one in listeners)
    return {"verdicts": n_verdicts, "requests": n_sent, "on tracks": len(stored), **faults.counts}


def kill_database(server: EmbeddedPostgres) -> None:
    """Kill the postmaster and all its processes at once."""
    pid = int((server.data / "postmaster.pid").read_text().split()[0])
    family = [*psutil.Process(pid).children(recursive=True), psutil.Process(pid)]
    for process in family:
        with suppress(psutil.NoSuchProcess):
            process.send_signal(signal.SIGKILL)
    psutil.wait_procs(family, timeout=10)


if __name__ == "__main__":
    main()
