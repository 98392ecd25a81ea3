"""Failures of the cluster under load: acknowledged verdicts lost, reads answered, time to write.

python -m benchmarks.failover [--seed N] [--rate N] [--backup]

Three nodes are started in a folder of the benchmark's own, the demo is built on them, and the app
serves it. Twenty failures follow each other while listeners give verdicts and read lists through
the API. Everything runs on this machine, so that a cut network is a node whose processes are
paused, and a full disk is a limit of the size of files.
"""

import argparse
import contextlib
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import psycopg
import requests
from psycopg import sql

from benchmarks.failover_cost import print_cost
from benchmarks.failover_faults import COUNTS, FAULTS, Fault, give_space, shuffled_faults
from benchmarks.failover_load import ApiClient, Load
from segue.cluster import Cluster
from segue.embedded import free_port
from segue.settings import PROJECT_ROOT

WRITERS, READERS = 8, 4
STEADY_S = 3.0
BACK_WITHIN_S = 90.0


@dataclass(frozen=True)
class Outcome:
    """One failure, and the longest time without an acknowledged write that followed it."""

    kind: str
    node: str
    seconds_without_write: float


def run_faults(cluster: Cluster, load: Load, faults: list[Fault], seed: int) -> list[Outcome]:
    """Bring about one failure after the other, each in a cluster that has healed."""
    chance = random.Random(seed)  # noqa: S311
    outcomes = []
    for fault in faults:
        time.sleep(STEADY_S)
        status = cluster.status()
        if status.primary is None:
            raise AssertionError("expected a healed cluster to have a primary")
        nodes = [node.name for node in status.standbys if not fault.is_of_primary]
        node = chance.choice(nodes or [status.primary.name])
        began = time.monotonic()
        fault.bring_about(cluster, node)
        _wait_for_writes(cluster, load, began)
        outcomes.append(Outcome(fault.kind, node, load.writes.longest_gap_s(began)))
        after = cluster.status().primary
        print(
            f"{fault.kind} ({node}): {outcomes[-1].seconds_without_write:.1f} s without a write, "
            f"then the primary is {after.name if after else 'unknown'}",
            flush=True,
        )
        if fault is FAULTS["the primary's disk full"]:
            give_space(cluster, node)
        cluster.heal(node)
        _wait_until_healthy(cluster)
    return outcomes


def _wait_for_writes(cluster: Cluster, load: Load, began: float) -> None:
    """Wait until writes are acknowledged again; a failure that bars none is over at once."""
    end = began + BACK_WITHIN_S
    time.sleep(STEADY_S)
    while not _writes_flow(load):
        if time.monotonic() > end:
            raise AssertionError(
                f"expected writes within {BACK_WITHIN_S:.0f} s, got {load.writes.failed[-3:]} "
                f"with {cluster.status()}"
            )
        time.sleep(0.5)


def _writes_flow(load: Load) -> bool:
    return bool(load.writes.acknowledged) and (
        time.monotonic() - load.writes.acknowledged[-1][0] < STEADY_S / 3
    )


def _wait_until_healthy(cluster: Cluster) -> None:
    end = time.monotonic() + BACK_WITHIN_S
    while not cluster.status().is_healthy:
        if time.monotonic() > end:
            raise AssertionError(f"expected all nodes to serve, got {cluster.status()}")
        time.sleep(0.5)


def count_lost_and_doubled(acknowledged: list[Any], stored: list[Any]) -> tuple[int, int]:
    """Return how many acknowledged writes are missing, and how many rows are there twice."""
    rows = Counter(stored)
    lost = sum(each not in rows for each in acknowledged)
    return lost, sum(count - 1 for count in rows.values())


@contextlib.contextmanager
def served_demo(folder: Path, cluster: Cluster) -> Iterator[str]:
    """Build the demo on the cluster, serve it, and give the root of the API."""
    # nothing but DATABASE_URL says that there is a cluster
    environment = {
        **os.environ,
        "DATABASE_URL": cluster.url(),
        "SEGUE_HOME": str(folder / "app"),
        "SEGUE_RATE_LIMIT": "off",
    }
    segue = [sys.executable, "-c", "from segue.cli import main; main()"]
    up = [*segue, "up", "--source", "demo", "--no-serve"]
    with open(folder / "app.log", "wb") as log:
        options: dict[str, Any] = {"cwd": PROJECT_ROOT, "env": environment, "stdout": log}
        subprocess.run(up, check=True, stderr=log, **options)
        port = free_port()
        server = subprocess.Popen([*segue, "serve", "--port", str(port)], stderr=log, **options)
        root = f"http://127.0.0.1:{port}/api/v1"
        try:
            _wait_for_api(root)
            yield root
        finally:
            server.terminate()
            server.wait(30)


def _wait_for_api(root: str) -> None:
    end = time.monotonic() + BACK_WITHIN_S
    while True:
        with contextlib.suppress(requests.RequestException):
            if requests.get(f"{root}/tracks", timeout=5).ok:
                return
        if time.monotonic() > end:
            raise AssertionError(f"expected the API to answer at {root}, got nothing")
        time.sleep(0.3)


def _rows(url: str, query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(url) as connection:
        return connection.execute(sql.SQL(query)).fetchall()


def print_table(outcomes: list[Outcome]) -> None:
    """Print the time without writes by kind of failure."""
    by_kind = defaultdict(list)
    for outcome in outcomes:
        by_kind[outcome.kind].append(outcome.seconds_without_write)
    print("\n| failure | times | seconds without a write: median | longest |")
    print("| --- | ---: | ---: | ---: |")
    for kind in COUNTS:
        if by_kind[kind]:
            times = by_kind[kind]
            print(f"| {kind} | {len(times)} | {median(times):.1f} | {max(times):.1f} |")


def main() -> None:
    """Run all failures and print what became of the writes and reads."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=13)
    parser.add_argument("--rate", type=float, default=200.0, help="writes in a second")
    parser.add_argument("--backup", action="store_true", help="archive the log of all nodes")
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="segue_failover_"))
    folder.chmod(0o755)  # the servers' account has to walk here when root runs this
    cluster = Cluster(folder / "cluster", folder / "backup" if given.backup else None)
    try:
        cluster.start()
        with served_demo(folder, cluster) as root:
            measure(cluster, root, given.seed, given.rate)
    except BaseException:
        print(f"the logs are in {folder}")
        raise
    finally:
        cluster.stop()
    shutil.rmtree(folder, ignore_errors=True)


def measure(cluster: Cluster, root: str, seed: int, rate: float) -> None:
    """Run the failures under load and print the table."""
    tracks = [row[0] for row in _rows(cluster.url(), "select track_id from marts.fact_tracks")]
    writers = [ApiClient(root, tracks, thread * 17) for thread in range(WRITERS)]
    readers = [ApiClient(root, tracks, thread * 29) for thread in range(READERS)]
    began = time.monotonic()
    with Load(writers, readers, rate) as load:
        print_cost(cluster, load)
        outcomes = run_faults(cluster, load, shuffled_faults(seed), seed)
    stored = "select profile_id::text, track_id, verdict from app.feedback"
    acknowledged = [done for _, done in load.writes.acknowledged]
    lost, doubled = count_lost_and_doubled(acknowledged, _rows(cluster.url(), stored))
    print_table(outcomes)
    print(
        f"\n{len(acknowledged):,} verdicts acknowledged in {time.monotonic() - began:.0f} s: "
        f"{lost} lost, {doubled} doubled\n"
        f"{len(load.reads.acknowledged) + len(load.reads.failed):,} reads: "
        f"{load.reads.share_answered:.4%} answered"
    )
    for reason, count in Counter(reason for _, reason in load.reads.failed).most_common(5):
        print(f"{count} reads: {reason}")


if __name__ == "__main__":
    main()
