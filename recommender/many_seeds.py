"""The score of every track for many seeds at once: what the seeds have in common."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from recommender.blocks import block_size
from recommender.catalogue import TERMS, Catalogue
from recommender.checks import FloatArray
from recommender.selection import IntArray

Numbers = npt.NDArray[np.floating]

PREFIX = "many_seeds_"  # of the fitted weights among `marts.recommendation_parameters`
PARTS = ("sound", "taste", "artist", "votes", "ridge")
TERM_OF_PART = tuple(TERMS.index(term) for term in (*TERMS[:3], "co_occurrence", "co_occurrence"))
# of each part in units of its spread over the catalogue; see `recommender.many_fitting`
DEFAULT_WEIGHTS = (0.2, 0.5, 0.75, 1.0, 0.75)
VOTE_POWER = 1.5
RARITY = 0.5
POPULARITY_DAMPING = 0.3
RIDGE_DAMPING = 0.25
RIDGE_PENALTY = 10.0  # times a playlist's mean squared length
RIDGE_STEPS = 4


@dataclass(frozen=True)
class Listings:
    """The playlists of a catalogue as voters; holds no second copy of them.

    Attributes
    ----------
    catalogue : its `playlists` are read through `root`, which makes their entries 1
    root : array of n_tracks, 1 / the entries of a track's row
    counts : array of n_tracks, in how many playlists each stands
    lengths : array of n_playlists
    """

    catalogue: Catalogue
    root: Numbers
    counts: Numbers
    lengths: Numbers

    @classmethod
    def of(cls, catalogue: Catalogue) -> "Listings":
        """Read the sizes of the playlists of a catalogue."""
        matrix = catalogue.playlists
        counts = np.diff(matrix.indptr).astype(np.float32)
        root = np.zeros(len(counts), np.float32)
        listed = counts > 0
        root[listed] = 1 / matrix.data[matrix.indptr[:-1][listed]]
        lengths = np.diff(catalogue.tracks_by_playlist.indptr).astype(np.float32)
        return cls(catalogue, root, counts, np.maximum(lengths, 1))

    def votes(self, seeds: Numbers) -> Numbers:
        """Return how much the playlists that hold the seeds speak for each track.

        A playlist counts by the seeds that it holds, rare ones more, to a power above 1:
        two seeds in one playlist say more than one seed in each of two.
        """
        rarity = (self.counts + 1) ** -RARITY
        alike = self._holding(seeds * rarity) / np.sqrt(self.lengths)
        alike = np.sign(alike) * np.abs(alike) ** VOTE_POWER
        return self._held(alike) * (self.counts + 3) ** -POPULARITY_DAMPING

    def ridge(self, seeds: Numbers) -> Numbers:
        """Return the seeds as a ridge regression rebuilds them from playlists.

        Shape (n_tracks,). The regression is that of EASE (Steck 2019) without its
        diagonal, in its dual form: ``X' (X X' + penalty)^-1 X seeds``. A few steps of
        conjugate gradients need no n x n matrix, and stopping early regularises, too.
        """
        by_length = self.lengths**-RIDGE_DAMPING
        by_count = np.maximum(self.counts, 1) ** -RIDGE_DAMPING
        squares = self._holding(by_count**2) * by_length**2
        penalty = RIDGE_PENALTY * float(squares.mean()) if len(squares) else 0.0
        residual = by_length * self._holding(seeds * by_count**2)  # a rare seed says more
        solution, step = np.zeros_like(residual), residual.copy()
        norm = float(residual @ residual)
        for _ in range(RIDGE_STEPS):
            if norm <= 1e-12:
                break
            seen = by_count**2 * self._held(by_length * step)
            image = by_length * self._holding(seen) + penalty * step
            length = norm / float(step @ image)
            solution += length * step
            residual -= length * image
            norm, before = float(residual @ residual), norm
            step = residual + (norm / before) * step
        return self._held(by_length * solution) * np.maximum(self.counts, 1) ** -0.15

    def _holding(self, weights: Numbers) -> Numbers:
        """Return each playlist's sum of the weights of its tracks."""
        found: Numbers = self.catalogue.tracks_by_playlist @ (weights * self.root)
        return found

    def _held(self, weights: Numbers) -> Numbers:
        """Return each track's sum of the weights of its playlists."""
        found: Numbers = (self.catalogue.playlists @ weights) * self.root
        return found


def parts_of(listings: Listings, rows: IntArray, weights: FloatArray) -> FloatArray:
    """Return what speaks for each track, part by part, each of spread 1 over the catalogue.

    Parameters
    ----------
    rows : the seeds, each row of the catalogue once
    weights : of the seeds; negative means "not like this"

    Returns
    -------
    array of shape (5, n_tracks), rows as `PARTS`. A part that tells no track from another
    is 0. Nothing is centred, so 0 means that nothing is known for or against.
    """
    catalogue = listings.catalogue
    seeds = np.zeros(catalogue.n_tracks, np.float32)
    seeds[rows] = weights
    mixed = sparse.csr_matrix(seeds[None])
    artists = catalogue.artists @ (mixed @ catalogue.artists).toarray()[0]
    parts = np.stack(
        [
            catalogue.sound @ (weights @ catalogue.sound[rows]),
            _near(catalogue, rows, weights),
            np.sign(artists) * np.sqrt(np.abs(artists)),  # a second track says less
            listings.votes(seeds),
            listings.ridge(seeds),
        ]
    ).astype(np.float32)
    spread = parts.std(axis=1, keepdims=True)
    return np.where(spread > 1e-9, parts / np.maximum(spread, 1e-9), 0).astype(np.float32)


def as_terms(parts: FloatArray, weights: FloatArray) -> FloatArray:
    """Return the weighted parts (5, n) as contributions (n, 5), columns as `TERMS`."""
    terms = np.zeros((parts.shape[1], len(TERMS)), np.float32)
    for part, weight, term in zip(parts, weights, TERM_OF_PART, strict=True):
        terms[:, term] += weight * part
    return terms


def _near(catalogue: Catalogue, rows: IntArray, weights: FloatArray) -> FloatArray:
    """Return the weighted sum over seeds of the cube of their nearness in taste.

    The power makes a seed pull at what is near it: two moods do not meet in their middle.
    """
    total = np.zeros(catalogue.n_tracks, np.float32)
    size = block_size(catalogue.n_tracks)
    for start in range(0, len(rows), size):
        near = catalogue.taste[rows[start : start + size]] @ catalogue.taste.T
        np.maximum(near, 0, out=near)
        cubed = near * near  # a general power takes ten times as long
        cubed *= near
        total += weights[start : start + size] @ cubed
    return total
