"""Large catalogues: tracks dealt into cells, so that a seed is compared with near cells alone."""

from collections.abc import Iterator

import numpy as np
from scipy import sparse

from recommender.checks import FloatArray
from recommender.scoring.model import Query, ScoringModel
from recommender.search.parallel import map_blocks
from recommender.search.topk import IntArray

TRACKS_PER_CELL = 256  # on average
LEARNED_PER_CELL = 32  # tracks that the cells are learned from
ROUNDS = 8  # of k-means
SEED = 20185
LARGEST_BLOCK = 256
ROWS_AT_ONCE = 1024
POPULAR_IN = 8  # tracks compared, one more is of the most popular: they reach into far cells


class IVFIndex:
    """An inverted file: which tracks are worth comparing with the seeds of a cell.

    The dense blocks, each by the root of its weight, are dealt into cells by k-means, so
    that the tracks of a cell have near products with the same tracks. A block of seeds
    out of one cell is compared with the tracks of the cells near to any of them, with
    whatever shares an artist or a playlist with one of them, and with the most popular.
    So which tracks are compared is approximate, and nothing else.

    Parameters
    ----------
    weights : five, at least 0, in the order of `recommender.scoring.model.CONTRIBUTIONS`
    min_candidates : with how many near tracks a seed is compared at least, as far as there
        are so many; all of them give the exact lists

    Attributes
    ----------
    cells : array of n_tracks, the cell of each
    """

    def __init__(self, model: ScoringModel, weights: FloatArray, min_candidates: int) -> None:
        self.model = model
        self.weights = weights
        self.min_candidates = min_candidates
        n_cells = max(1, model.n_tracks // TRACKS_PER_CELL)
        self._centres = self._learned(n_cells)
        self.cells = self._nearest(np.arange(model.n_tracks))
        self._counts = counts = np.bincount(self.cells, minlength=n_cells)
        self._bounds = np.concatenate([[0], np.cumsum(counts)])
        self._order = np.argsort(self.cells, kind="stable")
        sums = np.bincount(self.cells, weights=model.popularity, minlength=len(counts))
        self._priors = (weights[4] * sums / np.maximum(counts, 1)).astype(np.float32)
        popular = np.argsort(-model.popularity, kind="stable")
        self._popular = popular[: -(-min_candidates // POPULAR_IN)]

    def blocks(self) -> Iterator[IntArray]:
        """Yield all tracks in blocks of seeds, each out of one cell."""
        for low, high in zip(self._bounds[:-1], self._bounds[1:], strict=True):
            for start in range(low, high, LARGEST_BLOCK):
                yield self._order[start : min(start + LARGEST_BLOCK, high)]

    def worth_comparing(self, query: Query) -> IntArray:
        """Return the tracks that a block of seeds is compared with, rising."""
        asked = self._rooted(query.vectors)
        worth = (asked @ self._centres.T).max(axis=0) + self._priors
        order = np.argsort(-worth, kind="stable")
        before = np.cumsum(self._counts[order]) - self._counts[order]
        is_worth = np.zeros(self.model.n_tracks, dtype=np.bool_)
        for cell in order[before < self.min_candidates]:
            is_worth[self._order[self._bounds[cell] : self._bounds[cell + 1]]] = True
        is_worth[query.shared(self.weights).indices] = True
        is_worth[self._popular] = True
        return np.flatnonzero(is_worth)

    def _learned(self, n_cells: int) -> FloatArray:
        """Return the centres of the cells by k-means over a sample of the tracks."""
        random = np.random.default_rng(SEED)
        sample = random.permutation(self.model.n_tracks)[: LEARNED_PER_CELL * n_cells]
        rows = self._rooted(self.model.vectors[sample])
        self._centres = rows[:n_cells]
        for _ in range(ROUNDS):
            found = self._nearest(sample)
            places = (np.ones(len(found), np.float32), (found, np.arange(len(found))))
            members = sparse.csr_matrix(places, (n_cells, len(found)))
            counts = np.bincount(found, minlength=n_cells)[:, None]
            means = (members @ rows) / np.maximum(counts, 1)
            self._centres = np.where(counts > 0, means, self._centres).astype(np.float32)
        return self._centres

    def _nearest(self, tracks: IntArray) -> IntArray:
        """Return the cell of each track: that with the nearest centre."""
        halves = np.einsum("ij,ij->i", self._centres, self._centres) / 2

        def nearest(start: int, stop: int) -> IntArray:
            rows = self._rooted(self.model.vectors[tracks[start:stop]])
            return np.argmax(rows @ self._centres.T - halves, axis=1)

        return np.concatenate(list(map_blocks(nearest, len(tracks), ROWS_AT_ONCE)))

    def _rooted(self, vectors: FloatArray) -> FloatArray:
        """Return the dense blocks, each by the root of its weight."""
        width = self.model.audio.shape[1]
        root = np.sqrt(self.weights)
        return np.hstack([vectors[:, :width] * root[0], vectors[:, width:] * root[1]])
