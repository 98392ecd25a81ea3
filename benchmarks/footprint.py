"""What Segue needs: memory of each step, and disk, for catalogues of several sizes.

python -m benchmarks.footprint [--sizes N N ...]

Each size has a Postgres of its own, filled with invented tracks that have features, and with
playlists of a hundred of them, one for each hundred tracks. Every step is a process of its own.
Memory is the greatest sum over the processes of the step, and over those of Postgres: of memory
that several share, each has its part (PSS). The app is measured after lists that need its index.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import numpy as np
import psutil
import psycopg

from benchmarks.build import INGEST, ONCE, PER_PLAYLIST, track_ids, write_playlists
from benchmarks.invented_files import write_tracks
from benchmarks.own_server import own_server
from benchmarks.records import record
from segue.cli.prepare import prepare
from segue.embedded import free_port

SECONDS_BETWEEN_SAMPLES = 0.25
SECONDS_TO_LOAD = 1800
SERVE = "import sys\nfrom api.server import serve\nif __name__ == '__main__': serve(port={port})\n"
MIB = 1024 * 1024
TABLES = """
    select oid::regclass::text, greatest(reltuples, 0)::bigint, pg_total_relation_size(oid)
    from pg_class
    where relkind = 'r' and pg_total_relation_size(oid) > pg_database_size(current_database()) / 100
    order by 3 desc
"""


@dataclass(frozen=True)
class Step:
    """One step: its duration, and the peaks of its own memory and of Postgres'."""

    name: str
    seconds: float
    own_mib: float
    postgres_mib: float


class Peak:
    """Greatest memory of a tree of processes and of Postgres while a block runs."""

    def __init__(self, pid: int, postgres_pid: int) -> None:
        self.own = self.postgres = 0
        self._pids = (pid, postgres_pid)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)

    def __enter__(self) -> "Peak":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _sample(self) -> None:
        while not self._ended.wait(SECONDS_BETWEEN_SAMPLES):
            own, postgres = (_memory(pid) for pid in self._pids)
            self.own, self.postgres = max(self.own, own), max(self.postgres, postgres)


def main() -> None:
    """Measure each size and print a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.footprint", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000])
    sizes = parser.parse_args().sizes
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    for size in sizes:
        with own_server() as (server, folder):
            url = server.url()
            prepare(url)
            postgres = int((server.data / "postmaster.pid").read_text().splitlines()[0])
            print(f"\n{size:,} tracks, {max(size // PER_PLAYLIST, 1):,} playlists", flush=True)
            for step in _steps(url, folder, size, postgres):
                print(
                    f"  {step.name:18} {step.seconds:8.1f} s   {step.own_mib:8,.0f} MiB   "
                    f"Postgres {step.postgres_mib:8,.0f} MiB",
                    flush=True,
                )
                record("footprint", step.name, "seconds", step.seconds, size)
                record("footprint", step.name, "peak MiB", step.own_mib, size)
                record("footprint", step.name, "peak MiB of Postgres", step.postgres_mib, size)
            _print_disk(url, server.data, size)


def _steps(url: str, folder: Path, size: int, postgres: int) -> Iterator[Step]:
    tracks, playlists = folder / "tracks.csv", folder / "playlists.csv"
    write_tracks(tracks, size)
    ids = track_ids(tracks)
    write_playlists(playlists, ids, np.random.default_rng(3), max(size // PER_PLAYLIST, 1), "p")
    for source, file in (("tracks", tracks), ("playlists", playlists)):
        command = [sys.executable, "-c", INGEST, source, str(file), url]
        yield _run(f"ingest {source}", command, postgres)
    yield _run("build", [sys.executable, "-c", ONCE, url], postgres)
    yield _run("build again", [sys.executable, "-c", ONCE, url], postgres)
    yield _serve(url, folder, ids[0], postgres)


def _run(name: str, command: list[str], postgres: int) -> Step:
    started = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    with Peak(process.pid, postgres) as peak:
        _, errors = process.communicate()
    if process.returncode:
        raise SystemExit(f"{name} failed: {errors.decode()[-2000:]}")
    return Step(name, time.monotonic() - started, peak.own / MIB, peak.postgres / MIB)


def _serve(url: str, folder: Path, track_id: str, postgres: int) -> Step:
    port = free_port()
    program = folder / "serve.py"
    program.write_text(SERVE.format(port=port))
    environment = {**os.environ, "DATABASE_URL": url, "SEGUE_RATE_LIMIT": "off"}
    started = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, str(program)], env=environment, stderr=subprocess.DEVNULL
    )
    try:
        with Peak(process.pid, postgres) as peak:
            _wait_until_ready(port)
            ready = time.monotonic() - started
            address = f"http://127.0.0.1:{port}/api/v1"
            _answer(f"{address}/tracks?q=amber")
            for diversity in (0, 0.5):
                _answer(f"{address}/tracks/{track_id}/recommendations?diversity={diversity}")
            time.sleep(4 * SECONDS_BETWEEN_SAMPLES)
    finally:
        process.terminate()
        process.wait(timeout=60)
    return Step("serve, until ready", ready, peak.own / MIB, peak.postgres / MIB)


def _wait_until_ready(port: int) -> None:
    deadline = time.monotonic() + SECONDS_TO_LOAD
    while time.monotonic() < deadline:
        try:
            _answer(f"http://127.0.0.1:{port}/readyz")
            return
        except (URLError, ConnectionError):
            time.sleep(SECONDS_BETWEEN_SAMPLES)
    raise SystemExit("expected the app to be ready, but it was not")


def _answer(address: str) -> object:
    with urlopen(address, timeout=SECONDS_TO_LOAD) as answer:  # noqa: S310 - on loopback
        return json.load(answer)


def _memory(pid: int) -> int:
    """Return the bytes of a process and its children; of one that has just ended, nothing."""
    try:
        root = psutil.Process(pid)
        return sum(_pss(process) for process in [root, *root.children(recursive=True)])
    except psutil.Error:
        return 0


def _pss(process: psutil.Process) -> int:
    try:
        return int(process.memory_full_info().pss)
    except (psutil.Error, AttributeError):
        return 0


def _print_disk(url: str, data: Path, size: int) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("checkpoint")
        connection.execute("analyze")
        row = connection.execute("select pg_database_size(current_database())").fetchone()
        tables = connection.execute(TABLES).fetchall()
    assert row is not None
    files = [path for path in data.rglob("*") if path.is_file()]
    wal = sum(path.stat().st_size for path in files if "pg_wal" in path.parts)
    print(f"  database {row[0] / MIB:,.0f} MiB, write-ahead log {wal / MIB:,.0f} MiB")
    record("footprint", "disk", "MiB of the database", row[0] / MIB, size)
    record("footprint", "disk", "MiB of the log", wal / MIB, size)
    for name, rows, size in tables:
        print(f"    {name:36} {rows:12,} rows {size / MIB:8,.0f} MiB")


if __name__ == "__main__":
    main()
