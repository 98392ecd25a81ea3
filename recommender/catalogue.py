"""The score of every track for any mix of seeds, and the part that each term has in it."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy import sparse

from recommender.asking import Asking
from recommender.checks import FloatArray
from recommender.prior import unlisted_share
from recommender.products import longest, pair_products, rounding
from recommender.selection import IntArray, best_products

TERMS = ("sound", "taste", "artist", "co_occurrence", "prior")


@dataclass(frozen=True)
class Catalogue:
    """All that is known about n_tracks tracks, as numbers; a query is a mix of its rows.

    Attributes
    ----------
    sound, taste : arrays (n_tracks, …), rows of length 1 or 0
    prior : array of n_tracks values, what popularity adds
    artists : sparse (n_tracks, n_artists), rows of length 1 or 0
    playlists : sparse (n_tracks, n_playlists), the entries of a row alike
    recordings : array of n_tracks codes, equal for two ids of one recording
    asking : what a seed asks the playlists with
    unlisted_prior : how much log(1 + playlists) adds to the score where nobody has listed the
        seed, and soon less with each playlist that holds it: see `unlisted_share`
    """

    sound: FloatArray
    taste: FloatArray
    prior: FloatArray
    artists: sparse.csr_matrix
    playlists: sparse.csr_matrix
    recordings: npt.NDArray[np.int64]
    asking: Asking
    unlisted_prior: float = 0.0

    @property
    def n_tracks(self) -> int:
        """Return the number of tracks."""
        return len(self.prior)

    @cached_property
    def vectors(self) -> FloatArray:
        """Return the dense blocks side by side."""
        return np.ascontiguousarray(np.hstack([self.sound, self.taste]))

    @cached_property
    def columns(self) -> FloatArray:
        """Return the dense blocks, the prior and the listing: one product gives them all."""
        beside = np.column_stack([self.prior, self.listed])
        return np.ascontiguousarray(np.hstack([self.vectors, beside]))

    @cached_property
    def number_of_playlists(self) -> npt.NDArray[np.int32]:
        """Return in how many playlists each track stands."""
        return np.diff(self.playlists.indptr).astype(np.int32)

    @cached_property
    def listed(self) -> FloatArray:
        """Return log(1 + playlists) of each track, in units of the largest."""
        found = np.log1p(self.number_of_playlists)
        return (found / max(self._most_listed, 1e-9)).astype(np.float32)

    @cached_property
    def leaning(self) -> FloatArray:
        """Return how much `listed` counts where each track is the seed."""
        weight = self.unlisted_prior * self._most_listed
        return (weight * unlisted_share(self.number_of_playlists)).astype(np.float32)

    @property
    def _most_listed(self) -> float:
        return float(np.log1p(self.number_of_playlists.max(initial=0)))

    @cached_property
    def longest(self) -> float:
        """Return the largest length of a row of `columns`."""
        return longest(self.columns)

    @cached_property
    def squares(self) -> FloatArray:
        """Return the squared lengths of the dense blocks, shape (n_tracks, 2)."""
        return squared_lengths(self.vectors, self.sound.shape[1])

    @cached_property
    def tracks_by_artist(self) -> sparse.csr_matrix:
        """Return `artists`, turned round."""
        return self.artists.T.tocsr()

    @cached_property
    def tracks_by_playlist(self) -> sparse.csr_matrix:
        """Return `playlists`, turned round."""
        return self.playlists.T.tocsr()

    @cached_property
    def recording_order(self) -> IntArray:
        """Return the tracks sorted by recording."""
        return np.argsort(self.recordings, kind="stable")

    def rows(self, tracks: IntArray) -> sparse.csr_matrix:
        """Return one query of one seed for each of the given tracks."""
        ones = np.ones(len(tracks), dtype=np.float32)
        places = (np.arange(len(tracks)), tracks)
        return sparse.csr_matrix((ones, places), (len(tracks), self.n_tracks))

    def query(self, seeds: sparse.csr_matrix) -> "Query":
        """Return the query that mixes tracks by the given weights.

        Parameters
        ----------
        seeds : sparse (n_queries, n_tracks); a negative weight means "not like this".
            Every term is linear in the seeds, but for the prior, which counts once.
        """
        return Query(self, seeds)


class Query:
    """A block of queries against a catalogue; `weights` are five, in the order of `TERMS`."""

    def __init__(self, catalogue: Catalogue, seeds: sparse.csr_matrix) -> None:
        self.catalogue = catalogue
        self.seeds = seeds
        self.vectors: FloatArray = np.asarray(seeds @ catalogue.vectors)
        self.artist = (seeds @ catalogue.artists) @ catalogue.tracks_by_artist
        asking = catalogue.asking.of(seeds, catalogue.playlists)
        self.co_occurrence = asking @ catalogue.tracks_by_playlist
        self.leaning: FloatArray = np.asarray(seeds @ catalogue.leaning)

    def scores(self, weights: FloatArray) -> FloatArray:
        """Return the scores, shape (n_queries, n_tracks), to the rounding of float32."""
        scores: FloatArray = self._weighted(weights) @ self.catalogue.columns.T
        self._sparse(weights).add_to(scores, 0, self.catalogue.n_tracks)
        return scores

    def candidates(
        self,
        weights: FloatArray,
        k: int,
        excluded: tuple[IntArray, IntArray],
        among: IntArray | None = None,
    ) -> tuple[IntArray, IntArray]:
        """Return (queries, tracks) that surely hold the k best of each query.

        The (queries, tracks) that are excluded are never among them, and where there is
        `among`, rising tracks, neither are any others.
        """
        queries, sparse_part = self._weighted(weights), self._sparse(weights, among)
        if among is not None:
            place = np.searchsorted(among, excluded[1])
            is_there = among[np.minimum(place, len(among) - 1)] == excluded[1]
            excluded = excluded[0][is_there], place[is_there]
        order = np.argsort(excluded[1], kind="stable")
        query, track = excluded[0][order], excluded[1][order]

        def adjust(tile: FloatArray, start: int, stop: int) -> None:
            sparse_part.add_to(tile, start, stop)
            inside = slice(*np.searchsorted(track, (start, stop)))
            tile[query[inside], track[inside] - start] = -np.inf

        scale = self.catalogue.longest * longest(queries) + sparse_part.largest()
        slack = rounding(queries.shape[1] + len(TERMS), scale)
        rows, columns = best_products(queries, self.catalogue.columns, k, slack, adjust, among)
        return rows, columns if among is None else among[columns]

    def _weighted(self, weights: FloatArray) -> FloatArray:
        """Return what `catalogue.columns` is multiplied with."""
        width = self.catalogue.sound.shape[1]
        sounds, tastes = self.vectors[:, :width], self.vectors[:, width:]
        prior = np.full(len(sounds), weights[4], dtype=np.float32)
        beside = np.column_stack([prior, weights[4] * self.leaning])
        return np.hstack([sounds * weights[0], tastes * weights[1], beside])

    def shared(self, weights: FloatArray) -> sparse.csr_matrix:
        """Return what shared artists and playlists add, sparse (n_queries, n_tracks)."""
        return (self.artist * weights[2] + self.co_occurrence * weights[3]).tocsr()

    def _sparse(self, weights: FloatArray, among: IntArray | None = None) -> "ByColumn":
        by_column = self.shared(weights).tocsc()
        return ByColumn(by_column if among is None else by_column[:, among])

    def terms(self, rows: IntArray, columns: IntArray) -> FloatArray:
        """Return the unweighted terms of each (query, track), shape (n_pairs, 5).

        Equal tracks tie exactly here, and in `scores` only to the rounding of float32.
        """
        width = self.catalogue.sound.shape[1]
        sounds, tastes = self.vectors[:, :width], self.vectors[:, width:]
        terms = np.empty((len(rows), len(TERMS)), dtype=np.float32)
        terms[:, 0] = pair_products(sounds, self.catalogue.sound, rows, columns)
        terms[:, 1] = pair_products(tastes, self.catalogue.taste, rows, columns)
        terms[:, 2] = _values(self.artist, rows, columns)
        terms[:, 3] = _values(self.co_occurrence, rows, columns)
        leaning = self.leaning[rows] * self.catalogue.listed[columns]
        terms[:, 4] = self.catalogue.prior[columns] + leaning
        return terms

    def lent_terms(self, rows: IntArray, columns: IntArray) -> FloatArray:
        """Return what a backing by artists of 1 adds to the co-occurrence of each pair."""
        asking = self.catalogue.asking.of_backing(self.seeds)
        return _values((asking @ self.catalogue.tracks_by_playlist).tocsr(), rows, columns)

    def all_terms(self) -> FloatArray:
        """Return the unweighted terms of the first query and every track, shape (n_tracks, 5).

        Equal to those of `terms` up to the rounding of float32.
        """
        catalogue = self.catalogue
        width = catalogue.sound.shape[1]
        return np.column_stack(
            [
                catalogue.sound @ self.vectors[0, :width],
                catalogue.taste @ self.vectors[0, width:],
                self.artist[0].toarray()[0],
                self.co_occurrence[0].toarray()[0],
                catalogue.prior + self.leaning[0] * catalogue.listed,
            ]
        )

    def similarity(
        self, rows: IntArray, columns: IntArray, contributions: FloatArray, weights: FloatArray
    ) -> FloatArray:
        """Return the cosine of the weighted dense vectors of each (query, track), in [-1, 1].

        Where one of the two has no vector, it is 0.
        """
        own = squared_lengths(self.vectors, self.catalogue.sound.shape[1])
        # not by BLAS, whose sums would hang on the number of rows
        lengths = [
            squares[:, 0] * weights[0] + squares[:, 1] * weights[1]
            for squares in (own[rows], self.catalogue.squares[columns])
        ]
        squares = lengths[0] * lengths[1]
        cosine = contributions[:, :2].sum(axis=1) / np.sqrt(np.where(squares > 0, squares, 1))
        return np.clip(cosine, -1, 1).astype(np.float32)


class ByColumn:
    """A sparse block of terms, sorted by column, so that a tile of it is a slice."""

    def __init__(self, terms: sparse.csc_matrix) -> None:
        self.terms = terms

    def largest(self) -> float:
        """Return the largest size of a term."""
        return float(np.abs(self.terms.data).max(initial=0))

    def add_to(self, tile: FloatArray, start: int, stop: int) -> None:
        """Add the columns from `start` to before `stop` to a tile of just these columns."""
        bounds = self.terms.indptr[start : stop + 1]
        inside = slice(bounds[0], bounds[-1])
        columns = np.repeat(np.arange(stop - start), np.diff(bounds))
        tile[self.terms.indices[inside], columns] += self.terms.data[inside]


def squared_lengths(vectors: FloatArray, width: int) -> FloatArray:
    """Return the squared lengths of the first `width` columns and of the rest."""
    squares = vectors**2
    return np.column_stack([squares[:, :width].sum(axis=1), squares[:, width:].sum(axis=1)])


def _values(matrix: sparse.csr_matrix, rows: IntArray, columns: IntArray) -> FloatArray:
    """Return the entries of a sparse matrix at the given places."""
    if len(rows) == 0 or matrix.nnz == 0:
        return np.zeros(len(rows), dtype=np.float32)
    return np.asarray(matrix[rows, columns], dtype=np.float32).ravel()


def damped_rows(incidence: sparse.csr_matrix, shrinkage: float = 0.0) -> sparse.csr_matrix:
    """Divide each row of a 0/1 matrix by the square root of its number of ones.

    The products of rows are then the cosine of two sets. With a shrinkage, as if each set
    had so many more members that no other has: small sets agree by chance.
    """
    counts = np.asarray(incidence.sum(axis=1)).ravel() + shrinkage
    scale = sparse.diags((1 / np.sqrt(np.where(counts > 0, counts, 1))).astype(np.float32))
    return (scale @ incidence).tocsr().astype(np.float32)
