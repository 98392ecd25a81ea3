"""The synthetic world beside thousands of real playlists: figures of structure, and baselines.

python -m benchmarks.world [--seed N] [--structure]
"""

import argparse
import time
from collections.abc import Sequence

import numpy as np
from scipy import sparse
from threadpoolctl import threadpool_limits

from benchmarks.synthetic_playlists import Tables, synthetic_playlists
from benchmarks.world_baselines import BaselineFigures, build_baselines, draw_questions, measure
from benchmarks.world_structure import OrderedPlaylists, measure_structure
from recommender.data.dataset import Dataset
from recommender.data.incidence import positions, sorted_keys
from recommender.evaluation.recommenders import TABLE_NAMES
from recommender.evaluation.splitting import N_FOLDS, SEED

# counted on public playlists of 2017, whose tracks have audio features
REAL_STRUCTURE: dict[str, float] = {
    "playlists": 4156, "tracks": 21_847, "memberships": 171_212, "artists": 6350,
    "length, 5 %": 2, "length, 25 %": 8, "length, 50 %": 23, "length, 75 %": 62,
    "length, 95 %": 135, "length, 99 %": 180,
    "playlists per track, 5 %": 1, "playlists per track, 25 %": 1, "playlists per track, 50 %": 3,
    "playlists per track, 75 %": 8, "playlists per track, 95 %": 34,
    "playlists per track, 99 %": 73, "playlists per track, most": 184,
    "tracks in one playlist": 0.34, "tracks in two": 0.15, "tracks in 3-9": 0.30,
    "tracks in 10-99": 0.21, "tracks in >= 100": 0.003,
    "memberships of the top 1 %": 0.12, "memberships of the top 10 %": 0.53,
    "memberships of the top 50 %": 0.91, "slope, ranks 20-3,000": -0.55,
    "tracks per artist, 50 %": 1, "tracks per artist, 75 %": 3, "tracks per artist, 95 %": 12,
    "tracks per artist, 99 %": 38,
    "different artists, length 5-10": 1.0, "different artists, length 10-20": 0.86,
    "different artists, length 20-50": 0.76, "different artists, length 50-100": 0.68,
    "different artists, length 100-300": 0.58,
    "largest artist's share, 5 %": 0.04, "largest artist's share, 25 %": 0.06,
    "largest artist's share, 50 %": 0.09, "largest artist's share, 75 %": 0.14,
    "largest artist's share, 95 %": 0.33,
    "next by the same artist": 0.16, "two members by the same artist": 0.05,
    "ten others: different artists": 8.9, "ten others: by the seed's": 0.44,
    "closest companion": 0.54, "ten closest companions": 0.41, "companions": 1074,
    "variance within, danceability": 0.73, "variance within, valence": 0.77,
    "variance within, energy": 0.78, "variance within, loudness": 0.84,
    "variance within, acousticness": 0.87, "variance within, tempo": 0.96,
    "new tracks of further playlists": 1958 / 14_424,
}  # fmt: skip
REAL_BASELINES: dict[str, BaselineFigures] = {
    "random": BaselineFigures(0.003, 0.001, 13_581, 0.004, 0.002, 0.010),
    "popularity": BaselineFigures(0.067, 0.018, 10, 1.0, 0.030, 0.112),
    "same artist + popularity": BaselineFigures(0.134, 0.178, 5833, 0.54, 0.060, 0.166),
    "co-occurrence cosine": BaselineFigures(0.164, 0, 10_734, 0.12, 0.139, 0.360),
    "ALS 64": BaselineFigures(0.230, 0, 3834, 0.07, 0.146, 0.376),
    "ALS 128": BaselineFigures(0.222, 0, 5168, 0.07, 0.151, 0.377),
    "EASE": BaselineFigures(0.226, 0, 9754, 0.08, 0.149, 0.371),
    "playlist-kNN votes": BaselineFigures(np.nan, np.nan, np.nan, np.nan, 0.151, 0.376),
}


def order_playlists(tables: Tables) -> tuple[OrderedPlaylists, OrderedPlaylists, Dataset]:
    """Return the playlists to learn from, those held out (as an evaluation does), and all data."""
    given = {name: tables[name] for name in TABLE_NAMES}
    dataset = Dataset.from_tables(**given)
    memberships = tables["memberships"]
    names = sorted_keys(memberships["playlist_id"])
    row = positions(memberships["playlist_id"], names)
    track = positions(memberships["track_id"], dataset.keys)
    order = np.lexsort((memberships["position"].to_numpy(), row))
    row, track = row[order], track[order]
    artists = dataset.main_artists.astype(np.int64)
    is_out = np.zeros(len(names), np.bool_)
    is_out[np.random.default_rng(SEED).permutation(len(names))[: len(names) // N_FOLDS]] = True
    parts = []
    for wanted in (~is_out, is_out):
        number = np.bincount(row[wanted[row]], minlength=len(names))[wanted]
        indptr = np.concatenate([[0], np.cumsum(number)])
        parts.append(OrderedPlaylists(indptr, track[wanted[row]].astype(np.int64), artists))
    return parts[0], parts[1], dataset


def main() -> None:
    """Draw the world, and print each figure beside the real one."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.world", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--structure", action="store_true", help="without the baselines")
    parser.add_argument("--methods", nargs="*", default=list(REAL_BASELINES))
    options = parser.parse_args()
    start = time.process_time()
    tables = synthetic_playlists(options.seed)
    print(f"drawn in {time.process_time() - start:.1f} s of CPU\n")
    learned, further, dataset = order_playlists(tables)
    print_structure(measure_structure(learned, further, dataset))
    if not options.structure:
        with threadpool_limits(limits=1, user_api="blas"):
            print_baselines(learned, further, options.methods)


def print_structure(figures: dict[str, float]) -> None:
    """Print a table of the figures of structure."""
    print("| figure | world | real | how far |\n| --- | ---: | ---: | ---: |")
    for name, value in figures.items():
        real = REAL_STRUCTURE[name]
        print(
            f"| {name} | {_format(value)} | {_format(real)} | {value / real - 1:+.0%} |", flush=True
        )


def print_baselines(
    learned: OrderedPlaylists, further: OrderedPlaylists, methods: Sequence[str]
) -> None:
    """Print a table of what each method reaches, the real figure in brackets."""
    n_tracks = len(learned.artists)
    entries = np.ones(len(learned.tracks), np.float32)
    playlists = sparse.csr_matrix(
        (entries, learned.tracks, learned.indptr), (len(learned.lengths), n_tracks)
    )
    counts = np.bincount(learned.tracks, minlength=n_tracks)
    questions = draw_questions(further, n_tracks)
    print("\n| method | P@10 | cold | distinct | most frequent | R-prec. | NDCG |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    fitted = build_baselines(playlists, learned.artists)
    for name in methods:
        found = measure(fitted[name](), questions, counts)
        pairs = zip(vars(found).values(), vars(REAL_BASELINES[name]).values(), strict=True)
        cells = [f"{_format(value)} ({_format(real)})" for value, real in pairs]
        print(f"| {name} | {' | '.join(cells)} |", flush=True)


def _format(value: float) -> str:
    if np.isnan(value):
        return "-"
    return f"{value:,.0f}" if abs(value) >= 10 else f"{value:.3f}".rstrip("0").rstrip(".")


if __name__ == "__main__":
    main()
