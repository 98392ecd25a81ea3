"""The score of every track for any mix of seeds, and the part that each term has in it."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy import sparse

from recommender.checks import FloatArray
from recommender.parameters import Parameters
from recommender.selection import IntArray

TERMS = ("sound", "taste", "artist", "co_occurrence", "prior")


@dataclass(frozen=True)
class Catalogue:
    """All that is known about n_tracks tracks, as numbers; a query is a mix of its rows.

    Attributes
    ----------
    sound, taste : arrays (n_tracks, …), rows of length 1 or 0
    prior : array of n_tracks values in [0, 1]
    artists : sparse (n_tracks, n_artists), rows of length 1 or 0
    playlists : sparse (n_tracks, n_playlists), rows of length 1 or 0
    recordings : array of n_tracks codes, equal for two ids of one recording
    parameters : the weights of the terms
    """

    sound: FloatArray
    taste: FloatArray
    prior: FloatArray
    artists: sparse.csr_matrix
    playlists: sparse.csr_matrix
    recordings: npt.NDArray[np.int64]
    parameters: Parameters

    @property
    def n_tracks(self) -> int:
        """Return the number of tracks."""
        return len(self.prior)

    @cached_property
    def vectors(self) -> FloatArray:
        """Return the blended vectors: their products are the dense part of the score."""
        root = np.sqrt(
            np.array([self.parameters.sound_weight, self.parameters.taste_weight], np.float32)
        )
        return np.hstack([self.sound * root[0], self.taste * root[1]])

    @cached_property
    def lengths(self) -> FloatArray:
        """Return the length of each blended vector."""
        return np.linalg.norm(self.vectors, axis=1).astype(np.float32)

    @cached_property
    def tracks_by_artist(self) -> sparse.csr_matrix:
        """Return `artists`, turned round."""
        return self.artists.T.tocsr()

    @cached_property
    def tracks_by_playlist(self) -> sparse.csr_matrix:
        """Return `playlists`, turned round."""
        return self.playlists.T.tocsr()

    def seeds(self, start: int, stop: int) -> sparse.csr_matrix:
        """Return one query for each of the tracks from `start` to before `stop`."""
        rows = np.arange(stop - start)
        ones = np.ones(len(rows), dtype=np.float32)
        return sparse.csr_matrix((ones, (rows, start + rows)), (len(rows), self.n_tracks))

    def query(self, seeds: sparse.csr_matrix) -> "Query":
        """Return the query that mixes tracks by the given weights.

        Parameters
        ----------
        seeds : sparse (n_queries, n_tracks); a negative weight means "not like this".
            Every term is linear in the seeds, but for the prior, which counts once.
        """
        return Query(self, seeds)


class Query:
    """A block of queries against a catalogue."""

    def __init__(self, catalogue: Catalogue, seeds: sparse.csr_matrix) -> None:
        weights = catalogue.parameters
        self.catalogue = catalogue
        self.vectors: FloatArray = np.asarray(seeds @ catalogue.vectors)
        self.artist = (seeds @ catalogue.artists) @ catalogue.tracks_by_artist
        self.artist *= np.float32(weights.artist_weight)
        self.co_occurrence = (seeds @ catalogue.playlists) @ catalogue.tracks_by_playlist
        self.co_occurrence *= np.float32(weights.co_occurrence_weight)
        self.prior = catalogue.prior * np.float32(weights.prior_weight)

    def scores(self) -> FloatArray:
        """Return the scores, shape (n_queries, n_tracks), to the rounding of float32."""
        scores = self.vectors @ self.catalogue.vectors.T
        scores += self.prior
        for term in (self.artist, self.co_occurrence):
            rows = np.repeat(np.arange(term.shape[0]), np.diff(term.indptr))
            scores[rows, term.indices] += term.data
        return scores

    def contributions(self, rows: IntArray, columns: IntArray) -> FloatArray:
        """Return what each term gives each (query, track), shape (n_pairs, 5) as `TERMS`.

        Multiplied in one fixed order, so equal tracks tie exactly; `scores` may differ
        in the last bits, as BLAS orders its sums by the shape of a block.
        """
        width = self.catalogue.sound.shape[1]
        query, track = self.vectors[rows], self.catalogue.vectors[columns]
        terms = np.empty((len(rows), len(TERMS)), dtype=np.float32)
        terms[:, 0] = np.einsum("ij,ij->i", query[:, :width], track[:, :width], dtype=np.float64)
        terms[:, 1] = np.einsum("ij,ij->i", query[:, width:], track[:, width:], dtype=np.float64)
        terms[:, 2] = _values(self.artist, rows, columns)
        terms[:, 3] = _values(self.co_occurrence, rows, columns)
        terms[:, 4] = self.prior[columns]
        return terms

    def similarity(self, rows: IntArray, columns: IntArray, terms: FloatArray) -> FloatArray:
        """Return the cosine of the blended vectors of each (query, track), in [-1, 1]."""
        product = terms[:, 0] + terms[:, 1]
        lengths = np.linalg.norm(self.vectors, axis=1)[rows] * self.catalogue.lengths[columns]
        cosine = product / np.where(lengths > 0, lengths, 1)
        return np.clip(cosine, -1, 1).astype(np.float32)


def _values(matrix: sparse.csr_matrix, rows: IntArray, columns: IntArray) -> FloatArray:
    """Return the entries of a sparse matrix at the given places."""
    if len(rows) == 0 or matrix.nnz == 0:
        return np.zeros(len(rows), dtype=np.float32)
    return np.asarray(matrix[rows, columns], dtype=np.float32).ravel()


def unit_incidence(matrix: sparse.csr_matrix) -> sparse.csr_matrix:
    """Scale every row of a sparse matrix to length 1; an empty row stays empty."""
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    scale = sparse.diags((1 / np.where(lengths > 0, lengths, 1)).astype(np.float32))
    return (scale @ matrix).tocsr().astype(np.float32)
