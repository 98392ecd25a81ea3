"""The scoring model: everything that the score of a pair of tracks is computed from."""

from dataclasses import dataclass, fields
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import numpy.typing as npt
from scipy import sparse

from recommender.checks import FloatArray, check_columns
from recommender.data.arrow import to_matrix
from recommender.data.dataset import encode_recordings, find_main_artists
from recommender.data.incidence import link_matrix
from recommender.scoring.co_occurrence import CoOccurrence
from recommender.scoring.parameters import Parameters
from recommender.scoring.popularity import cold_start_share
from recommender.search.dot_products import max_norm
from recommender.search.topk import IntArray, ProductSelector, select_products

if TYPE_CHECKING:
    import pyarrow as pa

# of 9 million playlists. A constant, so that no score depends on the counts of other tracks
MAX_LOG_COUNT = 16.0


@dataclass(frozen=True)
class ScoringModel:
    """Arrays of n_tracks tracks that scores are computed from; see `from_arrays`.

    Attributes
    ----------
    audio, taste : arrays (n_tracks, …), rows of length 1 or 0
    popularity : array of n_tracks values, what popularity adds to a score
    artists : sparse (n_tracks, n_artists), rows of length 1 or 0
    playlists : sparse (n_tracks, n_playlists), all entries of a row equal
    recordings : array of n_tracks codes, equal for two ids of one recording
    main_artists : array of n_tracks numbers, equal for tracks of one first artist; -1 unknown
    co_occurrence : weights of a seed's playlists
    factors : array (n_tracks, n_factors) for many seeds, see `recommender.embeddings.factors`
    cold_seed_popularity_weight : the weight of log(1 + playlists) if no playlist holds the
        seed; it falls with each playlist that does, see `cold_start_share`
    artist_repeat_penalty, cold_seed_artist_repeat_penalty : what a track loses whose first artist
        has a better place in the list, for a seed of many playlists and of none
    select_products : where dense products are computed, see `recommender.search.torch_products`
    """

    audio: FloatArray
    taste: FloatArray
    popularity: FloatArray
    artists: sparse.csr_matrix
    playlists: sparse.csr_matrix
    recordings: npt.NDArray[np.int64]
    main_artists: IntArray
    co_occurrence: CoOccurrence
    factors: FloatArray
    cold_seed_popularity_weight: float = 0.0
    artist_repeat_penalty: float = 0.0
    cold_seed_artist_repeat_penalty: float = 0.0
    select_products: ProductSelector = select_products

    @classmethod
    def from_arrays(
        cls,
        *,
        audio: FloatArray,
        taste: FloatArray,
        popularity: FloatArray,
        artists: sparse.csr_matrix,
        playlists: sparse.csr_matrix,
        recordings: npt.NDArray[np.int64],
        main_artists: IntArray,
        parameters: Parameters,
        factors: FloatArray | None = None,
    ) -> Self:
        """Build the model, here and nowhere else.

        Parameters
        ----------
        audio, taste, popularity, recordings, main_artists : as the attributes
        factors : as the attribute; without, many seeds are scored by the rest
        artists, playlists : 0/1, sparse (n_tracks, n_artists) and (n_tracks, n_playlists)
        parameters : those of the co-occurrence, of cold seeds and of repeated artists
        """
        scaled, co_occurrence = parameters.fit_co_occurrence(playlists, artists)
        return cls(
            audio=audio,
            taste=taste,
            popularity=popularity,
            artists=normalize_rows(artists),
            playlists=scaled,
            recordings=recordings,
            main_artists=main_artists,
            co_occurrence=co_occurrence,
            factors=np.zeros((len(popularity), 0), np.float32) if factors is None else factors,
            cold_seed_popularity_weight=parameters.cold_seed_popularity_weight,
            artist_repeat_penalty=parameters.artist_repeat_penalty,
            cold_seed_artist_repeat_penalty=parameters.cold_seed_artist_repeat_penalty,
        )

    @classmethod
    def from_tables(
        cls,
        vectors: "pa.Table",
        tracks: "pa.Table",
        memberships: "pa.Table",
        artists: "pa.Table",
        parameters: Parameters,
    ) -> Self:
        """Build the model of the tracks that have a vector, in the order of `vectors`.

        The column `factors` may be missing where only lists for one seed are ranked.
        """
        check_columns(tracks, ("track_id",), "tracks")
        check_columns(memberships, ("playlist_id", "track_id"), "memberships")
        check_columns(artists, ("track_id", "artist_id"), "artists")
        keys = vectors["track_id"].combine_chunks()
        return cls.from_arrays(
            audio=to_matrix(vectors["audio"]),
            taste=to_matrix(vectors["taste"]),
            popularity=vectors["popularity"].to_numpy().astype(np.float32),
            artists=link_matrix(artists, keys, "artist_id"),
            playlists=link_matrix(memberships, keys, "playlist_id"),
            recordings=encode_recordings(tracks, keys),
            main_artists=find_main_artists(artists, keys),
            parameters=parameters,
            factors=to_matrix(vectors["factors"]) if "factors" in vectors.column_names else None,
        )

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
        """Return the dense blocks and both popularities, so that one product gives their sum."""
        beside = np.column_stack([self.popularity, self.relative_log_count])
        return np.ascontiguousarray(np.hstack([self.vectors, beside]))

    @cached_property
    def number_of_playlists(self) -> npt.NDArray[np.int32]:
        """Return the number of playlists that hold each track."""
        return np.diff(self.playlists.indptr).astype(np.int32)

    @cached_property
    def relative_log_count(self) -> FloatArray:
        """Return log(1 + playlists) of each track, divided by `MAX_LOG_COUNT`."""
        return (np.log1p(self.number_of_playlists) / MAX_LOG_COUNT).astype(np.float32)

    @cached_property
    def cold_seed_weights(self) -> FloatArray:
        """Return the weight of `relative_log_count` for each track as the seed."""
        weight = self.cold_seed_popularity_weight * MAX_LOG_COUNT
        return (weight * cold_start_share(self.number_of_playlists)).astype(np.float32)

    @cached_property
    def artist_repeat_penalties(self) -> FloatArray:
        """Return what a repeated artist costs in the list of each track as the seed."""
        share = cold_start_share(self.number_of_playlists)
        both = (1 - share) * self.artist_repeat_penalty
        return (both + share * self.cold_seed_artist_repeat_penalty).astype(np.float32)

    @cached_property
    def max_norm(self) -> float:
        """Return the largest length of a row of `columns`."""
        return max_norm(self.columns)

    @cached_property
    def squared_norms(self) -> FloatArray:
        """Return the squared lengths of the dense blocks, shape (n_tracks, 2)."""
        return squared_norms(self.vectors, self.audio.shape[1])

    @cached_property
    def tracks_by_artist(self) -> sparse.csr_matrix:
        """Return the transpose of `artists`."""
        return self.artists.T.tocsr()

    @cached_property
    def tracks_by_playlist(self) -> sparse.csr_matrix:
        """Return the transpose of `playlists`."""
        return self.playlists.T.tocsr()

    @cached_property
    def recording_order(self) -> IntArray:
        """Return the tracks sorted by recording."""
        return np.argsort(self.recordings, kind="stable")

    def compute_derived(self) -> None:
        """Compute all that is derived from the fields, so that threads do not side by side."""
        for name, value in vars(type(self)).items():
            if isinstance(value, cached_property):
                getattr(self, name)

    def __getstate__(self) -> dict[str, Any]:
        """Return the fields alone: what is derived from them is larger than they are."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def select_seeds(self, tracks: IntArray) -> sparse.csr_matrix:
        """Return one query of one seed for each of the given tracks, (n_queries, n_tracks)."""
        ones = np.ones(len(tracks), dtype=np.float32)
        entries = (np.arange(len(tracks)), tracks)
        return sparse.csr_matrix((ones, entries), (len(tracks), self.n_tracks))


def squared_norms(vectors: FloatArray, width: int) -> FloatArray:
    """Return the squared lengths of the first `width` columns and of the rest."""
    squares = vectors**2
    return np.column_stack([squares[:, :width].sum(axis=1), squares[:, width:].sum(axis=1)])


def normalize_rows(incidence: sparse.csr_matrix) -> sparse.csr_matrix:
    """Divide each row of a 0/1 matrix by the square root of its number of ones.

    The products of rows are then the cosine of two sets.
    """
    counts = np.asarray(incidence.sum(axis=1)).ravel()
    scale = sparse.diags((1 / np.sqrt(np.where(counts > 0, counts, 1))).astype(np.float32))
    return (scale @ incidence).tocsr().astype(np.float32)
