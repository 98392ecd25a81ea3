"""Taste vectors: tracks of the same playlists are near, rare tracks are near similar ones."""

from functools import cached_property
from typing import Self

import numpy as np
import numpy.typing as npt
from scipy import linalg, sparse
from sklearn.base import BaseEstimator

from recommender.checks import FloatArray, check_fitted, unit_rows
from recommender.search.topk import IntArray

COLD_START_SOURCES = ("none", "artist", "genre", "audio")
LARGE = 15_000  # tracks, above which the regression learns from as many of them
N_ITERATIONS = 1  # of the subspace
MIN_COLUMNS, SURPLUS = 128, 10  # of it: the same for fewer dimensions, and more than there are
TRACKS_AT_ONCE = 65_536


class TasteVectors(BaseEstimator):
    """Embed tracks so that the product of two says how likely they share a playlist.

    The playlist x track matrix is damped by the playlists' lengths and the tracks'
    popularity and factorised (truncated SVD). A track in few playlists is then shrunk to
    the mean of its artists, that to the mean of its genres, and that to what a ridge
    regression predicts from its audio, year and popularity, so that a track in no
    playlist has a vector, too.
    Above 15,000 tracks the regression learns from as many of them, drawn at random.

    Parameters
    ----------
    n_dimensions : length of the vectors (less when there are fewer playlists)
    shrinkage : after how many playlists a track's own place weighs as much as the guess
    length_damping, popularity_damping : exponents; a playlist of n tracks counts
        n ** -length_damping, a track of m playlists m ** -popularity_damping
    ridge : penalty of the prediction from the content
    seed : of what is drawn at random

    Attributes
    ----------
    vectors_ : array of shape (n_tracks, n_dimensions), float32, rows of length 1 or 0
    cold_start_source_ : array of n_tracks names out of `COLD_START_SOURCES`: where a track
        that no playlist holds got its vector from; ``"none"`` for a track with a place of its own
    number_of_playlists_ : array of n_tracks counts
    """

    def __init__(
        self,
        n_dimensions: int = 64,
        shrinkage: float = 6.0,
        length_damping: float = 0.5,
        popularity_damping: float = 0.25,
        ridge: float = 10.0,
        seed: int = 0,
    ) -> None:
        self.n_dimensions = n_dimensions
        self.shrinkage = shrinkage
        self.length_damping = length_damping
        self.popularity_damping = popularity_damping
        self.ridge = ridge
        self.seed = seed

    def fit(
        self,
        playlists: sparse.csr_matrix,
        artists: sparse.csr_matrix,
        genres: sparse.csr_matrix,
        content: FloatArray,
    ) -> Self:
        """Learn from four tables about the same n_tracks tracks.

        Parameters
        ----------
        playlists : sparse (n_playlists, n_tracks), 1 where a playlist holds a track
        artists : sparse (n_tracks, n_artists), 1 where a track is by an artist
        genres : sparse (n_tracks, n_genres), 1 where a track has a genre
        content : array (n_tracks, n_numbers), as `ContentFeatures` makes it; rows
            of zeros where nothing is known
        """
        self.number_of_playlists_ = np.asarray(playlists.sum(axis=0), np.int64).ravel()
        self._own = self._factorise(playlists)
        self._groups = (genres, artists)
        self._descriptions = content
        self._is_described = np.asarray(content.any(axis=1))
        for name in ("vectors_", "cold_start_source_"):
            self.__dict__.pop(name, None)
        return self

    @cached_property
    def vectors_(self) -> FloatArray:
        """Return the vectors of all tracks."""
        return self.embed(self.shrinkage, self.n_dimensions)

    @cached_property
    def cold_start_source_(self) -> npt.NDArray[np.str_]:
        """Return where each track got its vector from."""
        in_playlist = self.number_of_playlists_ > 0
        has_genre, has_artist = (
            self._share(group) @ (group.T @ in_playlist) > 0 for group in self._groups
        )
        conditions = [in_playlist, has_artist, has_genre, self._is_described]
        return np.select(conditions, COLD_START_SOURCES, default="audio")

    def embed(self, shrinkage: float, n_dimensions: int) -> FloatArray:
        """Return the vectors as another shrinkage and fewer dimensions would make them."""
        check_fitted(self, "number_of_playlists_")
        own = unit_rows(self._own[:, :n_dimensions])
        support = self.number_of_playlists_ / np.maximum(self.number_of_playlists_ + shrinkage, 1)
        support = support.astype(np.float32)
        place = self._predict(own, support)
        for group in self._groups:
            place = self._shrink_to_groups(own, support, group, place)
        weight = support[:, None]
        return unit_rows(weight * own + (1 - weight) * place).astype(np.float32)

    def _factorise(self, playlists: sparse.csr_matrix) -> FloatArray:
        """Return each track's own place, strongest dimension first; 0 where unlisted."""
        n_playlists, n_tracks = playlists.shape
        n_dimensions = min(self.n_dimensions, n_playlists, n_tracks)
        if n_dimensions == 0 or playlists.nnz == 0:
            return np.zeros((n_tracks, 0), np.float32)
        lengths = np.asarray(playlists.sum(axis=1)).ravel()
        counts = np.maximum(self.number_of_playlists_, 1).astype(np.float64)
        tracks = (
            sparse.diags(counts**-self.popularity_damping)
            @ playlists.T
            @ sparse.diags(np.maximum(lengths, 1) ** -self.length_damping)
        ).tocsr()
        mixes = find_strongest_mixes(tracks, n_dimensions, self.seed)
        place: FloatArray = tracks.astype(np.float32) @ mixes.astype(np.float32)
        return place

    def _predict(self, own: FloatArray, support: FloatArray) -> FloatArray:
        """Return the place that each track's description predicts; 0 where there is none."""
        known = np.flatnonzero(self._is_described & (support > 0))
        if own.shape[1] == 0 or len(known) == 0:
            return np.zeros_like(own)
        if len(known) > LARGE:
            known = np.sort(np.random.default_rng(self.seed).permutation(known)[:LARGE])
        slopes, shift = fit_ridge(self._descriptions, own, support, known, self.ridge)
        guess: FloatArray = self._descriptions @ slopes + shift
        guess[~self._is_described] = 0
        return guess

    def _shrink_to_groups(
        self, own: FloatArray, support: FloatArray, groups: sparse.csr_matrix, guess: FloatArray
    ) -> FloatArray:
        """Return the mean place of each track's groups, shrunk to the guess.

        A group's tracks count by their own support, so one track of many playlists counts more
        than many tracks of few; a support of 1 in all weighs as much as the guess.
        """
        sums = groups.T @ (own * support[:, None])
        weights = groups.T @ support
        share = self._share(groups).astype(np.float32)
        means = share @ (sums / np.maximum(weights, 1e-12)[:, None])
        weight = np.asarray(share @ (weights / (weights + 1))).ravel()[:, None]
        placed: FloatArray = weight * means + (1 - weight) * guess
        return placed

    @staticmethod
    def _share(groups: sparse.csr_matrix) -> sparse.csr_matrix:
        """Return what share of a track each of its groups has."""
        per_track = np.asarray(groups.sum(axis=1)).ravel()
        return sparse.diags(1 / np.maximum(per_track, 1)) @ groups


def find_strongest_mixes(
    tracks: sparse.csr_matrix, number: int, seed: int
) -> npt.NDArray[np.float64]:
    """Return the mixes of playlists by which tracks differ most: the left singular vectors.

    They are eigenvectors of the products of playlists, a matrix that is not formed: subspace
    iteration (Halko, Martinsson and Tropp 2011) multiplies by both of its factors, by a part of the
    tracks at a time. One iteration is not only the quickest. Where more playlists than dimensions
    are about equally strong, as with playlists of nearly no common tracks, exact vectors leave
    whole playlists out, and random mixes of all of them keep tracks of one playlist near.

    Parameters
    ----------
    tracks : sparse (n_tracks, n_playlists)

    Returns
    -------
    array of shape (n_playlists, number), the strongest first
    """
    n_playlists = tracks.shape[1]
    n_columns = min(max(number, MIN_COLUMNS) + SURPLUS, n_playlists)
    basis = np.random.default_rng(seed).normal(size=(n_playlists, n_columns))
    for _ in range(N_ITERATIONS):
        basis = np.linalg.qr(_multiply_by_products(tracks, basis))[0]
    inside = basis.T @ _multiply_by_products(tracks, basis)
    return basis @ _find_largest_eigenvectors((inside + inside.T) / 2, number)


def _find_largest_eigenvectors(
    symmetric: npt.NDArray[np.float64], number: int
) -> npt.NDArray[np.float64]:
    size = len(symmetric)
    found: npt.NDArray[np.float64] = linalg.eigh(
        symmetric, subset_by_index=(size - number, size - 1)
    )[1][:, ::-1]
    return found


def _multiply_by_products(
    tracks: sparse.csr_matrix, columns: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    found = np.zeros_like(columns)
    for start in range(0, tracks.shape[0], TRACKS_AT_ONCE):
        part = tracks[start : start + TRACKS_AT_ONCE]
        found += part.T @ (part @ columns)
    return found


def fit_ridge(
    descriptions: FloatArray, targets: FloatArray, weights: FloatArray, rows: IntArray, ridge: float
) -> tuple[FloatArray, FloatArray]:
    """Return the slopes (n_numbers, n_targets) and the shift of a weighted ridge regression.

    It learns from some rows, and solves the normal equations, whose sums are in double precision:
    the shift is not penalised, as in scikit-learn's.
    """
    n_numbers, n_targets = descriptions.shape[1], targets.shape[1]
    sums = np.zeros((n_numbers + 1, n_numbers + 1 + n_targets))  # the last number is 1
    for start in range(0, len(rows), TRACKS_AT_ONCE):
        part = rows[start : start + TRACKS_AT_ONCE]
        known = np.column_stack([descriptions[part], np.ones(len(part))]).astype(np.float64)
        weighted = known * weights[part, None]
        sums += weighted.T @ np.hstack([known, targets[part]])
    products, sides = sums[:, : n_numbers + 1], sums[:, n_numbers + 1 :]
    products[np.arange(n_numbers), np.arange(n_numbers)] += ridge
    solved = linalg.solve(products, sides, assume_a="pos").astype(np.float32)
    return solved[:-1], solved[-1]
