"""The score of every track for any mix of seeds, and the part that each term has in it."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy import sparse

from recommender.checks import FloatArray
from recommender.scoring.co_occurrence import CoOccurrence
from recommender.scoring.popularity import cold_start_share
from recommender.search.dot_products import max_norm, pair_products, rounding_error_bound
from recommender.search.topk import IntArray, best_products

CONTRIBUTIONS = ("audio", "taste", "artist", "co_occurrence", "popularity")


@dataclass(frozen=True)
class ScoringModel:
    """All that is known about n_tracks tracks, as numbers; a query is a mix of its rows.

    Attributes
    ----------
    audio, taste : arrays (n_tracks, …), rows of length 1 or 0
    popularity : array of n_tracks values, what popularity adds
    artists : sparse (n_tracks, n_artists), rows of length 1 or 0
    playlists : sparse (n_tracks, n_playlists), the entries of a row alike
    recordings : array of n_tracks codes, equal for two ids of one recording
    asking : what a seed asks the playlists with
    cold_seed_popularity_weight : the weight of log(1 + playlists) where no playlist holds
        the seed; it falls with each playlist that does, see `cold_start_share`
    """

    audio: FloatArray
    taste: FloatArray
    popularity: FloatArray
    artists: sparse.csr_matrix
    playlists: sparse.csr_matrix
    recordings: npt.NDArray[np.int64]
    asking: CoOccurrence
    cold_seed_popularity_weight: float = 0.0

    @property
    def n_tracks(self) -> int:
        """Return the number of tracks."""
        return len(self.popularity)

    @cached_property
    def vectors(self) -> FloatArray:
        """Return the dense blocks side by side."""
        return np.ascontiguousarray(np.hstack([self.audio, self.taste]))

    @cached_property
    def columns(self) -> FloatArray:
        """Return the dense blocks, the popularity and the listing: one product gives them all."""
        beside = np.column_stack([self.popularity, self.listed])
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
        weight = self.cold_seed_popularity_weight * self._most_listed
        return (weight * cold_start_share(self.number_of_playlists)).astype(np.float32)

    @property
    def _most_listed(self) -> float:
        return float(np.log1p(self.number_of_playlists.max(initial=0)))

    @cached_property
    def max_norm(self) -> float:
        """Return the largest length of a row of `columns`."""
        return max_norm(self.columns)

    @cached_property
    def squares(self) -> FloatArray:
        """Return the squared lengths of the dense blocks, shape (n_tracks, 2)."""
        return squared_norms(self.vectors, self.audio.shape[1])

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
            Every term is linear in the seeds, but for the popularity, which counts once.
        """
        return Query(self, seeds)


class Query:
    """A block of queries against a model; `weights` are five, in the order of `CONTRIBUTIONS`."""

    def __init__(self, model: ScoringModel, seeds: sparse.csr_matrix) -> None:
        self.model = model
        self.seeds = seeds
        self.vectors: FloatArray = np.asarray(seeds @ model.vectors)
        self.artist = (seeds @ model.artists) @ model.tracks_by_artist
        asking = model.asking.of(seeds, model.playlists)
        self.co_occurrence = asking @ model.tracks_by_playlist
        self.leaning: FloatArray = np.asarray(seeds @ model.leaning)

    def scores(self, weights: FloatArray) -> FloatArray:
        """Return the scores, shape (n_queries, n_tracks), to the rounding of float32."""
        scores: FloatArray = self._weighted(weights) @ self.model.columns.T
        self._sparse(weights).add_to(scores, 0, self.model.n_tracks)
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
            mask = among[np.minimum(place, len(among) - 1)] == excluded[1]
            excluded = excluded[0][mask], place[mask]
        order = np.argsort(excluded[1], kind="stable")
        query, track = excluded[0][order], excluded[1][order]

        def adjust(tile: FloatArray, start: int, stop: int) -> None:
            sparse_part.add_to(tile, start, stop)
            inside = slice(*np.searchsorted(track, (start, stop)))
            tile[query[inside], track[inside] - start] = -np.inf

        scale = self.model.max_norm * max_norm(queries) + sparse_part.largest()
        slack = rounding_error_bound(queries.shape[1] + len(CONTRIBUTIONS), scale)
        rows, columns = best_products(queries, self.model.columns, k, slack, adjust, among)
        return rows, columns if among is None else among[columns]

    def _weighted(self, weights: FloatArray) -> FloatArray:
        """Return what `model.columns` is multiplied with."""
        width = self.model.audio.shape[1]
        audio_vectors, tastes = self.vectors[:, :width], self.vectors[:, width:]
        popularity = np.full(len(audio_vectors), weights[4], dtype=np.float32)
        beside = np.column_stack([popularity, weights[4] * self.leaning])
        return np.hstack([audio_vectors * weights[0], tastes * weights[1], beside])

    def shared(self, weights: FloatArray) -> sparse.csr_matrix:
        """Return what shared artists and playlists add, sparse (n_queries, n_tracks)."""
        return (self.artist * weights[2] + self.co_occurrence * weights[3]).tocsr()

    def _sparse(self, weights: FloatArray, among: IntArray | None = None) -> "ByColumn":
        by_column = self.shared(weights).tocsc()
        return ByColumn(by_column if among is None else by_column[:, among])

    def contributions(self, rows: IntArray, columns: IntArray) -> FloatArray:
        """Return the unweighted contributions of each (query, track), shape (n_pairs, 5).

        Equal tracks tie exactly here, and in `scores` only to the rounding of float32.
        """
        width = self.model.audio.shape[1]
        audio_vectors, tastes = self.vectors[:, :width], self.vectors[:, width:]
        contributions = np.empty((len(rows), len(CONTRIBUTIONS)), dtype=np.float32)
        contributions[:, 0] = pair_products(audio_vectors, self.model.audio, rows, columns)
        contributions[:, 1] = pair_products(tastes, self.model.taste, rows, columns)
        contributions[:, 2] = _values(self.artist, rows, columns)
        contributions[:, 3] = _values(self.co_occurrence, rows, columns)
        leaning = self.leaning[rows] * self.model.listed[columns]
        contributions[:, 4] = self.model.popularity[columns] + leaning
        return contributions

    def artist_co_occurrence(self, rows: IntArray, columns: IntArray) -> FloatArray:
        """Return what a smoothing by artists of 1 adds to the co-occurrence of each pair."""
        asking = self.model.asking.of_backing(self.seeds)
        return _values((asking @ self.model.tracks_by_playlist).tocsr(), rows, columns)

    def all_contributions(self) -> FloatArray:
        """Return the unweighted contributions to the first query, shape (n_tracks, 5).

        Equal to those of `contributions` up to the rounding of float32.
        """
        model = self.model
        width = model.audio.shape[1]
        return np.column_stack(
            [
                model.audio @ self.vectors[0, :width],
                model.taste @ self.vectors[0, width:],
                self.artist[0].toarray()[0],
                self.co_occurrence[0].toarray()[0],
                model.popularity + self.leaning[0] * model.listed,
            ]
        )

    def similarity(
        self, rows: IntArray, columns: IntArray, contributions: FloatArray, weights: FloatArray
    ) -> FloatArray:
        """Return the cosine of the weighted dense vectors of each (query, track), in [-1, 1].

        Where one of the two has no vector, it is 0.
        """
        own = squared_norms(self.vectors, self.model.audio.shape[1])
        # not by BLAS, whose sums would hang on the number of rows
        lengths = [
            squares[:, 0] * weights[0] + squares[:, 1] * weights[1]
            for squares in (own[rows], self.model.squares[columns])
        ]
        squares = lengths[0] * lengths[1]
        cosine = contributions[:, :2].sum(axis=1) / np.sqrt(np.where(squares > 0, squares, 1))
        return np.clip(cosine, -1, 1).astype(np.float32)


class ByColumn:
    """A sparse block of contributions, sorted by column, so that a tile of it is a slice."""

    def __init__(self, contributions: sparse.csc_matrix) -> None:
        self.contributions = contributions

    def largest(self) -> float:
        """Return the largest size of a term."""
        return float(np.abs(self.contributions.data).max(initial=0))

    def add_to(self, tile: FloatArray, start: int, stop: int) -> None:
        """Add the columns from `start` to before `stop` to a tile of just these columns."""
        bounds = self.contributions.indptr[start : stop + 1]
        inside = slice(bounds[0], bounds[-1])
        columns = np.repeat(np.arange(stop - start), np.diff(bounds))
        tile[self.contributions.indices[inside], columns] += self.contributions.data[inside]


def squared_norms(vectors: FloatArray, width: int) -> FloatArray:
    """Return the squared lengths of the first `width` columns and of the rest."""
    squares = vectors**2
    return np.column_stack([squares[:, :width].sum(axis=1), squares[:, width:].sum(axis=1)])


def _values(matrix: sparse.csr_matrix, rows: IntArray, columns: IntArray) -> FloatArray:
    """Return the entries of a sparse matrix at the given places."""
    if len(rows) == 0 or matrix.nnz == 0:
        return np.zeros(len(rows), dtype=np.float32)
    return np.asarray(matrix[rows, columns], dtype=np.float32).ravel()


def normalize_rows(incidence: sparse.csr_matrix, shrinkage: float = 0.0) -> sparse.csr_matrix:
    """Divide each row of a 0/1 matrix by the square root of its number of ones.

    The products of rows are then the cosine of two sets. With a shrinkage, as if each set
    had so many more members that no other has: small sets agree by chance.
    """
    counts = np.asarray(incidence.sum(axis=1)).ravel() + shrinkage
    scale = sparse.diags((1 / np.sqrt(np.where(counts > 0, counts, 1))).astype(np.float32))
    return (scale @ incidence).tocsr().astype(np.float32)
