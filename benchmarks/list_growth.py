"""What the lists of a build cost at several sizes, and what that gives for 10^7 and 10^8 tracks.

python -m benchmarks.list_growth [--sizes N N ...]

CPU seconds of one thread, and bytes. Of each size some partitions are computed, which are
extrapolated to all; the sizes that no machine here has run are extrapolated by the exponent of
the others.
"""

import argparse
import pickle
import time
from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any, TypeVar

import numpy as np
from threadpoolctl import threadpool_limits

from benchmarks.growth import SECONDS, exponent
from benchmarks.records import record
from benchmarks.search import build_catalogue
from recommender.ranking.lists import ListPartitions, RankedLists
from recommender.ranking.near_search import choose_search
from recommender.scoring.model import ScoringModel
from recommender.scoring.parameters import Parameters
from recommender.search.parallel import size_blocks
from recommender.search.topk import IntArray, select_products

N_SAMPLED = 24  # partitions
SEED = 13
MEBIBYTE = 2**20
TARGETS = (10**7, 10**8)
VECTORS, CELLS, LISTS = "CPU s of vectors", "CPU s of cells", "CPU s of lists"
PRODUCTS, SENT, RECEIVED = "CPU s of products", "MiB sent", "MiB of lists"
Result = TypeVar("Result")


def main() -> None:
    """Measure each size, and print its figures and the growth."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.list_growth", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[30_000, 100_000, 300_000])
    options = parser.parse_args()
    figures = {size: _measure(size) for size in options.sizes}
    if len(figures) > 1:
        _extrapolate(figures)


def choose_partitions(model: ScoringModel) -> ListPartitions:
    """Choose the search, and return the partitions of all lists."""
    chosen = Parameters()
    search = choose_search(model, chosen.weights, chosen.n_neighbors, chosen.target_recall)
    ivf, n_candidates = (search.ivf, search.n_candidates) if search else (None, 0)
    block_size = size_blocks(model.n_tracks, model.n_tracks)
    return ListPartitions(model, chosen.weights, chosen.n_neighbors, ivf, n_candidates, block_size)


def run_some(partitions: ListPartitions) -> tuple[list[RankedLists], float]:
    """Return the lists of some partitions, drawn by chance, and the CPU seconds of these."""
    drawn = np.random.default_rng(SEED).permutation(partitions.n_partitions)[:N_SAMPLED].tolist()
    return _timed(lambda: [partitions.run(number) for number in drawn])


def count_lists(found: list[RankedLists]) -> int:
    """Return the number of tracks that have a list."""
    return sum(len(np.unique(part.seeds)) for part in found)


def _measure(size: int) -> dict[str, float]:
    """Return the figures of one size."""
    products = _TimedProducts()
    with threadpool_limits(limits=1, user_api="blas"):
        model, vectors = _timed(lambda: build_catalogue(size, True, Parameters()))
        partitions, cells = _timed(lambda: choose_partitions(model))
        sent = len(pickle.dumps(partitions, protocol=5))
        partitions = replace(partitions, model=replace(model, select_products=products))
        partitions.prepare()
        found, seconds = run_some(partitions)
    received = sum(getattr(part, field.name).nbytes for part in found for field in fields(part))
    share = count_lists(found) / size
    figures = {
        VECTORS: vectors, CELLS: cells, LISTS: seconds / share,
        PRODUCTS: products.seconds / share, SENT: sent / MEBIBYTE,
        RECEIVED: received / share / MEBIBYTE,
    }  # fmt: skip
    kind = "cells" if partitions.ivf is not None else "exact search"
    print(
        f"{size:,} tracks ({kind}, {len(found)} of {partitions.n_partitions:,} partitions): "
        f"{_show(figures)}",
        flush=True,
    )
    for measure, value in figures.items():
        record("list_growth", "measured", measure, value, size)
    for work, measure in (("vectors", VECTORS), ("cells", CELLS), ("lists", LISTS)):
        record("list_growth", work, SECONDS, figures[measure], size)
    return figures


class _TimedProducts:
    """Products by NumPy that count their CPU seconds, which are those that a GPU could save."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self, *arguments: Any, **others: Any) -> tuple[IntArray, IntArray]:
        found, seconds = _timed(lambda: select_products(*arguments, **others))
        self.seconds += seconds
        return found


def _timed(function: Callable[[], Result]) -> tuple[Result, float]:
    start = time.process_time()
    return function(), time.process_time() - start


def _extrapolate(figures: dict[int, dict[str, float]]) -> None:
    """Print and record the exponents, and the figures that they give for larger sizes."""
    largest = max(figures)
    powers = {
        measure: exponent([(size, values[measure]) for size, values in figures.items()])
        for measure in figures[largest]
    }
    print(f"exponents: {_show(powers)}")
    for measure, power in powers.items():
        record("list_growth", "exponent", measure, power)
    for target in TARGETS:
        reckoned = {
            measure: figures[largest][measure] * (target / largest) ** power
            for measure, power in powers.items()
        }
        reckoned["cores for lists in an hour"] = reckoned[LISTS] / 3600
        print(f"{target:,} tracks (extrapolated): {_show(reckoned)}")
        for measure, value in reckoned.items():
            record("list_growth", "extrapolated", measure, value, target)


def _show(figures: dict[str, float]) -> str:
    return ", ".join(f"{measure} {value:,.4g}" for measure, value in figures.items())


if __name__ == "__main__":
    main()
