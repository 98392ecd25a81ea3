"""The dataset: tables of keys, read once into arrays."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np
import numpy.typing as npt
from scipy import sparse

from recommender.checks import check_columns
from recommender.data.incidence import (
    encode_values,
    link_matrix,
    positions,
    sorted_keys,
    to_float,
    to_years,
)
from recommender.data.recency import read_session_ages
from recommender.data.scales import align_scales, read_scales
from recommender.features import FEATURES

if TYPE_CHECKING:
    import pyarrow as pa

NumberArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Dataset:
    """Arrays of n_tracks tracks, sorted by key, so that the order of rows does not matter.

    Attributes
    ----------
    keys : Arrow array of the track ids
    features : array (n_tracks, n_features), columns as `recommender.features.FEATURES`, NaN
        unknown; on as few scales as the providers can be compared on, see `align_scales`
    scales : array (n_tracks, n_graded), the number of the scale of each graded value, -1 unknown
    year : array of n_tracks years of release with a fraction, NaN unknown
    popularity : array of n_tracks values of 0 to 100, NaN unknown
    playlist_keys : Arrow array of the playlist ids
    playlists : sparse (n_playlists, n_tracks), 1 where a playlist holds a track
    session_ages : array of n_playlists ages in days, NaN for playlists; see `read_session_ages`
    member_positions : array, the position in its playlist of each entry of `playlists`; None
        if the memberships have no positions
    artists : sparse (n_tracks, n_artists)
    genres : sparse (n_tracks, n_genres)
    main_artists : array of n_tracks columns of `artists`, see `find_main_artists`
    recordings : array of n_tracks codes, equal for two ids of one recording
    """

    keys: "pa.Array"
    features: NumberArray
    scales: npt.NDArray[np.int64]
    year: NumberArray
    popularity: NumberArray
    playlist_keys: "pa.Array"
    playlists: sparse.csr_matrix
    session_ages: NumberArray
    member_positions: NumberArray | None
    artists: sparse.csr_matrix
    genres: sparse.csr_matrix
    main_artists: npt.NDArray[np.intp]
    recordings: npt.NDArray[np.int64]

    @classmethod
    def from_tables(
        cls,
        tracks: "pa.Table",
        features: "pa.Table",
        memberships: "pa.Table",
        artists: "pa.Table",
        genres: "pa.Table",
    ) -> Self:
        """Read the tables; the columns are those of `recommender.build_vectors`.

        Raises
        ------
        MissingColumn
            If a table lacks a column that is needed.
        """
        check_columns(tracks, ("track_id",), "tracks")
        check_columns(features, ("track_id", *FEATURES), "features")
        check_columns(memberships, ("playlist_id", "track_id"), "memberships")
        check_columns(artists, ("track_id", "artist_id"), "artists")
        check_columns(genres, ("track_id", "genre"), "genres")
        keys = sorted_keys(tracks["track_id"])
        playlist_keys = sorted_keys(memberships["playlist_id"])
        scales, comparison = read_scales(features, keys)
        values, scales = align_scales(_features(features, keys), scales, comparison)
        return cls(
            keys=keys,
            features=values,
            scales=scales,
            year=_numbers(tracks, "track_release_date", keys),
            popularity=_numbers(tracks, "track_popularity", keys),
            playlist_keys=playlist_keys,
            playlists=link_matrix(memberships, keys, "playlist_id", transposed=True),
            session_ages=read_session_ages(memberships, playlist_keys),
            member_positions=read_member_positions(memberships, keys),
            artists=link_matrix(artists, keys, "artist_id"),
            genres=link_matrix(genres, keys, "genre"),
            main_artists=find_main_artists(artists, keys),
            recordings=encode_recordings(tracks, keys),
        )

    def members_in_order(self, row: int | np.integer) -> npt.NDArray[np.intp]:
        """Return the tracks of a playlist, by position if it is known, else by key."""
        start, stop = self.playlists.indptr[row : row + 2]
        members: npt.NDArray[np.intp] = self.playlists.indices[start:stop].astype(np.intp)
        if self.member_positions is None:
            return members
        return members[np.argsort(self.member_positions[start:stop], kind="stable")]


def encode_recordings(tracks: "pa.Table", keys: "pa.Array") -> npt.NDArray[np.int64]:
    """Return a code per key, equal for two ids of one recording, from 0 on.

    A track without a recording_id, or all of them when the column is not there, equals
    no other.
    """
    codes = -1 - np.arange(len(keys))
    if "recording_id" in tracks.column_names:
        place = positions(tracks["track_id"], keys)
        codes[place[place >= 0]] = encode_values(tracks["recording_id"])[place >= 0]
    return np.unique(codes, return_inverse=True)[1].astype(np.int64)


def find_main_artists(artists: "pa.Table", keys: "pa.Array") -> npt.NDArray[np.intp]:
    """Return the number of each track's first artist among the sorted artist ids, -1 for none.

    The first is the one of the lowest `position`, or, if the table has no such column, of the
    lowest id.
    """
    track = positions(artists["track_id"], keys)
    artist = positions(artists["artist_id"], sorted_keys(artists["artist_id"]))
    has_place = "position" in artists.column_names
    place = to_float(artists["position"]) if has_place else artist.astype(np.float64)
    known = np.flatnonzero((track >= 0) & (artist >= 0))
    order = known[np.lexsort((artist[known], place[known], track[known]))]
    main = np.full(len(keys), -1, np.intp)
    main[track[order[::-1]]] = artist[order[::-1]]  # of several values the last one stays
    return main


def read_member_positions(memberships: "pa.Table", keys: "pa.Array") -> NumberArray | None:
    """Return the first position of each (playlist, track), in the order of the sparse matrix.

    NaN where none is known; None if the memberships have no column of positions.
    """
    if "position" not in memberships.column_names:
        return None
    playlist = positions(memberships["playlist_id"], sorted_keys(memberships["playlist_id"]))
    track = positions(memberships["track_id"], keys)
    known = np.flatnonzero((playlist >= 0) & (track >= 0))
    playlist, track = playlist[known], track[known]
    place = to_float(memberships["position"])[known]
    order = np.lexsort((place, track, playlist))
    is_first = np.ones(len(order), np.bool_)
    is_first[1:] = (np.diff(playlist[order]) != 0) | (np.diff(track[order]) != 0)
    return place[order[is_first]]


def _features(table: "pa.Table", keys: "pa.Array") -> NumberArray:
    values = np.full((len(keys), len(FEATURES)), np.nan)
    place = positions(table["track_id"], keys)
    known = np.column_stack([to_float(table[name]) for name in FEATURES])
    values[place[place >= 0]] = known[place >= 0]
    return values


def _numbers(table: "pa.Table", column: str, keys: "pa.Array") -> NumberArray:
    """Return a column that a table may have, in the order of the keys; NaN unknown."""
    values = np.full(len(keys), np.nan)
    if column in table.column_names:
        place = positions(table["track_id"], keys)
        read = to_years if column.endswith("_date") else to_float
        values[place[place >= 0]] = read(table[column])[place >= 0]
    return values
