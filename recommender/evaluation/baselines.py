"""Baselines: simpler and well-known methods; adding one is a function and an entry."""

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy import sparse
from threadpoolctl import threadpool_limits

from recommender.checks import unit_rows
from recommender.data.dataset import Dataset
from recommender.evaluation.recommenders import ScoreRecommender, Scores
from recommender.scoring.model import normalize_rows
from recommender.scoring.popularity import log_popularity
from recommender.search.topk import IntArray

if TYPE_CHECKING:
    from implicit.als import AlternatingLeastSquares

Numbers = npt.NDArray[np.floating]

SEED = 20187
MAX_FACTORS, PLAYLISTS_PER_FACTOR = 128, 4
REGULARIZATION, CONFIDENCE, ITERATIONS = 10.0, 20.0, 10
FAR_ABOVE_POPULARITY = 100.0


def build_baselines(dataset: Dataset) -> dict[str, ScoreRecommender]:
    """Return each baseline by its name.

    All are fitted on `dataset`, which must not hold the test queries.
    """
    scores: dict[str, Scores] = {
        "random": random_scores(dataset),
        "popularity": popularity(dataset),
        "artist_popularity": artist_popularity(dataset),
        "unscaled_cosine": unscaled_cosine(dataset),
        "item_knn": item_knn(dataset),
    }
    if dataset.playlists.nnz:
        scores["als"] = als(dataset)
    return {name: ScoreRecommender(each, dataset.recordings) for name, each in scores.items()}


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


def als(dataset: Dataset) -> Scores:
    """Implicit alternating least squares (Hu, Koren, Volinsky 2008), by `implicit`.

    A new playlist's factors are solved for exactly, with the tracks' factors as they are.
    """
    model = _factorised(dataset.playlists)
    factors = np.asarray(model.item_factors, np.float64)
    square = factors.T @ factors + REGULARIZATION * np.eye(factors.shape[1])

    def scores(seeds: IntArray) -> Numbers:
        # the normal equations of one playlist: every track counts with confidence 1, which is
        # in `square` for all playlists alike, and its seeds with the rest of theirs
        own = factors[seeds]
        left = square + (CONFIDENCE - 1) * own.T @ own
        return factors @ np.linalg.solve(left, CONFIDENCE * own.sum(axis=0))

    return scores


def _factorised(playlists: sparse.csr_matrix) -> "AlternatingLeastSquares":
    from implicit.als import AlternatingLeastSquares

    n_factors = max(8, min(MAX_FACTORS, playlists.shape[0] // PLAYLISTS_PER_FACTOR))
    with threadpool_limits(limits=1, user_api="blas"):
        model = AlternatingLeastSquares(
            factors=n_factors,
            regularization=REGULARIZATION,
            alpha=CONFIDENCE,
            iterations=ITERATIONS,
            num_threads=1,  # else the order of sums, and so the result, differs
            random_state=SEED,
        )
        model.fit(playlists.astype(np.float32), show_progress=False)
    return model


def _popular(dataset: Dataset) -> Numbers:
    counts = np.asarray(dataset.playlists.sum(axis=0), np.int64).ravel()
    return log_popularity(counts, dataset.popularity)


def _marked(seeds: IntArray, n_tracks: int) -> Numbers:
    marked = np.zeros(n_tracks, np.float32)
    marked[seeds] = 1
    return marked
