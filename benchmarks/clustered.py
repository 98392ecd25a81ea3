"""The nearest tracks of all of many: `NearestTracks` beside FAISS, which compares all of them.

python -m benchmarks.clustered [--sizes N N ...] [--features N]

Invented vectors in clusters. FAISS searches a sample of them exactly (`IndexFlatIP`), which is
extrapolated to all, and gives the neighbors for the recall; it is no dependency of Segue, so
install `faiss-cpu` for this. The seconds are of the CPU, with one thread; read the ratios.
"""

import argparse
import resource
import time
from importlib import import_module

import numpy as np
from threadpoolctl import threadpool_limits

from benchmarks.growth import exponent
from benchmarks.records import record
from recommender import NearestTracks
from recommender.checks import FloatArray, unit_rows

N_NEIGHBORS = 20
N_SAMPLED = 1000
PER_CLUSTER = 400
CLUSTERS_PER_GROUP = 30
SPREAD = 0.5  # of a track around the centre of its cluster
ROUNDING = 1e-6
SEED = 5


def main() -> None:
    """Measure each size, and print a line for each and the growth."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.clustered", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[100_000, 200_000])
    parser.add_argument("--features", type=int, default=96)
    options = parser.parse_args()
    seconds = [_measure(size, options.features) for size in options.sizes]
    if len(seconds) > 1:
        points = list(zip(options.sizes, seconds, strict=True))
        print(f"growth with the number of tracks: exponent {exponent(points):.2f}")


def _measure(size: int, n_features: int) -> float:
    """Print the figures of one size, and return the seconds of ours."""
    vectors = _clustered(size, n_features)
    with threadpool_limits(limits=1):
        start = time.process_time()
        nearest = NearestTracks(N_NEIGHBORS).fit(vectors)
        similarities, _ = nearest.kneighbors()
        ours = time.process_time() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        sample = np.random.default_rng(SEED).permutation(size)[:N_SAMPLED]
        exact, theirs = _search_flat(vectors, sample)
    # the first of the exact neighbors is the track itself
    recall = (similarities[sample] >= exact[:, -1:] - ROUNDING).mean()
    every = theirs * size / len(sample)
    print(
        f"{size:9,} x {n_features}: {ours:,.1f} s, recall {recall:.4f} (of its own sample "
        f"{nearest.recall_:.4f}), {nearest.n_candidates_:,} near tracks, peak {peak:.1f} GiB; "
        f"FAISS flat {every:,.0f} s (from {len(sample):,} tracks): {every / ours:,.0f} times",
        flush=True,
    )
    for measure, value in (
        ("CPU s", ours), ("recall", recall), ("peak GiB", peak), ("CPU s by FAISS flat", every),
        ("times faster than FAISS flat", every / ours),
    ):  # fmt: skip
        record("clustered", "nearest tracks", measure, value, size)
    return ours


def _search_flat(vectors: FloatArray, sample: np.ndarray) -> tuple[FloatArray, float]:
    """Return the largest products of the sampled tracks, and the seconds that FAISS took."""
    try:
        faiss = import_module("faiss")
    except ImportError:
        raise SystemExit("install faiss-cpu, which this benchmark compares with") from None
    faiss.omp_set_num_threads(1)
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    start = time.process_time()
    products, _ = index.search(vectors[sample], N_NEIGHBORS + 1)
    return products, time.process_time() - start


def _clustered(size: int, n_features: int) -> FloatArray:
    """Return rows of length 1 around centres, which are in groups themselves."""
    random = np.random.default_rng(SEED)
    n_clusters = max(size // PER_CLUSTER, 1)
    groups = random.normal(size=(n_clusters // CLUSTERS_PER_GROUP + 1, n_features))
    centres = groups[random.integers(0, len(groups), n_clusters)]
    centres = (centres + random.normal(size=centres.shape)).astype(np.float32)
    rows = centres[random.integers(0, n_clusters, size)]
    rows += np.float32(SPREAD) * random.standard_normal(rows.shape, dtype=np.float32)
    unit: FloatArray = unit_rows(rows)
    return unit


if __name__ == "__main__":
    main()
