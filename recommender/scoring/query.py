"""Queries against a scoring model: scores, candidates and contributions of a block of queries."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy import sparse

from recommender.checks import FloatArray
from recommender.scoring.contributions import CONTRIBUTIONS, Contribution
from recommender.scoring.model import ScoringModel, squared_norms
from recommender.search.dot_products import max_norm, multiply_pairs, rounding_error_bound
from recommender.search.topk import Adjust, Changes, IntArray


class NearTracks(NamedTuple):
    """The queries from `start` to before `stop`, and the tracks that they are compared with."""

    start: int
    stop: int
    tracks: IntArray


class Query:
    """A block of queries, each a weighted mix of seeds.

    Parameters
    ----------
    seeds : sparse (n_queries, n_tracks); a negative weight means "not like this". Every
        contribution is linear in the seeds, except for popularity, which counts once.
    """

    def __init__(self, model: ScoringModel, seeds: sparse.csr_matrix) -> None:
        self.model = model
        self.seeds = seeds
        self.vectors: FloatArray = np.asarray(seeds @ model.vectors)
        self.artist = (seeds @ model.artists) @ model.tracks_by_artist
        playlist_weights = model.co_occurrence.weigh_playlists(seeds, model.playlists)
        playlist_weights.sort_indices()  # one order of the sums, whatever the other queries
        self.co_occurrence = playlist_weights @ model.tracks_by_playlist
        self.cold_seed_weights: FloatArray = np.asarray(seeds @ model.cold_seed_weights)

    def scores(self, weights: FloatArray) -> FloatArray:
        """Return the scores, shape (n_queries, n_tracks), to the rounding of float32."""
        scores: FloatArray = self._weigh_vectors(weights) @ self.model.columns.T
        entries = self.weigh_sparse(weights).tocoo()
        scores[entries.row, entries.col] += entries.data
        return scores

    def candidates(
        self, weights: FloatArray, k: int, excluded: tuple[IntArray, IntArray]
    ) -> tuple[IntArray, IntArray]:
        """Return (queries, tracks) that surely hold the k best of each query.

        The (queries, tracks) that are excluded are never among them.
        """
        queries = self._weigh_vectors(weights)
        sparse_part = SparseColumns(self.weigh_sparse(weights).tocsc())
        order = np.argsort(excluded[1], kind="stable")
        query, track = excluded[0][order], excluded[1][order]

        def adjust(start: int, stop: int) -> Changes:
            inside = slice(*np.searchsorted(track, (start, stop)))
            left_out = query[inside], track[inside] - start
            return Changes(sparse_part.select(start, stop), left_out)

        slack = self._slack(queries, sparse_part.max_size())
        return self.model.select_products(queries, self.model.columns, k, slack, adjust)

    def near_candidates(
        self,
        weights: FloatArray,
        k: int,
        excluded: tuple[IntArray, IntArray],
        near: Sequence[NearTracks],
    ) -> tuple[IntArray, IntArray]:
        """Return (queries, tracks) that surely hold the k best among few tracks for each query.

        A block of queries is compared with its near tracks, and with every track that shares an
        artist or a playlist with one of the queries. What is excluded is never returned.
        """
        queries, by_row = self._weigh_vectors(weights), self.weigh_sparse(weights)
        slack = self._slack(queries, float(np.abs(by_row.data).max(initial=0)))
        by_query = np.argsort(excluded[0], kind="stable")
        query, track = excluded[0][by_query], excluded[1][by_query]
        place = np.full(self.model.n_tracks, -1, dtype=np.intp)
        found = []
        for start, stop, tracks in near:
            entries = slice(by_row.indptr[start], by_row.indptr[stop])
            shared, values = by_row.indices[entries], by_row.data[entries]
            rows = np.repeat(np.arange(stop - start), np.diff(by_row.indptr[start : stop + 1]))
            place[tracks] = place[shared] = 0
            among = np.flatnonzero(place == 0)
            place[among] = np.arange(len(among))
            own = slice(*np.searchsorted(query, (start, stop)))
            adjust = _adjustment(
                len(among), (rows, place[shared], values), (query[own] - start, place[track[own]])
            )
            block = queries[start:stop]
            catalogue = self.model.columns
            pairs = self.model.select_products(block, catalogue, k, slack, adjust, among)
            place[among] = -1
            found.append((start + pairs[0], among[pairs[1]]))
        rows, columns = (np.concatenate(part) for part in zip(*found, strict=True))
        return rows, columns

    def weigh_sparse(self, weights: FloatArray) -> sparse.csr_matrix:
        """Return what shared artists and playlists add, sparse (n_queries, n_tracks)."""
        by_weight = (
            (self.artist, weights[Contribution.ARTIST]),
            (self.co_occurrence, weights[Contribution.CO_OCCURRENCE]),
        )
        empty = sparse.csr_matrix(self.artist.shape, dtype=np.float32)
        return sum((block * weight for block, weight in by_weight if weight), empty).tocsr()

    def contributions(self, rows: IntArray, columns: IntArray) -> FloatArray:
        """Return the unweighted contributions to each (query, track), shape (n_pairs, 6).

        Equal tracks tie exactly here, and in `scores` only to the rounding of float32.
        """
        model = self.model
        audio, taste = self._split_vectors()
        cold = self.cold_seed_weights[rows] * model.relative_log_count[columns]
        return _stack(
            {
                Contribution.AUDIO: multiply_pairs(audio, model.audio, rows, columns),
                Contribution.TASTE: multiply_pairs(taste, model.taste, rows, columns),
                Contribution.ARTIST: _take_entries(self.artist, rows, columns),
                Contribution.CO_OCCURRENCE: _take_entries(self.co_occurrence, rows, columns),
                Contribution.POPULARITY: model.popularity[columns] + cold,
            }
        )

    def artist_co_occurrence(self, rows: IntArray, columns: IntArray) -> FloatArray:
        """Return what an artist smoothing of 1 adds to the co-occurrence of each pair."""
        weights = self.model.co_occurrence.weigh_artist_playlists(self.seeds)
        return _take_entries((weights @ self.model.tracks_by_playlist).tocsr(), rows, columns)

    def all_contributions(self) -> FloatArray:
        """Return the unweighted contributions to the first query, shape (n_tracks, 6).

        Equal to those of `contributions` up to the rounding of float32.
        """
        model = self.model
        audio, taste = self._split_vectors()
        cold = self.cold_seed_weights[0] * model.relative_log_count
        # each contribution in one piece: sums over all tracks then take a tenth of the time
        by_name = np.zeros((len(CONTRIBUTIONS), model.n_tracks), dtype=np.float32)
        by_name[Contribution.AUDIO] = model.audio @ audio[0]
        by_name[Contribution.TASTE] = model.taste @ taste[0]
        for name, part in (
            (Contribution.ARTIST, self.artist),
            (Contribution.CO_OCCURRENCE, self.co_occurrence),
        ):
            own = slice(part.indptr[0], part.indptr[1])
            by_name[name, part.indices[own]] = part.data[own]
        by_name[Contribution.POPULARITY] = model.popularity + cold
        return by_name.T

    def similarity(
        self, rows: IntArray, columns: IntArray, contributions: FloatArray, weights: FloatArray
    ) -> FloatArray:
        """Return the cosine of the weighted dense vectors of each (query, track), in [-1, 1].

        It is 0 if one of the two has no vector.
        """
        own = squared_norms(self.vectors, self.model.audio.shape[1])
        # not by BLAS, whose sums would depend on the number of rows
        norms = [
            squares[:, 0] * weights[Contribution.AUDIO]
            + squares[:, 1] * weights[Contribution.TASTE]
            for squares in (own[rows], self.model.squared_norms[columns])
        ]
        squares = norms[0] * norms[1]
        product = contributions[:, Contribution.AUDIO] + contributions[:, Contribution.TASTE]
        cosine = product / np.sqrt(np.where(squares > 0, squares, 1))
        return np.clip(cosine, -1, 1).astype(np.float32)

    def _slack(self, queries: FloatArray, max_size: float) -> float:
        """Return how far a score may be below the k-th best, and be among the k best.

        BLAS sums in another order than `contributions` does: what may be among the k best by
        either has to stay in.
        """
        scale = self.model.max_norm * max_norm(queries) + max_size
        return rounding_error_bound(queries.shape[1] + len(CONTRIBUTIONS), scale)

    def _split_vectors(self) -> tuple[FloatArray, FloatArray]:
        width = self.model.audio.shape[1]
        return self.vectors[:, :width], self.vectors[:, width:]

    def _weigh_vectors(self, weights: FloatArray) -> FloatArray:
        """Return the rows whose products with `model.columns` are the dense part of a score."""
        audio, taste = self._split_vectors()
        weight = weights[Contribution.POPULARITY]
        popularity = np.full(len(audio), weight, dtype=np.float32)
        beside = np.column_stack([popularity, weight * self.cold_seed_weights])
        return np.hstack(
            [audio * weights[Contribution.AUDIO], taste * weights[Contribution.TASTE], beside]
        )


class SparseColumns:
    """A sparse block of scores, sorted by column, so that a tile of it is a slice."""

    def __init__(self, block: sparse.csc_matrix) -> None:
        self.block = block

    def max_size(self) -> float:
        """Return the largest absolute value."""
        return float(np.abs(self.block.data).max(initial=0))

    def select(self, start: int, stop: int) -> tuple[IntArray, IntArray, FloatArray]:
        """Return the entries of the columns from `start` to before `stop`, numbered from 0."""
        bounds = self.block.indptr[start : stop + 1]
        inside = slice(bounds[0], bounds[-1])
        columns = np.repeat(np.arange(stop - start), np.diff(bounds))
        return self.block.indices[inside], columns, self.block.data[inside]


def _adjustment(
    n_columns: int,
    added: tuple[IntArray, IntArray, FloatArray],
    excluded: tuple[IntArray, IntArray],
) -> Adjust:
    """Return a function that adds and excludes entries of a block, given by row and column."""

    def adjust(start: int, stop: int) -> Changes:
        (rows, columns, values), (row, column) = added, excluded
        if stop - start < n_columns:
            inside = np.flatnonzero((columns >= start) & (columns < stop))
            rows, columns, values = rows[inside], columns[inside] - start, values[inside]
        inside = np.flatnonzero((column >= start) & (column < stop))
        return Changes((rows, columns, values), (row[inside], column[inside] - start))

    return adjust


def _stack(columns: dict[Contribution, FloatArray]) -> FloatArray:
    """Return the columns as one array (n, n_contributions), each in its place."""
    stacked = np.zeros((len(columns[Contribution.AUDIO]), len(CONTRIBUTIONS)), dtype=np.float32)
    for contribution, values in columns.items():
        stacked[:, contribution] = values
    return stacked


def _take_entries(matrix: sparse.csr_matrix, rows: IntArray, columns: IntArray) -> FloatArray:
    """Return the entries of a sparse matrix at the given places."""
    if len(rows) == 0 or matrix.nnz == 0:
        return np.zeros(len(rows), dtype=np.float32)
    matrix.sort_indices()  # SciPy then searches a row by bisection, else from end to end
    return np.asarray(matrix[rows, columns], dtype=np.float32).ravel()
