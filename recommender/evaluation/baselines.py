"""Baselines: simpler and well-known methods; adding one is a function and an entry."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from recommender.checks import unit_rows
from recommender.data.dataset import Dataset
from recommender.evaluation.recommenders import ScoreRecommender, Scores
from recommender.evaluation.tuned_baselines import sparse_ease, tuned_als
from recommender.scoring.model import normalize_rows
from recommender.scoring.popularity import log_popularity
from recommender.search.topk import IntArray

Numbers = npt.NDArray[np.floating]

SEED = 20187
FAR_ABOVE_POPULARITY = 100.0


def build_baselines(dataset: Dataset) -> dict[str, ScoreRecommender]:
    """Return each baseline by its name.

    All are fitted on `dataset`, which must not hold the test queries.
    """
    names = [name for name in BASELINES if dataset.playlists.nnz or name not in NEED_PLAYLISTS]
    return {name: build_baseline(name, dataset) for name in names}


def build_baseline(name: str, dataset: Dataset) -> ScoreRecommender:
    """Return the baseline of this name, fitted on `dataset`."""
    return ScoreRecommender(BASELINES[name](dataset), dataset.recordings)


def random_scores(dataset: Dataset) -> Scores:
    """Score tracks at random; the same seeds give the same scores."""
    n_tracks = len(dataset.keys)

    def scores(seeds: IntArray) -> Numbers:
        return np.random.default_rng([SEED, *seeds.tolist()]).random(n_tracks)

    return scores


def popularity(dataset: Dataset) -> Scores:
    """Score tracks by popularity, whatever the seeds."""
    popular = _popular(dataset)
    return lambda seeds: popular  # noqa: ARG005 - the seeds do not matter


def artist_popularity(dataset: Dataset) -> Scores:
    """Score tracks of the seeds' artists first, then all others, each by popularity."""
    popular = _popular(dataset)
    artists = normalize_rows(dataset.artists)

    def scores(seeds: IntArray) -> Numbers:
        shared = artists @ np.asarray(artists[seeds].sum(axis=0)).ravel()
        found: Numbers = popular + FAR_ABOVE_POPULARITY * (shared > 0)
        return found

    return scores


def unscaled_cosine(dataset: Dataset) -> Scores:
    """Score tracks by the cosine of the unscaled audio features, as the original project did.

    A missing value is its column's mean, and many seeds are their mean.
    """
    known = ~np.isnan(dataset.features)
    count = np.maximum(known.sum(axis=0), 1)
    means = np.where(known, dataset.features, 0).sum(axis=0) / count
    units = unit_rows(np.where(known, dataset.features, means))
    units[~known.any(axis=1)] = 0
    return lambda seeds: units @ units[seeds].mean(axis=0)


def item_knn(dataset: Dataset) -> Scores:
    """Score tracks by the cosines of their sets of playlists with the seeds' (Sarwar 2001)."""
    tracks = normalize_rows(dataset.playlists.T.tocsr())
    turned = tracks.T.tocsr()
    return lambda seeds: tracks @ (turned @ _marked(seeds, tracks.shape[0]))


def _popular(dataset: Dataset) -> Numbers:
    counts = np.asarray(dataset.playlists.sum(axis=0), np.int64).ravel()
    return log_popularity(counts, dataset.popularity)


def _marked(seeds: IntArray, n_tracks: int) -> Numbers:
    marked = np.zeros(n_tracks, np.float32)
    marked[seeds] = 1
    return marked


BASELINES: dict[str, Callable[[Dataset], Scores]] = {
    "random": random_scores,
    "popularity": popularity,
    "artist_popularity": artist_popularity,
    "unscaled_cosine": unscaled_cosine,
    "item_knn": item_knn,
    "als": lambda dataset: tuned_als(dataset.playlists),
    "sparse_ease": lambda dataset: sparse_ease(dataset.playlists),
}
NEED_PLAYLISTS = frozenset({"als", "sparse_ease"})
