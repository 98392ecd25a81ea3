"""Vectors and lists of all tracks, beside `implicit`: ALS of the playlists and its similar items.

python -m benchmarks.als [--sizes N N ...]

The same invented playlists of scenes for both. ALS has 64 factors and 15 iterations; its similar
items of some tracks, and some partitions of our lists, are extrapolated to all. Ours also learn
from features and artists, leave out other versions of a track, and have their contributions.
The seconds are of the CPU, with one thread; read the ratios.
"""

import argparse
import time

import numpy as np
from implicit.als import AlternatingLeastSquares
from scipy import sparse
from threadpoolctl import threadpool_limits

from benchmarks.list_growth import choose_partitions, count_lists, run_some
from benchmarks.records import record
from benchmarks.search import Tables, build_model, invent_tables
from recommender.data.dataset import Dataset
from recommender.scoring.parameters import Parameters

FACTORS, ITERATIONS = 64, 15
N_SAMPLED = 2_000  # tracks whose similar items are computed
SEED = 3


def main() -> None:
    """Measure each size, and print a line for it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.als", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[100_000])
    options = parser.parse_args()
    for size in options.sizes:
        _measure(size)


def _measure(size: int) -> None:
    tables = invent_tables(size, has_scenes=True)
    with threadpool_limits(limits=1):
        vectors, lists = _ours(tables, size)
        playlists = Dataset.from_tables(**tables).playlists
        fit, similar = _implicit(playlists)
    times = (fit + similar) / (vectors + lists)
    print(
        f"{size:,} tracks: vectors {vectors:,.0f} s and lists {lists:,.0f} s; implicit: fit "
        f"{fit:,.0f} s and similar items {similar:,.0f} s; {times:.1f} times",
        flush=True,
    )
    for measure, value in (
        ("CPU s of vectors", vectors), ("CPU s of lists", lists), ("CPU s of implicit's fit", fit),
        ("CPU s of implicit's similar items", similar), ("times as fast as implicit", times),
    ):  # fmt: skip
        record("als", "vectors and lists", measure, value, size)


def _ours(tables: Tables, size: int) -> tuple[float, float]:
    """Return the seconds of the vectors, and those of all lists."""
    start = time.process_time()
    model = build_model(tables, Parameters())
    vectors = time.process_time() - start
    start = time.process_time()
    partitions = choose_partitions(model)
    partitions.prepare()
    chosen = time.process_time() - start
    found, seconds = run_some(partitions)
    return vectors, chosen + seconds * size / count_lists(found)


def _implicit(playlists: sparse.csr_matrix) -> tuple[float, float]:
    """Return the seconds of the fit, and those of the similar items of all tracks."""
    model = AlternatingLeastSquares(
        factors=FACTORS, iterations=ITERATIONS, num_threads=1, random_state=SEED
    )
    start = time.process_time()
    model.fit(playlists.astype(np.float32), show_progress=False)
    fit = time.process_time() - start
    size = playlists.shape[1]
    sample = np.random.default_rng(SEED).permutation(size)[:N_SAMPLED]
    start = time.process_time()
    model.similar_items(sample, N=Parameters().n_neighbors + 1)
    return fit, (time.process_time() - start) * size / len(sample)


if __name__ == "__main__":
    main()
