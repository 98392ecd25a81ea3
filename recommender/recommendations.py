"""From vectors and playlists to the twenty best for every track: `build_recommendations`."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from recommender.arrow_lists import matrix_of
from recommender.catalogue import TERMS, Catalogue, damped_rows
from recommender.cells import Cells
from recommender.checks import check_columns
from recommender.evidence import recordings_of
from recommender.incidence import links
from recommender.lists import Lists, lists_of_all
from recommender.parameters import Parameters

if TYPE_CHECKING:
    import pyarrow as pa


def build_recommendations(
    vectors: "pa.Table",
    tracks: "pa.Table",
    memberships: "pa.Table",
    artists: "pa.Table",
    parameters: "Mapping[str, Any] | pa.Table | None" = None,
) -> "pa.RecordBatchReader":
    """Return the best tracks for every track that has a vector.

    Up to `exact_up_to` tracks the lists are exact; for more, see `recommender.cells`.

    Parameters
    ----------
    vectors : what `build_vectors` returned
    tracks : columns track_id and, to know doubles, recording_id
    memberships : columns playlist_id, track_id
    artists : columns track_id, artist_id
    parameters : values put over the defaults of `recommender.parameters.Parameters`: a
        mapping, or what `build_parameters` returned; the same as for the vectors

    Returns
    -------
    pyarrow.RecordBatchReader
        track_id, rank (from 1), recommended_track_id, score, similarity (cosine of the
        blended vectors, in [-1, 1]), the contributions sound, taste, artist,
        co_occurrence and prior, which add up to score, and model_version. Batches come
        as they are computed, in the order of the vectors or cell by cell.
    """
    check_columns(vectors, ("track_id", "sound", "taste", "prior"), "vectors")
    chosen = Parameters.of(parameters)
    catalogue = catalogue_of(vectors, tracks, memberships, artists, chosen)
    keys = vectors["track_id"].combine_chunks()
    return _reader(catalogue, keys, chosen)


def catalogue_of(
    vectors: "pa.Table",
    tracks: "pa.Table",
    memberships: "pa.Table",
    artists: "pa.Table",
    chosen: Parameters,
) -> Catalogue:
    """Return the catalogue of the tracks that have a vector, in the order of `vectors`."""
    check_columns(tracks, ("track_id",), "tracks")
    check_columns(memberships, ("playlist_id", "track_id"), "memberships")
    check_columns(artists, ("track_id", "artist_id"), "artists")
    keys = vectors["track_id"].combine_chunks()
    by_artist = links(artists, keys, "artist_id")
    playlists, asking = chosen.damped(links(memberships, keys, "playlist_id"), by_artist)
    return Catalogue(
        sound=matrix_of(vectors["sound"]),
        taste=matrix_of(vectors["taste"]),
        prior=vectors["prior"].to_numpy().astype(np.float32),
        artists=damped_rows(by_artist),
        playlists=playlists,
        recordings=recordings_of(tracks, keys),
        asking=asking,
        unlisted_prior=chosen.unlisted_prior_weight,
    )


def _reader(catalogue: Catalogue, keys: "pa.Array", chosen: Parameters) -> "pa.RecordBatchReader":
    import pyarrow as pa

    numbers = [(name, pa.float32()) for name in ("score", "similarity", *TERMS)]
    schema = pa.schema(
        [
            ("track_id", pa.string()),
            ("rank", pa.int16()),
            ("recommended_track_id", pa.string()),
            *numbers,
            ("model_version", pa.string()),
        ]
    )
    text = keys.cast(pa.string())

    def batches() -> Iterator[pa.RecordBatch]:
        cells = None
        if catalogue.n_tracks > chosen.exact_up_to:
            cells = Cells(catalogue, chosen.weights, chosen.n_compared)
        for found in lists_of_all(catalogue, chosen.weights, chosen.n_neighbors, cells):
            yield _batch(found, text, chosen.model_version, schema)

    return pa.RecordBatchReader.from_batches(schema, batches())


def _batch(found: Lists, keys: "pa.Array", version: str, schema: "pa.Schema") -> "pa.RecordBatch":
    import pyarrow as pa

    columns = [
        keys.take(pa.array(found.seeds)),
        pa.array(found.ranks, pa.int16()),
        keys.take(pa.array(found.tracks)),
        pa.array(found.scores),
        pa.array(found.similarities),
        *(pa.array(np.ascontiguousarray(term)) for term in found.terms.T),
        pa.array([version] * len(found.seeds), pa.string()),
    ]
    return pa.record_batch(columns, schema=schema)
