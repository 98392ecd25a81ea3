"""Inverted file (IVF) for large catalogues: a seed is compared with near clusters alone."""

from collections.abc import Iterator

import numpy as np
from scipy import sparse

from recommender.checks import FloatArray
from recommender.scoring.contributions import Contribution
from recommender.scoring.model import ScoringModel
from recommender.scoring.query import Query
from recommender.search.parallel import map_blocks
from recommender.search.topk import IntArray

TRACKS_PER_CLUSTER = 256  # on average
SAMPLE_PER_CLUSTER = 32  # tracks that the centres are learned from
N_ITERATIONS = 8  # of k-means
SEED = 20185
MAX_BLOCK_SIZE = 256
ROWS_AT_ONCE = 1024
CANDIDATES_PER_POPULAR = 8  # one popular track is added for so many: they suit far clusters, too


class IVFIndex:
    """An inverted file: the candidates for the seeds of each cluster.

    The dense blocks, each multiplied by the root of its weight, are clustered by k-means, so
    that the tracks of a cluster have similar products with the same tracks. A block of seeds
    of one cluster is compared with the tracks of the clusters near to any of them, with
    every track that shares an artist or a playlist with one of them, and with the most
    popular tracks. Only the choice of candidates is approximate.

    Parameters
    ----------
    weights : of the contributions, at least 0
    min_candidates : the least number of candidates of a seed, if there are that many tracks;
        all tracks give the exact lists

    Attributes
    ----------
    assignments : array of n_tracks, the cluster of each
    """

    def __init__(self, model: ScoringModel, weights: FloatArray, min_candidates: int) -> None:
        self.model = model
        self.weights = weights
        self.min_candidates = min_candidates
        n_clusters = max(1, model.n_tracks // TRACKS_PER_CLUSTER)
        self._centres = self._learn_centres(n_clusters)
        self.assignments = self._assign(np.arange(model.n_tracks))
        self._counts = counts = np.bincount(self.assignments, minlength=n_clusters)
        self._bounds = np.concatenate([[0], np.cumsum(counts)])
        self._order = np.argsort(self.assignments, kind="stable")
        sums = np.bincount(self.assignments, weights=model.popularity, minlength=len(counts))
        weight = weights[Contribution.POPULARITY]
        self._popularity = (weight * sums / np.maximum(counts, 1)).astype(np.float32)
        most_popular = np.argsort(-model.popularity, kind="stable")
        self._most_popular = most_popular[: -(-min_candidates // CANDIDATES_PER_POPULAR)]

    def blocks(self) -> Iterator[IntArray]:
        """Yield all tracks in blocks of seeds, each of one cluster."""
        for low, high in zip(self._bounds[:-1], self._bounds[1:], strict=True):
            for start in range(low, high, MAX_BLOCK_SIZE):
                yield self._order[start : min(start + MAX_BLOCK_SIZE, high)]

    def candidates(self, query: Query) -> IntArray:
        """Return the tracks that a block of seeds is compared with, in ascending order."""
        # one set for the whole block, so that its products stay one dense BLAS call: FAISS
        # instead pads each query's clusters to one length, or compares query by query
        rows = self._scale(query.vectors)
        nearness = (rows @ self._centres.T).max(axis=0) + self._popularity
        order = np.argsort(-nearness, kind="stable")
        before = np.cumsum(self._counts[order]) - self._counts[order]
        is_candidate = np.zeros(self.model.n_tracks, dtype=np.bool_)
        for cluster in order[before < self.min_candidates]:
            is_candidate[self._order[self._bounds[cluster] : self._bounds[cluster + 1]]] = True
        is_candidate[query.weigh_sparse(self.weights).indices] = True
        is_candidate[self._most_popular] = True
        return np.flatnonzero(is_candidate)

    def _learn_centres(self, n_clusters: int) -> FloatArray:
        """Return the centres of the clusters, by k-means over a sample of the tracks."""
        random = np.random.default_rng(SEED)
        sample = random.permutation(self.model.n_tracks)[: SAMPLE_PER_CLUSTER * n_clusters]
        rows = self._scale(self.model.vectors[sample])
        self._centres = rows[:n_clusters]
        for _ in range(N_ITERATIONS):
            cluster = self._assign(sample)
            entries = (np.ones(len(cluster), np.float32), (cluster, np.arange(len(cluster))))
            members = sparse.csr_matrix(entries, (n_clusters, len(cluster)))
            counts = np.bincount(cluster, minlength=n_clusters)[:, None]
            means = (members @ rows) / np.maximum(counts, 1)
            self._centres = np.where(counts > 0, means, self._centres).astype(np.float32)
        return self._centres

    def _assign(self, tracks: IntArray) -> IntArray:
        """Return the cluster of each track: the one with the nearest centre."""
        # argmin |x - c|² = argmax x·c - |c|²/2, as |x|² is the same for all centres
        halves = np.einsum("ij,ij->i", self._centres, self._centres) / 2

        def assign(start: int, stop: int) -> IntArray:
            rows = self._scale(self.model.vectors[tracks[start:stop]])
            return np.argmax(rows @ self._centres.T - halves, axis=1)

        return np.concatenate(list(map_blocks(assign, len(tracks), ROWS_AT_ONCE)))

    def _scale(self, vectors: FloatArray) -> FloatArray:
        """Return the dense blocks, each multiplied by the root of its weight."""
        width = self.model.audio.shape[1]
        root = np.sqrt(self.weights)
        return np.hstack(
            [
                vectors[:, :width] * root[Contribution.AUDIO],
                vectors[:, width:] * root[Contribution.TASTE],
            ]
        )
