"""Factors of the tracks, from which those of a new playlist are solved for: the fold-in of ALS."""

from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from threadpoolctl import threadpool_limits

from recommender.checks import FloatArray
from recommender.search.topk import IntArray

Numbers = npt.NDArray[np.floating]

MAX_FACTORS, MIN_FACTORS, PLAYLISTS_PER_FACTOR = 128, 8, 4
REGULARIZATION, CONFIDENCE, ITERATIONS = 80.0, 20.0, 8
SEED = 20187


def limit_factors(n_factors: int, n_playlists: int) -> int:
    """Return the number of factors, at most a quarter of the playlists, but at least 8."""
    return min(n_factors, max(MIN_FACTORS, n_playlists // PLAYLISTS_PER_FACTOR))


def fit_factors(
    playlists: sparse.csr_matrix,
    n_factors: int | None = None,
    regularization: float = REGULARIZATION,
    confidence: float = CONFIDENCE,
    iterations: int = ITERATIONS,
) -> FloatArray:
    """Return the factors of the tracks, shape (n_tracks, n_factors); 0 for one in no playlist.

    Implicit alternating least squares (Hu, Koren, Volinsky 2008, "Collaborative filtering for
    implicit feedback datasets"), by the library `implicit`. The same playlists give the same bytes.

    Parameters
    ----------
    playlists : sparse (n_playlists, n_tracks), 1 where a playlist holds a track
    n_factors : None for 128, or as many as `limit_factors` allows
    regularization, confidence : weight of the squared factors, and of a membership
    """
    n_playlists, n_tracks = playlists.shape
    if playlists.nnz == 0:
        return np.zeros((n_tracks, 0), np.float32)
    n_factors = n_factors or limit_factors(MAX_FACTORS, n_playlists)
    with threadpool_limits(limits=1, user_api="blas"):
        model = create_als(n_factors, regularization, confidence, iterations)
        model.fit(playlists.astype(np.float32), show_progress=False)
    factors = np.array(model.item_factors, np.float32)
    factors[np.asarray(playlists.sum(axis=0)).ravel() == 0] = 0
    return factors


def create_als(
    n_factors: int,
    regularization: float = REGULARIZATION,
    confidence: float = CONFIDENCE,
    iterations: int = ITERATIONS,
) -> Any:
    """Return the unfitted model of `implicit`, with the numbers of `fit_factors`."""
    from implicit.als import AlternatingLeastSquares

    return AlternatingLeastSquares(
        factors=n_factors,
        regularization=regularization,
        alpha=confidence,
        iterations=iterations,
        num_threads=1,  # else the order of sums, and so the result, differs
        random_state=SEED,
    )


class FoldIn:
    """The scores of all tracks for a playlist that was not learned from.

    Parameters
    ----------
    factors : array (n_tracks, n_factors), as of `fit_factors`; scores have its precision
    regularization, confidence : as of `fit_factors`
    """

    def __init__(
        self,
        factors: Numbers,
        regularization: float = REGULARIZATION,
        confidence: float = CONFIDENCE,
    ) -> None:
        self.factors = factors
        self.regularization = regularization
        self.confidence = confidence

    def score(self, rows: IntArray, weights: Numbers) -> Numbers:
        """Return the scores of all tracks, shape (n_tracks,).

        Parameters
        ----------
        rows : the tracks of the playlist
        weights : above 0; 1 for a track as of the playlists that were learned from
        """
        if self.factors.shape[1] == 0:
            return np.zeros(len(self.factors), np.float32)
        # the normal equations of one playlist: every track counts with confidence 1, which is
        # in `_square` for all playlists alike, and its own with the rest of theirs
        own = self.factors[rows].astype(np.float64)
        left = self._square + (self.confidence - 1) * (own.T * weights) @ own
        solved = np.linalg.solve(left, self.confidence * (weights @ own))
        found: Numbers = self.factors @ solved.astype(self.factors.dtype)
        return found

    @cached_property
    def _square(self) -> npt.NDArray[np.float64]:
        factors = self.factors.astype(np.float64)
        square: npt.NDArray[np.float64] = factors.T @ factors
        return square + self.regularization * np.eye(factors.shape[1])
