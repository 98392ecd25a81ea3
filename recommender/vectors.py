"""From tables of tracks, features and playlists to one vector a track: `build_vectors`."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from threadpoolctl import threadpool_limits

from recommender.checks import FloatArray, check_columns
from recommender.incidence import links, positions, sorted_keys, to_float
from recommender.parameters import Parameters
from recommender.prior import popularity_prior
from recommender.sound import FEATURES, SoundVectors
from recommender.taste import TasteVectors

if TYPE_CHECKING:
    import pyarrow as pa


def build_vectors(
    tracks: "pa.Table",
    features: "pa.Table",
    memberships: "pa.Table",
    artists: "pa.Table",
    genres: "pa.Table",
    parameters: Mapping[str, Any] | None = None,
) -> "pa.Table":
    """Return one row per track that has a sound or a taste, sorted by track_id.

    Parameters
    ----------
    tracks : columns track_id, track_popularity
    features : columns track_id and the twelve of `recommender.sound.FEATURES`
    memberships : columns playlist_id, track_id: what the taste may learn from
    artists, genres : columns track_id and artist_id or genre
    parameters : values put over the defaults of `recommender.parameters.Parameters`

    Returns
    -------
    pyarrow.Table
        track_id, vector (the blocks, each by the square root of its weight), sound and
        taste (rows of length 1 or 0), prior (in [0, 1]), number_of_playlists, fallback
        (see `TasteVectors.fallback_`), model_version. The same rows in any order give the
        same bytes.
    """
    check_columns(tracks, ("track_id", "track_popularity"), "tracks")
    check_columns(features, ("track_id", *FEATURES), "features")
    check_columns(memberships, ("playlist_id", "track_id"), "memberships")
    check_columns(artists, ("track_id", "artist_id"), "artists")
    check_columns(genres, ("track_id", "genre"), "genres")
    chosen = Parameters.of(parameters)
    keys = sorted_keys(tracks["track_id"])
    with threadpool_limits(limits=1, user_api="blas"):  # the same bytes on any machine
        sound = sound_of(features, keys)
        taste = TasteVectors(n_dimensions=chosen.n_dimensions, shrinkage=chosen.shrinkage).fit(
            links(memberships, keys, "playlist_id", transposed=True),
            links(artists, keys, "artist_id"),
            links(genres, keys, "genre"),
            sound,
        )
    return _table(tracks, keys, sound, taste, chosen)


def sound_of(features: "pa.Table", keys: "pa.Array") -> FloatArray:
    """Return the sound vector of each key, a row of zeros where it has no features."""
    table = np.full((len(keys), len(FEATURES)), np.nan)
    place = positions(features["track_id"], keys)
    values = np.column_stack([to_float(features[name]) for name in FEATURES])
    table[place[place >= 0]] = values[place >= 0]
    return SoundVectors().fit(table).transform(table)


def _table(
    tracks: "pa.Table", keys: "pa.Array", sound: FloatArray, taste: TasteVectors, chosen: Parameters
) -> "pa.Table":
    import pyarrow as pa

    popularity = np.full(len(keys), np.nan)
    popularity[positions(tracks["track_id"], keys)] = to_float(tracks["track_popularity"])
    prior = popularity_prior(taste.number_of_playlists_, popularity)
    vector = blended(sound, taste.vectors_, chosen)
    placed = np.flatnonzero(vector.any(axis=1))
    version = pa.array([chosen.model_version]).take(pa.array(np.zeros(len(placed), np.int32)))
    return pa.table(
        {
            "track_id": keys.cast(pa.string()).take(pa.array(placed)),
            "vector": list_array(vector[placed]),
            "sound": list_array(sound[placed]),
            "taste": list_array(taste.vectors_[placed]),
            "prior": pa.array(prior[placed], pa.float32()),
            "number_of_playlists": pa.array(taste.number_of_playlists_[placed], pa.int32()),
            "fallback": pa.array(taste.fallback_[placed].tolist(), pa.string()),
            "model_version": version,
        }
    )


def blended(sound: FloatArray, taste: FloatArray, chosen: Parameters) -> FloatArray:
    """Return the vectors whose products are the weighted sum of the blocks' products."""
    root = np.sqrt(np.array([chosen.sound_weight, chosen.taste_weight], np.float32))
    return np.hstack([sound * root[0], taste * root[1]])


def list_array(rows: FloatArray) -> "pa.Array":
    """Return an Arrow array with one list of float32 per row."""
    import pyarrow as pa

    offsets = np.arange(len(rows) + 1, dtype=np.int32) * rows.shape[1]
    return pa.ListArray.from_arrays(pa.array(offsets), pa.array(rows.ravel(), pa.float32()))


def matrix_of(column: "pa.ChunkedArray") -> FloatArray:
    """Return the array (n_rows, n_columns) of a column of lists that are equally long."""
    values = column.combine_chunks()
    width = len(values[0]) if len(values) else 0
    return values.flatten().to_numpy().astype(np.float32).reshape(len(values), width)
