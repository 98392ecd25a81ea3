"""The score of every track for many seeds at once: what the seeds have in common."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from recommender.checks import FloatArray
from recommender.scoring.model import CONTRIBUTIONS, ScoringModel
from recommender.search.topk import IntArray

Numbers = npt.NDArray[np.floating]

PREFIX = "multi_seed_"  # of the fitted weights among `marts.recommendation_parameters`
PARTS = ("audio", "taste", "artist", "votes", "ridge", "popular")
TERM_OF_PART = tuple(
    CONTRIBUTIONS.index(term)
    for term in (*CONTRIBUTIONS[:3], "co_occurrence", "co_occurrence", "popularity")
)
# of each part in units of its spread over the model; see `recommender.tuning.multi_seed`
DEFAULT_WEIGHTS = (0.2, 0.5, 0.75, 1.0, 0.75, 0.1)
VOTE_POWER = 1.5
RARITY = 0.5
POPULARITY_DAMPING = 0.3
RIDGE_DAMPING = 0.25
RIDGE_PENALTY = 10.0  # times a playlist's mean squared length
RIDGE_STEPS = 4
# how much of what speaks for a seed of negative weight counts against a track, by part: tracks of
# one scene audio and are listed alike, whether liked or not; who plays them tells them apart
AGAINST = (0.5, 0.5, 1.0, 1.0, 1.0, 0.0)
SMALLEST_SPREAD = 1e-9  # a part that is even over the model says nothing
TILE = 512  # tracks whose cosine_similarity to all seeds stays in the processor's cache


@dataclass(frozen=True)
class PlaylistVotes:
    """The playlists of a model as voters; holds no second copy of them.

    Attributes
    ----------
    model : its `playlists` are read through `root`, which makes their entries 1
    root : array of n_tracks, 1 / the entries of a track's row
    counts : array of n_tracks, in how many playlists each stands
    lengths : array of n_playlists
    """

    model: ScoringModel
    root: Numbers
    counts: Numbers
    lengths: Numbers

    @classmethod
    def of(cls, model: ScoringModel) -> "PlaylistVotes":
        """Read the sizes of the playlists of a model."""
        matrix = model.playlists
        counts = np.diff(matrix.indptr).astype(np.float32)
        root = np.zeros(len(counts), np.float32)
        listed = counts > 0
        root[listed] = 1 / matrix.data[matrix.indptr[:-1][listed]]
        lengths = np.diff(model.tracks_by_playlist.indptr).astype(np.float32)
        return cls(model, root, counts, np.maximum(lengths, 1))

    def votes(self, seeds: Numbers) -> Numbers:
        """Return how much the playlists that hold the seeds speak for each track.

        A playlist counts by the seeds that it holds, rare ones more, to a power above 1:
        two seeds in one playlist say more than one seed in each of two.
        """
        alike = self._holding(seeds * self._rarity) / np.sqrt(self.lengths)
        alike = np.sign(alike) * np.abs(alike) ** VOTE_POWER
        return self._held(alike) * self._popularity_damping

    def ridge(self, seeds: Numbers) -> Numbers:
        """Return the seeds as a ridge regression rebuilds them from playlists.

        ListOptions (n_tracks,). The regression is that of EASE (Steck 2019) without its
        diagonal, in its dual form: ``X' (X X' + penalty)^-1 X seeds``. A few steps of
        conjugate gradients need no n x n matrix, and stopping early regularises, too.
        """
        by_length, by_count = self._ridge_damping
        residual = by_length * self._holding(seeds * by_count)  # a rare seed says more
        step, norm = residual.copy(), float(residual @ residual)
        found = np.zeros_like(self.counts)
        for steps_left in reversed(range(RIDGE_STEPS)):
            if norm <= 1e-12:
                break
            held = self._held(by_length * step)
            seen = by_count * held
            length = norm / (float(held @ seen) + self._penalty * float(step @ step))
            found += length * held
            if steps_left:
                image = by_length * self._holding(seen) + self._penalty * step
                residual -= length * image
                norm, before = float(residual @ residual), norm
                step = residual + (norm / before) * step
        return found * self._ridge_popularity

    @cached_property
    def popularity(self) -> Numbers:
        """Return log(1 + playlists) of each track, in units of its spread; 0 where all are even."""
        found = np.log1p(self.counts)
        spread = float(found.std())
        return found / spread if spread > SMALLEST_SPREAD else np.zeros_like(found)

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
        """Return what a playlist counts, and the square of what a track counts."""
        return self.lengths**-RIDGE_DAMPING, np.maximum(self.counts, 1) ** (-2 * RIDGE_DAMPING)

    @cached_property
    def _penalty(self) -> float:
        by_length, by_count = self._ridge_damping
        squares = self._holding(by_count) * by_length**2
        return RIDGE_PENALTY * float(squares.mean()) if len(squares) else 0.0

    def _holding(self, weights: Numbers) -> Numbers:
        """Return each playlist's sum of the weights of its tracks."""
        weights = weights * self.root
        rows = np.flatnonzero(weights)
        found: Numbers
        if 2 * len(rows) < len(weights):
            found = self.model.playlists[rows].T @ weights[rows]
        else:
            found = self.model.tracks_by_playlist @ weights
        return found

    def _held(self, weights: Numbers) -> Numbers:
        """Return each track's sum of the weights of its playlists."""
        holders = self.model.tracks_by_playlist  # whose rows are fewer, and so quicker
        rows = np.flatnonzero(weights)
        if 2 * len(rows) < len(weights):
            holders, weights = holders[rows], weights[rows]
        found: Numbers = (holders.T @ weights) * self.root
        return found


def parts_of(listings: PlaylistVotes, rows: IntArray, weights: FloatArray) -> FloatArray:
    """Return what speaks for each track, part by part, each of spread 1 over the model.

    Parameters
    ----------
    rows : the seeds, each row of the model once
    weights : of the seeds; negative means "not like this"

    Returns
    -------
    array of shape (6, n_tracks), rows as `PARTS`. A part that tells no track from another
    is 0. Nothing is centred, so 0 means that nothing is known for or against.
    """
    return parts_of_each(listings, rows, weights[None])[0]


def parts_of_each(listings: PlaylistVotes, rows: IntArray, mixes: FloatArray) -> FloatArray:
    """Return the parts of several mixes of the same seeds, which share the dearest product.

    What the seeds of negative weight speak for is found by itself, and `AGAINST` of it taken
    off, in units of the spread of what the others speak for: were both summed before, a
    playlist of as many liked as disliked tracks would say nothing.

    Parameters
    ----------
    mixes : array of shape (n_mixes, n_seeds), a seed that is not of a mix has the weight 0

    Returns
    -------
    array of shape (n_mixes, 6, n_tracks), each as `parts_of`
    """
    both = np.concatenate([np.maximum(mixes, 0), np.maximum(-mixes, 0)])
    is_asked = np.logical_or.reduce(both > 0, axis=1)
    near = _near(listings.model, rows, both[is_asked])
    audio_vectors = listings.model.audio @ (both[is_asked] @ listings.model.audio[rows]).T
    spoken = np.zeros((len(both), len(PARTS), listings.model.n_tracks), np.float32)
    spoken[is_asked, 0], spoken[is_asked, 1] = audio_vectors.T, near
    for query in np.flatnonzero(is_asked):
        spoken[query, 2:-1] = _spoken(listings, rows, both[query])
    found, against = spoken[: len(mixes)], spoken[len(mixes) :]
    spread = found.std(axis=2, keepdims=True)
    is_only_against = ~is_asked[: len(mixes)]
    spread[is_only_against] = against[is_only_against].std(axis=2, keepdims=True)
    spread[spread <= SMALLEST_SPREAD] = np.inf
    share = np.array(AGAINST, np.float32)[:, None]
    for mix in np.flatnonzero(is_asked[len(mixes) :]):
        found[mix] -= against[mix] if is_only_against[mix] else share * against[mix]
    found /= spread
    found[:, -1] = listings.popularity
    return found


def _spoken(listings: PlaylistVotes, rows: IntArray, weights: FloatArray) -> list[Numbers]:
    """Return artist, votes and ridge for seeds of no negative weight, each in its own unit."""
    model = listings.model
    seeds = np.zeros(model.n_tracks, np.float32)
    seeds[rows] = weights
    artists = model.artists @ (model.artists[rows].T @ weights)
    return [
        np.sqrt(artists),  # a second track says less
        listings.votes(seeds),
        listings.ridge(seeds),
    ]


def as_terms(parts: FloatArray, weights: FloatArray) -> FloatArray:
    """Return the weighted parts (6, n) as contributions (n, 5), columns as `CONTRIBUTIONS`."""
    contributions = np.zeros((len(CONTRIBUTIONS), parts.shape[1]), np.float32)
    for part, weight, term in zip(parts, weights, TERM_OF_PART, strict=True):
        contributions[term] += weight * part
    return contributions.T


def _near(model: ScoringModel, rows: IntArray, mixes: FloatArray) -> FloatArray:
    """Return the weighted sums over seeds of the cube of their cosine_similarity in taste.

    The power makes a seed pull at what is near it: two moods do not meet in their middle.
    """
    total = np.zeros((len(mixes), model.n_tracks), np.float32)
    seeds, weights = np.ascontiguousarray(model.taste[rows].T), mixes.T
    for start in range(0, model.n_tracks, TILE):
        near = model.taste[start : start + TILE] @ seeds
        np.maximum(near, 0, out=near)
        cubed = near * near  # a general power takes ten times as long
        cubed *= near
        total[:, start : start + TILE] = (cubed @ weights).T
    return total
