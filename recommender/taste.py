"""The taste block: who is listed together, and an honest guess for tracks listed rarely."""

from typing import Self

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.base import BaseEstimator
from sklearn.linear_model import Ridge
from sklearn.utils.extmath import randomized_svd

from recommender.checks import unit_rows

FALLBACKS = ("none", "artist", "genre", "sound")


class TasteVectors(BaseEstimator):
    """Embed tracks so that the product of two says how likely they share a playlist.

    The playlist x track matrix is damped by the playlists' lengths and the tracks'
    popularity and factorised (truncated SVD). A track in few playlists is then shrunk to
    the mean of its artists, that to the mean of its genres, and that to what a ridge
    regression predicts from its sound; so a track that nobody has listed has a place too.

    Parameters
    ----------
    n_dimensions : length of the vectors (less when there are fewer playlists)
    shrinkage : after how many playlists a track's own place weighs as much as the guess
    length_damping, popularity_damping : exponents; a playlist of n tracks counts
        n ** -length_damping, a track of m playlists m ** -popularity_damping
    ridge : penalty of the prediction from sound
    seed : of the randomised SVD

    Attributes
    ----------
    vectors_ : array of shape (n_tracks, n_dimensions), float32, rows of length 1 or 0
    fallback_ : array of n_tracks names out of `FALLBACKS`: where a track that no playlist
        holds got its place from; ``"none"`` for a track with a place of its own
    number_of_playlists_ : array of n_tracks counts
    """

    def __init__(
        self,
        n_dimensions: int = 96,
        shrinkage: float = 3.0,
        length_damping: float = 0.5,
        popularity_damping: float = 0.5,
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
        memberships: sparse.csr_matrix,
        artists: sparse.csr_matrix,
        genres: sparse.csr_matrix,
        sound: npt.NDArray[np.floating],
    ) -> Self:
        """Learn from four tables about the same n_tracks tracks.

        Parameters
        ----------
        memberships : sparse (n_playlists, n_tracks), 1 where a playlist holds a track
        artists : sparse (n_tracks, n_artists), 1 where a track is by an artist
        genres : sparse (n_tracks, n_genres), 1 where a track has a genre
        sound : array (n_tracks, n_sounds), rows of zeros where the sound is unknown
        """
        counts = np.asarray(memberships.sum(axis=0), dtype=np.float64).ravel()
        own = self._factorised(memberships.astype(np.float64), counts)
        listed = counts > 0
        guess, heard = self._predicted(own, counts, sound)
        by_genre, has_genre = self._shrunk_means(own, counts, genres, guess)
        by_artist, has_artist = self._shrunk_means(own, counts, artists, by_genre)
        weight = (counts / (counts + self.shrinkage))[:, None]
        self.vectors_ = unit_rows(weight * own + (1 - weight) * by_artist).astype(np.float32)
        self.fallback_ = np.select(
            [listed, has_artist, has_genre, heard], FALLBACKS, default="sound"
        )
        self.number_of_playlists_ = counts.astype(np.int64)
        return self

    def _factorised(
        self, memberships: sparse.csr_matrix, counts: npt.NDArray[np.float64]
    ) -> npt.NDArray[np.float64]:
        """Return each track's own place, of length 1, or 0 when no playlist holds it."""
        n_playlists, n_tracks = memberships.shape
        lengths = np.asarray(memberships.sum(axis=1)).ravel()
        n_dimensions = min(self.n_dimensions, n_playlists, n_tracks)
        if n_dimensions == 0 or memberships.nnz == 0:
            return np.zeros((n_tracks, 0))
        damped = (
            sparse.diags(np.maximum(lengths, 1) ** -self.length_damping)
            @ memberships
            @ sparse.diags(np.maximum(counts, 1) ** -self.popularity_damping)
        )
        _, strengths, directions = randomized_svd(
            damped, n_dimensions, n_iter=4, random_state=self.seed
        )
        return unit_rows(directions.T * strengths)

    def _predicted(
        self,
        own: npt.NDArray[np.float64],
        counts: npt.NDArray[np.float64],
        sound: npt.NDArray[np.floating],
    ) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
        """Return the place that each track's sound predicts, and whether it has a sound."""
        heard = np.asarray(np.abs(sound).sum(axis=1) > 0)
        known = heard & (counts > 0)
        if own.shape[1] == 0 or not known.any():
            return np.zeros_like(own), heard
        weights = counts[known] / (counts[known] + self.shrinkage)
        model = Ridge(alpha=self.ridge).fit(sound[known], own[known], sample_weight=weights)
        guess = model.predict(np.asarray(sound, dtype=np.float64)).reshape(own.shape)
        return np.where(heard[:, None], guess, 0), heard

    def _shrunk_means(
        self,
        own: npt.NDArray[np.float64],
        counts: npt.NDArray[np.float64],
        groups: sparse.csr_matrix,
        guess: npt.NDArray[np.float64],
    ) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
        """Shrink the mean of each track's groups to the guess; say who has such a mean.

        A group's tracks count by their own support, so one often-listed track says more
        than many rarely listed ones.
        """
        support = counts / (counts + self.shrinkage)
        sums = groups.T @ (own * support[:, None])
        weights = groups.T @ support
        per_track = np.asarray(groups.sum(axis=1)).ravel()
        share = sparse.diags(1 / np.maximum(per_track, 1)) @ groups
        means = share @ (sums / np.maximum(weights, 1e-12)[:, None])
        weight = np.asarray(share @ (weights / (weights + 1))).ravel()[:, None]
        return weight * means + (1 - weight) * guess, weight.ravel() > 0
