"""Taste vectors: tracks of the same playlists are near, rare tracks are near similar ones."""

from typing import Self

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.base import BaseEstimator
from sklearn.linear_model import Ridge
from sklearn.utils.extmath import randomized_svd

from recommender.checks import FloatArray, check_fitted, unit_rows

COLD_START_SOURCES = ("none", "artist", "genre", "audio")
LARGE = 200_000  # tracks, above which a part of them has to do
NumberArray = npt.NDArray[np.floating]


class TasteVectors(BaseEstimator):
    """Embed tracks so that the product of two says how likely they share a playlist.

    The playlist x track matrix is damped by the playlists' lengths and the tracks'
    popularity and factorised (truncated SVD). A track in few playlists is then shrunk to
    the mean of its artists, that to the mean of its genres, and that to what a ridge
    regression predicts from its audio, year and popularity, so that a track in no
    playlist has a vector, too.
    The places are in single precision. Above 200,000 tracks the regression learns from as many
    of them, drawn at random.

    Parameters
    ----------
    n_dimensions : length of the vectors (less when there are fewer playlists)
    shrinkage : after how many playlists a track's own place weighs as much as the guess
    length_damping, popularity_damping : exponents; a playlist of n tracks counts
        n ** -length_damping, a track of m playlists m ** -popularity_damping
    ridge : penalty of the prediction from the content
    seed : of the randomised SVD

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
        content: NumberArray,
        weights: npt.NDArray[np.float64] | None = None,
    ) -> Self:
        """Learn from four tables about the same n_tracks tracks.

        Parameters
        ----------
        playlists : sparse (n_playlists, n_tracks), 1 where a playlist holds a track
        artists : sparse (n_tracks, n_artists), 1 where a track is by an artist
        genres : sparse (n_tracks, n_genres), 1 where a track has a genre
        content : array (n_tracks, n_numbers), as `ContentFeatures` makes it; rows
            of zeros where nothing is known
        weights : array of n_playlists, how much each counts; 1 without it
        """
        self.number_of_playlists_ = np.asarray(playlists.sum(axis=0), np.int64).ravel()
        own = self._factorise(playlists.astype(np.float64), weights)
        return self.fit_places(own, self.number_of_playlists_, artists, genres, content)

    def fit_places(
        self,
        own: NumberArray,
        number_of_playlists: npt.NDArray[np.int64],
        artists: sparse.csr_matrix,
        genres: sparse.csr_matrix,
        content: NumberArray,
    ) -> Self:
        """Learn from each track's own place, shape (n_tracks, n_dimensions), 0 in no playlist.

        The other tables are as for `fit`.
        """
        self.number_of_playlists_ = number_of_playlists
        self._own = own
        self._groups = (genres, artists)
        self._descriptions = content
        self.vectors_ = self.embed(self.shrinkage, self.n_dimensions)
        in_playlist = self.number_of_playlists_ > 0
        has_genre, has_artist = (
            self._share(group) @ (group.T @ in_playlist) > 0 for group in self._groups
        )
        described = np.asarray(content.any(axis=1))
        conditions = [in_playlist, has_artist, has_genre, described]
        self.cold_start_source_ = np.select(conditions, COLD_START_SOURCES, default="audio")
        return self

    def embed(self, shrinkage: float, n_dimensions: int) -> FloatArray:
        """Return the vectors as another shrinkage and fewer dimensions would make them."""
        check_fitted(self, "number_of_playlists_")
        own = unit_rows(self._own[:, :n_dimensions])
        support = self.number_of_playlists_ / np.maximum(self.number_of_playlists_ + shrinkage, 1)
        support = support.astype(own.dtype)
        place = self._predict(own, support)
        for group in self._groups:
            place = self._shrink_to_groups(own, support, group, place)
        weight = support[:, None]
        return unit_rows(weight * own + (1 - weight) * place).astype(np.float32)

    def _factorise(
        self, playlists: sparse.csr_matrix, weights: npt.NDArray[np.float64] | None
    ) -> NumberArray:
        """Return each track's own place, strongest dimension first; 0 where unlisted."""
        n_playlists, n_tracks = playlists.shape
        n_dimensions = min(self.n_dimensions, n_playlists, n_tracks)
        if n_dimensions == 0 or playlists.nnz == 0:
            return np.zeros((n_tracks, 0))
        lengths = np.asarray(playlists.sum(axis=1)).ravel()
        counts = np.maximum(self.number_of_playlists_, 1).astype(np.float64)
        by_playlist = np.maximum(lengths, 1) ** -self.length_damping
        if weights is not None:
            by_playlist *= np.sqrt(weights)  # which the product of two tracks has twice
        damped = (
            sparse.diags(by_playlist) @ playlists @ sparse.diags(counts**-self.popularity_damping)
        ).astype(np.float32)
        _, strengths, directions = randomized_svd(
            damped, n_dimensions, n_iter=4, random_state=self.seed
        )
        return np.asarray(directions.T * strengths)

    def _predict(self, own: NumberArray, support: NumberArray) -> NumberArray:
        """Return the place that each track's description predicts; 0 where there is none."""
        described = np.asarray(self._descriptions.any(axis=1))
        known = np.flatnonzero(described & (support > 0))
        if own.shape[1] == 0 or len(known) == 0:
            return np.zeros_like(own)
        if len(known) > LARGE:
            known = np.sort(np.random.default_rng(self.seed).permutation(known)[:LARGE])
        model = Ridge(alpha=self.ridge).fit(
            self._descriptions[known], own[known], sample_weight=support[known]
        )
        guess = model.predict(self._descriptions).reshape(own.shape).astype(own.dtype)
        guess[~described] = 0
        return guess

    def _shrink_to_groups(
        self, own: NumberArray, support: NumberArray, groups: sparse.csr_matrix, guess: NumberArray
    ) -> NumberArray:
        """Return the mean place of each track's groups, shrunk to the guess.

        A group's tracks count by their own support, so one track of many playlists counts more
        than many tracks of few; a support of 1 in all weighs as much as the guess.
        """
        sums = groups.T @ (own * support[:, None])
        weights = groups.T @ support
        share = self._share(groups)
        means = share @ (sums / np.maximum(weights, 1e-12)[:, None])
        weight = np.asarray(share @ (weights / (weights + 1))).ravel()[:, None]
        return weight * means + (1 - weight) * guess

    @staticmethod
    def _share(groups: sparse.csr_matrix) -> sparse.csr_matrix:
        """Return what share of a track each of its groups has."""
        per_track = np.asarray(groups.sum(axis=1)).ravel()
        return sparse.diags(1 / np.maximum(per_track, 1)) @ groups
