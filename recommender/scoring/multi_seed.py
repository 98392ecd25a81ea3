"""The score of every track for many seeds: signals of what the seeds have in common."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import Self

import numpy as np
import numpy.typing as npt

from recommender.checks import FloatArray
from recommender.embeddings.factors import FoldIn
from recommender.scoring.contributions import CONTRIBUTIONS, Contribution
from recommender.scoring.model import ScoringModel
from recommender.search.topk import IntArray

Numbers = npt.NDArray[np.floating]


class Signal(IntEnum):
    """Row of each signal in arrays of shape (n_signals, n_tracks)."""

    AUDIO = 0
    TASTE = 1
    ARTIST = 2
    VOTES = 3
    RIDGE = 4
    FACTORS = 5
    POPULARITY = 6


SIGNALS = tuple(signal.name.lower() for signal in Signal)
PREFIX = "multi_seed_"  # of the fitted weights among `marts.recommendation_parameters`
CONTRIBUTION_OF_SIGNAL = {
    Signal.AUDIO: Contribution.AUDIO,
    Signal.TASTE: Contribution.TASTE,
    Signal.ARTIST: Contribution.ARTIST,
    Signal.VOTES: Contribution.CO_OCCURRENCE,
    Signal.RIDGE: Contribution.CO_OCCURRENCE,
    Signal.FACTORS: Contribution.TASTE,
    Signal.POPULARITY: Contribution.POPULARITY,
}
# of each signal, in units of its standard deviation; see `recommender.tuning.multi_seed`
DEFAULT_WEIGHTS = {
    Signal.AUDIO: 0.2,
    Signal.TASTE: 0.5,
    Signal.ARTIST: 0.75,
    Signal.VOTES: 1.0,
    Signal.RIDGE: 0.25,
    Signal.FACTORS: 1.0,
    Signal.POPULARITY: 0.1,
}
# the share of a negative seed's signal that counts against a track: tracks of one scene have
# similar audio and playlists, liked or not, while artists and playlists tell them apart
NEGATIVE_SHARES = {
    Signal.AUDIO: 0.5,
    Signal.TASTE: 0.5,
    Signal.ARTIST: 1.0,
    Signal.VOTES: 1.0,
    Signal.RIDGE: 1.0,
    Signal.FACTORS: 1.0,
    Signal.POPULARITY: 0.0,
}
VOTE_POWER = 1.5
RARITY = 0.5
POPULARITY_DAMPING = 0.3
RIDGE_DAMPING = 0.25
RIDGE_PENALTY = 10.0  # times a playlist's mean squared length
RIDGE_STEPS = 4
MIN_STD = 1e-9  # a signal that is constant over the catalogue says nothing
SMALL = 200_000  # entries of a matrix; to select rows takes as long as to multiply so many
TILE = 512  # tracks whose similarities to all seeds fit the processor's cache


def signal_array(values: Mapping[Signal, float]) -> FloatArray:
    """Return one value per signal, given by name, in the order of the rows."""
    return np.array([values[signal] for signal in Signal], dtype=np.float32)


def read_weights(values: Mapping[str, float]) -> FloatArray:
    """Return the weight of each signal out of named parameters, or its default."""
    return signal_array(
        {signal: values.get(PREFIX + SIGNALS[signal], DEFAULT_WEIGHTS[signal]) for signal in Signal}
    )


@dataclass(frozen=True)
class PlaylistVotes:
    """The votes of the playlists of a model for its tracks; it copies none of them.

    Attributes
    ----------
    model : its `playlists` are multiplied by `scale`, which makes their entries 1
    scale : array of n_tracks, 1 / the entries of a track's row
    counts : array of n_tracks, the number of playlists that hold each
    lengths : array of n_playlists
    """

    model: ScoringModel
    scale: Numbers
    counts: Numbers
    lengths: Numbers

    @classmethod
    def from_model(cls, model: ScoringModel) -> Self:
        """Read the sizes of the playlists of a model."""
        matrix = model.playlists
        counts = np.diff(matrix.indptr).astype(np.float32)
        scale = np.zeros(len(counts), np.float32)
        has_playlist = counts > 0
        scale[has_playlist] = 1 / matrix.data[matrix.indptr[:-1][has_playlist]]
        lengths = np.diff(model.tracks_by_playlist.indptr).astype(np.float32)
        return cls(model, scale, counts, np.maximum(lengths, 1))

    def votes(self, seeds: Numbers) -> Numbers:
        """Return the votes of the playlists that hold the seeds, for each track.

        A playlist counts by its seeds, rare ones more, to a power above 1: two seeds in one
        playlist count more than one seed in each of two.
        """
        overlap = self._sum_over_tracks(seeds * self._rarity) / np.sqrt(self.lengths)
        overlap = np.sign(overlap) * np.abs(overlap) ** VOTE_POWER
        return self._sum_over_playlists(overlap) * self._popularity_damping

    def ridge(self, seeds: Numbers) -> Numbers:
        """Return the seeds as reconstructed from playlists by a ridge regression.

        Shape (n_tracks,). The regression is that of EASE (Steck 2019) without its
        diagonal, in its dual form: ``X' (X X' + penalty)^-1 X seeds``.
        """
        # Conjugate gradients solve for `(X X' + penalty)^-1 X seeds` with products by X and X'
        # alone: no matrix of n_playlists x n_playlists is formed. Stopping after a few steps
        # regularises, too. `by_track` is X' step, which also builds the answer.
        by_length, by_count = self._ridge_damping
        residual = by_length * self._sum_over_tracks(seeds * by_count)  # rare seeds count more
        step, norm = residual.copy(), float(residual @ residual)
        found = np.zeros_like(self.counts)
        for steps_left in reversed(range(RIDGE_STEPS)):
            if norm <= 1e-12:
                break
            by_track = self._sum_over_playlists(by_length * step)
            damped = by_count * by_track
            length = norm / (float(by_track @ damped) + self._penalty * float(step @ step))
            found += length * by_track
            if steps_left:
                image = by_length * self._sum_over_tracks(damped) + self._penalty * step
                residual -= length * image
                norm, before = float(residual @ residual), norm
                step = residual + (norm / before) * step
        return found * self._ridge_popularity

    @cached_property
    def fold_in(self) -> FoldIn:
        """Return the fold-in of the tracks' factors."""
        return FoldIn(self.model.factors)

    @cached_property
    def popularity(self) -> Numbers:
        """Return log(1 + playlists) of each track, with standard deviation 1, or all 0."""
        counts = np.log1p(self.counts)
        std = float(counts.std())
        return counts / std if std > MIN_STD else np.zeros_like(counts)

    @cached_property
    def _rarity(self) -> Numbers:
        return (self.counts + 1) ** -RARITY

    @cached_property
    def _popularity_damping(self) -> Numbers:
        return (self.counts + 3) ** -POPULARITY_DAMPING

    @cached_property
    def _ridge_popularity(self) -> Numbers:
        return np.maximum(self.counts, 1) ** -0.15

    @cached_property
    def _ridge_damping(self) -> tuple[Numbers, Numbers]:
        """Return the factor of each playlist, and the square of the factor of each track."""
        return self.lengths**-RIDGE_DAMPING, np.maximum(self.counts, 1) ** (-2 * RIDGE_DAMPING)

    @cached_property
    def _penalty(self) -> float:
        by_length, by_count = self._ridge_damping
        squares = self._sum_over_tracks(by_count) * by_length**2
        return RIDGE_PENALTY * float(squares.mean()) if len(squares) else 0.0

    @property
    def _is_small(self) -> bool:
        """Return whether all entries are multiplied sooner than some rows are selected."""
        return self.model.playlists.nnz < SMALL

    def _sum_over_tracks(self, weights: Numbers) -> Numbers:
        """Return each playlist's sum of the weights of its tracks."""
        weights = weights * self.scale
        found: Numbers
        if not self._is_small:
            rows = np.flatnonzero(weights)
            if 2 * len(rows) < len(weights):
                found = self.model.playlists[rows].T @ weights[rows]
                return found
        found = self.model.tracks_by_playlist @ weights
        return found

    def _sum_over_playlists(self, weights: Numbers) -> Numbers:
        """Return each track's sum of the weights of its playlists."""
        tracks_by_playlist = self.model.tracks_by_playlist  # it has fewer rows: quicker
        if not self._is_small:
            rows = np.flatnonzero(weights)
            if 2 * len(rows) < len(weights):
                tracks_by_playlist, weights = tracks_by_playlist[rows], weights[rows]
        found: Numbers = (tracks_by_playlist.T @ weights) * self.scale
        return found


def compute_signals(votes: PlaylistVotes, rows: IntArray, weights: FloatArray) -> FloatArray:
    """Return the signals for each track, each of standard deviation 1 over the catalogue.

    Parameters
    ----------
    rows : the seeds, each row of the model once
    weights : of the seeds; negative means "not like this"

    Returns
    -------
    array of shape (7, n_tracks), rows as `Signal`. A constant signal is 0. Nothing is
    centred, so 0 means that nothing is known for or against a track.
    """
    return compute_signals_of_mixes(votes, rows, weights[None])[0]


def compute_signals_of_mixes(votes: PlaylistVotes, rows: IntArray, mixes: FloatArray) -> FloatArray:
    """Return the signals of several mixes of the same seeds, which share the costliest product.

    The signals of the negative seeds are computed separately, and `NEGATIVE_SHARES` of them
    subtracted, in units of the standard deviation of the positive signals: summed before,
    a playlist of as many liked as disliked tracks would say nothing.

    Parameters
    ----------
    mixes : array of shape (n_mixes, n_seeds); a seed that is not part of a mix has weight 0

    Returns
    -------
    array of shape (n_mixes, 7, n_tracks), each as `compute_signals`
    """
    model = votes.model
    both = np.concatenate([np.maximum(mixes, 0), np.maximum(-mixes, 0)])
    is_used = np.logical_or.reduce(both > 0, axis=1)
    taste = _sum_taste_similarities(model, rows, both[is_used])
    audio = model.audio @ (both[is_used] @ model.audio[rows]).T
    signals = np.zeros((len(both), len(SIGNALS), model.n_tracks), np.float32)
    signals[is_used, Signal.AUDIO], signals[is_used, Signal.TASTE] = audio.T, taste
    for query in np.flatnonzero(is_used):
        seeds = np.zeros(model.n_tracks, np.float32)
        seeds[rows] = both[query]
        artists = model.artists @ (model.artists[rows].T @ both[query])
        signals[query, Signal.ARTIST] = np.sqrt(artists)  # a second track counts less
        signals[query, Signal.VOTES] = votes.votes(seeds)
        signals[query, Signal.RIDGE] = votes.ridge(seeds)
        own = np.flatnonzero(both[query])
        weights = both[query, own] / both[query, own].mean()  # only their ratios matter
        signals[query, Signal.FACTORS] = votes.fold_in.score(rows[own], weights)
    positive, negative = signals[: len(mixes)], signals[len(mixes) :]
    std = positive.std(axis=2, keepdims=True)
    is_only_negative = ~is_used[: len(mixes)]
    std[is_only_negative] = negative[is_only_negative].std(axis=2, keepdims=True)
    std[std <= MIN_STD] = np.inf
    share = signal_array(NEGATIVE_SHARES)[:, None]
    for mix in np.flatnonzero(is_used[len(mixes) :]):
        positive[mix] -= negative[mix] if is_only_negative[mix] else share * negative[mix]
    positive /= std
    positive[:, Signal.POPULARITY] = votes.popularity
    return positive


def to_contributions(signals: FloatArray, weights: FloatArray) -> FloatArray:
    """Return the weighted signals (7, n) as contributions (n, 6)."""
    contributions = np.zeros((len(CONTRIBUTIONS), signals.shape[1]), np.float32)
    for signal, contribution in CONTRIBUTION_OF_SIGNAL.items():
        contributions[contribution] += weights[signal] * signals[signal]
    return contributions.T


def _sum_taste_similarities(model: ScoringModel, rows: IntArray, mixes: FloatArray) -> FloatArray:
    """Return the weighted sums over seeds of the cube of the similarity in taste.

    The power lets each seed pull at its own neighbours: two moods do not meet in the middle.
    """
    total = np.zeros((len(mixes), model.n_tracks), np.float32)
    seeds, weights = np.ascontiguousarray(model.taste[rows].T), mixes.T
    for start in range(0, model.n_tracks, TILE):
        similarity = model.taste[start : start + TILE] @ seeds
        np.maximum(similarity, 0, out=similarity)
        cubed = similarity * similarity  # a general power takes ten times as long
        cubed *= similarity
        total[:, start : start + TILE] = (cubed @ weights).T
    return total
