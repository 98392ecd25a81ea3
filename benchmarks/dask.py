"""The lists on two Dask workers of this machine, beside the same lists without Dask.

python -m benchmarks.dask [--size N] [--rounds N]

Both in turns, with CPU seconds of all processes; the rows are compared bit for bit. Then what it
costs to send the data to the workers, and to read lists from them.
"""

import argparse
import pickle
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields

import psutil
from distributed import Client

from benchmarks.dask_cluster import DaskCluster, start_cluster
from benchmarks.growth import SECONDS
from benchmarks.list_growth import choose_partitions
from benchmarks.records import record
from benchmarks.search import build_catalogue
from recommender.ranking.lists import ListPartitions, RankedLists
from recommender.scoring.parameters import Parameters
from recommender.search.dask_partitions import DaskExecutor
from recommender.search.dask_worker import prepare
from recommender.search.partitions import LOCAL, Executor

ASKED = 1.5  # times the CPU seconds of this machine alone
N_WORKERS = 2
MEBIBYTE = 2**20


def main() -> None:
    """Compare, and print the ratio."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.dask", description=__doc__)
    parser.add_argument("--size", type=int, default=100_000, help="number of tracks")
    parser.add_argument("--rounds", type=int, default=2)
    options = parser.parse_args()
    partitions = choose_partitions(build_catalogue(options.size, True, Parameters()))
    print(f"{options.size:,} tracks, {partitions.n_partitions:,} partitions", flush=True)
    with start_cluster(N_WORKERS) as cluster:
        executor = DaskExecutor(cluster.address, timeout_s=60)
        while executor.check().n_workers < N_WORKERS:
            time.sleep(0.1)
        clock = _Clock(cluster, options.size)
        rounds = [_compare(executor, partitions, clock) for _ in range(options.rounds)]
        _measure_overheads(executor, partitions, clock)
    _report(rounds, options.size)


@dataclass(frozen=True)
class _Seconds:
    cpu: float
    wall: float


class _Clock:
    """CPU seconds of this process and of those of a cluster."""

    def __init__(self, cluster: DaskCluster, size: int) -> None:
        processes = (cluster.scheduler, *cluster.processes)
        self._processes = [psutil.Process(process.pid) for process in processes]
        self._size = size
        self.last = _Seconds(0, 0)

    @contextmanager
    def measured(self) -> Iterator[None]:
        """Measure what runs inside as `last`."""
        cpu, wall = self._cpu(), time.monotonic()
        yield
        self.last = _Seconds(self._cpu() - cpu, time.monotonic() - wall)

    def report(self, work: str, mebibytes: float | None = None) -> None:
        """Print and record the last measurement."""
        size = "" if mebibytes is None else f", {mebibytes:.0f} MiB"
        print(f"{work}: {self.last.cpu:.2f} CPU s, {self.last.wall:.2f} s{size}", flush=True)
        record("dask", work, SECONDS, self.last.cpu, self._size)
        record("dask", work, "s", self.last.wall, self._size)
        if mebibytes is not None:
            record("dask", work, "MiB", mebibytes, self._size)

    def report_memory(self) -> None:
        """Print and record the memory of the largest worker."""
        held = max(process.memory_info().rss for process in self._processes[1:]) / MEBIBYTE
        print(f"memory of a worker: {held:.0f} MiB")
        record("dask", "worker", "MiB", held, self._size)

    def _cpu(self) -> float:
        times = [process.cpu_times() for process in self._processes]
        return time.process_time() + sum(used.user + used.system for used in times)


def _compare(
    executor: DaskExecutor, partitions: ListPartitions, clock: _Clock
) -> tuple[_Seconds, _Seconds]:
    """Return the seconds without and with Dask."""

    def run(place: Executor) -> tuple[list[RankedLists], _Seconds]:
        with clock.measured():
            lists = list(place.map(partitions))
        return lists, clock.last

    expected, alone = run(LOCAL)
    lists, on_dask = run(executor)
    for found, wanted in zip(lists, expected, strict=True):
        for field in fields(RankedLists):
            one, other = (getattr(part, field.name) for part in (found, wanted))
            if one.dtype != other.dtype or one.tobytes() != other.tobytes():
                raise SystemExit(f"the lists differ in {field.name}; they have to be identical")
    return alone, on_dask


def _measure_overheads(executor: DaskExecutor, partitions: ListPartitions, clock: _Clock) -> None:
    """Report the cost to connect, to send the data, and to read lists."""
    with clock.measured():
        executor.check()
    clock.report("connection")
    sent = len(pickle.dumps(partitions, protocol=5)) / MEBIBYTE
    with Client(executor.address, set_as_default=False) as client:
        with clock.measured():
            shared = client.scatter(partitions, hash=False)
            client.gather(
                [client.submit(prepare, shared, workers=[one], pure=False)
                 for one in client.nthreads()]
            )  # fmt: skip
        clock.report("sending", sent)
        lists = client.submit(_run_first, shared, 32, pure=False)
        lists.result()
        clock.report_memory()
        with clock.measured():
            found = client.gather(lists)
        clock.report("reading", len(pickle.dumps(found, protocol=5)) / MEBIBYTE)


def _run_first(partitions: ListPartitions, n_partitions: int) -> list[RankedLists]:
    n_partitions = min(n_partitions, partitions.n_partitions)
    return [partitions.run(number) for number in range(n_partitions)]


def _report(rounds: list[tuple[_Seconds, _Seconds]], size: int) -> None:
    """Print and record the medians of the rounds, and their ratio."""
    for work, runs in zip(("this machine", "two workers"), zip(*rounds, strict=True), strict=True):
        cpu, wall = (statistics.median(getattr(run, name) for run in runs) for name in _NAMES)
        print(f"{work}: {cpu:.1f} CPU s, {wall:.1f} s")
        record("dask", work, SECONDS, cpu, size)
        record("dask", work, "s", wall, size)
    ratios = [
        statistics.median(getattr(two, name) / getattr(one, name) for one, two in rounds)
        for name in _NAMES
    ]
    kept = "at most" if ratios[0] <= ASKED else "NOT"
    print(
        f"the same rows, {ratios[0]:.2f} times the CPU seconds ({kept} {ASKED}), "
        f"{ratios[1]:.2f} times the time"
    )
    record("dask", "two workers", "CPU s, times those of this machine", ratios[0], size)
    record("dask", "two workers", "s, times those of this machine", ratios[1], size)


_NAMES = ("cpu", "wall")


if __name__ == "__main__":
    main()
