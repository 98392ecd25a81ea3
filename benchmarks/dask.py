"""The lists on two Dask workers of this machine, beside the same lists without Dask.

python -m benchmarks.dask [--compared N] [--sizes N N ...] [--rounds N]

First the lists of one size: CPU seconds of all processes, the rows compared bit for bit, and what
goes over the wire. Then the parts of a build that lists take, at several sizes: seconds of one
thread and bytes, the exponent of their growth, and what that gives for 10^7 and 10^8 tracks. Of
large sizes some partitions are computed, which are extrapolated to all.
"""

import argparse
import pickle
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from typing import TypeVar

import numpy as np
import psutil
from threadpoolctl import threadpool_limits

from benchmarks.dask_cluster import DaskCluster, start_cluster
from benchmarks.growth import exponent
from benchmarks.records import record
from benchmarks.search import build_catalogue
from recommender.ranking.lists import ListPartitions, RankedLists
from recommender.ranking.near_search import choose_search
from recommender.scoring.model import ScoringModel
from recommender.scoring.parameters import Parameters
from recommender.search.dask_partitions import DaskExecutor
from recommender.search.parallel import size_blocks
from recommender.search.partitions import LOCAL, Executor

ASKED = 1.5  # times the CPU seconds of this machine alone
N_WORKERS = 2
N_SAMPLED = 24  # partitions of a large size
SEED = 13
MEBIBYTE = 2**20
TARGETS = (10**7, 10**8)
Result = TypeVar("Result")


def main() -> None:
    """Compare, then measure the growth, and print both."""
    options = _options()
    _compare(options.compared, options.rounds)
    figures = {size: _measure(size) for size in options.sizes}
    if len(figures) > 1:
        _extrapolate(figures)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.dask", description=__doc__)
    parser.add_argument("--compared", type=int, default=100_000, help="tracks of the comparison")
    parser.add_argument("--sizes", type=int, nargs="*", default=[30_000, 100_000, 300_000])
    parser.add_argument("--rounds", type=int, default=2)
    return parser.parse_args()


def _partitions(model: ScoringModel) -> ListPartitions:
    """Choose the search, and return the partitions of all lists."""
    chosen = Parameters()
    search = choose_search(model, chosen.weights, chosen.n_neighbors, chosen.target_recall)
    ivf, n_candidates = (search.ivf, search.n_candidates) if search else (None, 0)
    block_size = size_blocks(model.n_tracks)
    return ListPartitions(model, chosen.weights, chosen.n_neighbors, ivf, n_candidates, block_size)


def _compare(size: int, n_rounds: int) -> None:
    """Print the ratio of both ways of the same lists, in turns, and the overheads."""
    partitions = _partitions(build_catalogue(size, True, Parameters()))
    print(f"{size:,} tracks, {partitions.n_partitions:,} partitions", flush=True)
    local, on_dask = [], []
    with start_cluster(N_WORKERS) as cluster:
        executor = DaskExecutor(cluster.address, timeout_s=60)
        while (found := executor.check()).n_workers < N_WORKERS:
            time.sleep(0.1)
        clock = _Clock(cluster)
        with clock.measured("connection and check of the workers"):
            executor.check()
        for _ in range(n_rounds):
            expected, one = _run(LOCAL, partitions, clock)
            lists, other = _run(executor, partitions, clock)
            _check_identical(lists, expected)
            local.append(one)
            on_dask.append(other)
        _print_overheads(executor, partitions, expected, clock)
    ratios = [two.cpu / one.cpu for one, two in zip(local, on_dask, strict=True)]
    waits = [two.wall / one.wall for one, two in zip(local, on_dask, strict=True)]
    ratio, wait = statistics.median(ratios), statistics.median(waits)
    for name, runs in (("this machine alone", local), (f"{found.n_workers} workers", on_dask)):
        seconds = ", ".join(f"{run.cpu:.1f} ({run.wall:.1f})" for run in runs)
        print(f"{name}: CPU s (and s) of each round {seconds}")
    kept = "at most" if ratio <= ASKED else "NOT"
    print(
        f"the same rows, {ratio:.2f} times the CPU seconds ({kept} {ASKED}), "
        f"{wait:.2f} times the time",
        flush=True,
    )
    record("dask", "lists", "CPU s, times those without Dask", ratio, size)
    record("dask", "lists", "s, times those without Dask", wait, size)


@dataclass(frozen=True)
class _Seconds:
    cpu: float
    wall: float


class _Clock:
    """CPU seconds of this process and of those of a cluster."""

    def __init__(self, cluster: DaskCluster) -> None:
        processes = (cluster.scheduler, *cluster.processes)
        self._processes = [psutil.Process(process.pid) for process in processes]
        self.last = _Seconds(0, 0)

    @contextmanager
    def measured(self, what: str = "") -> Iterator[None]:
        """Measure what runs inside as `last`, and print it if it has a name."""
        cpu, wall = self._cpu(), time.monotonic()
        yield
        self.last = _Seconds(self._cpu() - cpu, time.monotonic() - wall)
        if what:
            print(f"{what}: {self.last.cpu:.2f} CPU s, {self.last.wall:.2f} s", flush=True)

    def _cpu(self) -> float:
        times = [process.cpu_times() for process in self._processes]
        return time.process_time() + sum(used.user + used.system for used in times)


def _run(
    executor: Executor, partitions: ListPartitions, clock: _Clock
) -> tuple[list[RankedLists], _Seconds]:
    with clock.measured():
        lists = list(executor.map(partitions))
    return lists, clock.last


def _check_identical(lists: list[RankedLists], expected: list[RankedLists]) -> None:
    for found, wanted in zip(lists, expected, strict=True):
        for field in fields(RankedLists):
            one, other = (getattr(part, field.name) for part in (found, wanted))
            if one.dtype != other.dtype or one.tobytes() != other.tobytes():
                raise SystemExit(f"the lists differ in {field.name}; they have to be identical")


def _print_overheads(
    executor: DaskExecutor, partitions: ListPartitions, lists: list[RankedLists], clock: _Clock
) -> None:
    """Print what is sent, and what it costs to send it to all workers."""
    from distributed import Client

    sent = len(pickle.dumps(partitions, protocol=5)) / MEBIBYTE
    with Client(executor.address, set_as_default=False) as client:
        with clock.measured(f"{sent:.0f} MiB sent to {N_WORKERS} workers"):
            future = client.scatter(partitions, broadcast=True, hash=False)
        held = [client.submit(_echo, part, pure=False) for part in client.scatter(lists)]
        received = sum(len(pickle.dumps(part, protocol=5)) for part in lists) / MEBIBYTE
        with clock.measured(f"{received:.0f} MiB of lists read from the workers"):
            client.gather(held)
        del future
    record("dask", "lists", "MiB sent to each worker", sent, len(partitions.model.popularity))


def _echo(lists: RankedLists) -> RankedLists:
    return lists


@dataclass(frozen=True)
class _Figures:
    """Seconds of one thread, and bytes, of one size."""

    vectors: float
    cells: float
    lists: float
    sent: float
    received: float

    def values(self) -> dict[str, float]:
        """Return the figures by their names in the output."""
        return {
            "vectors, CPU s": self.vectors,
            "choice of cells, CPU s": self.cells,
            "lists, CPU s": self.lists,
            "sent to each worker, bytes": self.sent,
            "lists, bytes": self.received,
        }


def _measure(size: int) -> _Figures:
    """Return the figures of one size, of one thread."""
    with threadpool_limits(limits=1, user_api="blas"):
        model, vectors = _timed(lambda: build_catalogue(size, True, Parameters()))
        partitions, cells = _timed(lambda: _partitions(model))
        partitions.prepare()
        n_all = partitions.n_partitions
        drawn = np.random.default_rng(SEED).permutation(n_all)[:N_SAMPLED].tolist()
        found, seconds = _timed(lambda: [partitions.run(number) for number in drawn])
    sent = len(pickle.dumps(partitions, protocol=5))
    received = sum(getattr(part, field.name).nbytes for part in found for field in fields(part))
    share = sum(len(np.unique(part.seeds)) for part in found) / size
    figures = _Figures(vectors, cells, seconds / share, sent, received / share)
    kind = "cells" if partitions.ivf is not None else "exact search"
    values = ", ".join(f"{name} {value:,.3g}" for name, value in figures.values().items())
    print(f"{size:,} tracks ({kind}, {len(drawn)} of {n_all:,} partitions): {values}", flush=True)
    for name, value in (("vectors", vectors), ("cells", cells), ("lists", figures.lists)):
        record("dask", name, "CPU s", value, size)
    return figures


def _timed(function: Callable[[], Result]) -> tuple[Result, float]:
    start = time.process_time()
    return function(), time.process_time() - start


def _extrapolate(figures: dict[int, _Figures]) -> None:
    """Print the exponents, and the figures that they give for the sizes that were not run."""
    sizes: Sequence[int] = sorted(figures)
    for name in figures[sizes[-1]].values():
        points = [(size, figures[size].values()[name]) for size in sizes]
        power = exponent(points)
        last = points[-1][1]
        reckoned = ", ".join(
            f"{target:,} tracks {last * (target / sizes[-1]) ** power:,.3g}" for target in TARGETS
        )
        print(f"{name}: exponent {power:.2f}; extrapolated: {reckoned}")


if __name__ == "__main__":
    main()
