"""The index in memory that requests are answered from, of one build of the marts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Self

import numpy as np
import numpy.typing as npt
from scipy import sparse

from recommender.checks import FloatArray
from recommender.features import FEATURES
from recommender.scoring.model import ScoringModel
from recommender.scoring.multi_seed import PlaylistVotes, read_weights
from recommender.scoring.parameters import Parameters
from recommender.search.topk import IntArray
from recommender.serving.stored_lists import StoredLists
from segue.ranges import join_ranges

if TYPE_CHECKING:
    import pyarrow as pa

ATTRIBUTES = (*(name.removeprefix("af_") for name in FEATURES), "duration_ms", "popularity", "year")
Mask = npt.NDArray[np.bool_]
Counts = npt.NDArray[np.int32]


@dataclass(frozen=True)
class CoOccurrenceCounts:
    """0/1 matrices of the tracks of an index, in its order, by playlist and by session."""

    playlists: sparse.csr_matrix
    sessions: sparse.csr_matrix

    def count_playlists(self, found: IntArray, seeds: IntArray) -> Counts:
        """Return the number of playlists that hold both of each pair, (n_found, n_seeds)."""
        return count_common(self.playlists, found, seeds)

    def count_sessions(self, found: IntArray, seeds: IntArray) -> Counts:
        """Return the number of sessions that both of each pair were played in."""
        return count_common(self.sessions, found, seeds)


@dataclass(frozen=True)
class Index:
    """Everything that requests are answered from; rows are tracks, sorted by id.

    Attributes
    ----------
    rows : the row of each track id
    track_ids : the id of each row
    model : the scoring model
    weights : of the contributions for one seed, as of the mart
    multi_seed_weights : of the signals for many seeds, see `recommender.scoring.multi_seed`
    attributes : array (n_tracks, n_attributes), columns as `ATTRIBUTES`, NaN unknown
    is_explicit : array of n_tracks: 1, 0, or -1 for unknown
    recordings : array of n_tracks numbers, equal for two ids of one recording
    cold_start_sources : array of n_tracks names, as of `marts.track_vectors`
    artists, genres : the rows of each artist and genre, those of most playlists first
    counts : shared playlists and sessions, for explanations; None without explanations
    stored : the lists of the mart; None without a database
    """

    rows: Mapping[str, int]
    track_ids: Sequence[str]
    model: ScoringModel
    weights: FloatArray
    multi_seed_weights: FloatArray
    attributes: FloatArray
    is_explicit: npt.NDArray[np.int8]
    recordings: npt.NDArray[np.int64]
    cold_start_sources: Sequence[str]
    artists: Mapping[str, IntArray]
    genres: Mapping[str, IntArray]
    model_version: str | None
    counts: CoOccurrenceCounts | None = None
    stored: StoredLists | None = None

    @classmethod
    def from_tables(
        cls, tables: "Mapping[str, pa.Table]", vectors: "pa.Table", parameters: "pa.Table"
    ) -> Self:
        """Build an index without a database; it has no attributes, so it has no filters.

        Parameters
        ----------
        tables : the five of `recommender.build_vectors`
        vectors, parameters : the results of `build_vectors` and `build_parameters`
        """
        settings = Parameters.from_values(parameters)
        model = ScoringModel.from_tables(
            vectors, tables["tracks"], tables["memberships"], tables["artists"], settings
        )
        keys = vectors["track_id"].to_pylist()
        names = parameters["parameter"].to_pylist()
        values = dict(zip(names, parameters["value"].to_pylist(), strict=True))
        return cls(
            rows={key: row for row, key in enumerate(keys)},
            track_ids=keys,
            model=model,
            weights=settings.weights,
            multi_seed_weights=read_weights(values),
            attributes=np.full((len(keys), len(ATTRIBUTES)), np.nan, np.float32),
            is_explicit=np.full(len(keys), -1, np.int8),
            recordings=model.recordings,
            cold_start_sources=vectors["cold_start_source"].to_pylist(),
            artists={},
            genres={},
            model_version=settings.model_version,
        )

    @cached_property
    def playlist_votes(self) -> PlaylistVotes:
        """Return the votes of the playlists."""
        return PlaylistVotes.from_model(self.model)

    @cached_property
    def standardized_popularity(self) -> FloatArray:
        """Return log(1 + playlists) of each track, mean 0 and standard deviation 1, or all 0."""
        counts = np.log1p(self.model.number_of_playlists.astype(np.float64))
        spread = max(float(counts.std()), 1e-9)
        return ((counts - counts.mean()) / spread).astype(np.float32)

    @cached_property
    def attribute_std(self) -> FloatArray:
        """Return the standard deviation of each attribute over the catalogue, above 0."""
        known = np.isfinite(self.attributes)
        count = np.maximum(known.sum(axis=0), 1)
        centred = np.where(known, self.attributes, 0).astype(np.float64)
        means = centred.sum(axis=0) / count
        squares = (np.where(known, centred - means, 0) ** 2).sum(axis=0) / count
        return np.maximum(np.sqrt(squares), 1e-9).astype(np.float32)

    @cached_property
    def recording_order(self) -> IntArray:
        """Return the rows sorted by recording."""
        return np.argsort(self.recordings, kind="stable")

    def mask_recordings(self, recordings: npt.NDArray[np.int64]) -> Mask:
        """Return the mask of all rows of some recordings."""
        mask = np.zeros(len(self.recordings), bool)
        if len(recordings):
            order, wanted = self.recording_order, np.unique(recordings)
            first = np.searchsorted(self.recordings, wanted, "left", sorter=order)
            last = np.searchsorted(self.recordings, wanted, "right", sorter=order)
            mask[order[join_ranges(first, last - first)]] = True
        return mask

    def find_rows(self, track_ids: Sequence[str]) -> IntArray:
        """Return the rows of the tracks that the index holds, in their order."""
        found = [self.rows.get(track_id) for track_id in track_ids]
        return np.array([row for row in found if row is not None], dtype=np.intp)


def count_common(matrix: sparse.csr_matrix, found: IntArray, seeds: IntArray) -> Counts:
    """Return the number of columns that the rows of each pair have in common, (n_found, n_seeds).

    The matrix is 0/1.

    For one seed, the usual case, the product of two small matrices takes longer by far.
    """
    if matrix.nnz == 0:
        return np.zeros((len(found), len(seeds)), np.int32)
    if len(seeds) != 1:
        both: Counts = (matrix[found] @ matrix[seeds].T).toarray()
        return both
    first = matrix.indptr[found]
    sizes = matrix.indptr[found + 1] - first
    place = np.repeat(np.arange(len(found)), sizes)
    columns = matrix.indices[join_ranges(first, sizes)]
    own = matrix.indices[matrix.indptr[seeds[0]] : matrix.indptr[seeds[0] + 1]]
    is_common = np.isin(columns, own)
    return np.bincount(place[is_common], minlength=len(found)).astype(np.int32)[:, None]
