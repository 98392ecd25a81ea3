"""From vectors and playlists to the twenty best for every track: `build_recommendations`."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from recommender.checks import check_columns
from recommender.data.arrow import matrix_of
from recommender.data.dataset import recordings_of
from recommender.data.incidence import links
from recommender.ranking.ivf import IVFIndex
from recommender.ranking.lists import RankedLists, rank_all
from recommender.scoring.model import CONTRIBUTIONS, ScoringModel, normalize_rows
from recommender.scoring.parameters import Parameters

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

    The lists are exact up to `exact_search_max_tracks` tracks; for more, see
    `recommender.ranking.ivf`.

    Parameters
    ----------
    vectors : what `build_vectors` returned
    tracks : columns track_id and, to know doubles, recording_id
    memberships : columns playlist_id, track_id
    artists : columns track_id, artist_id
    parameters : values put over the defaults of `recommender.scoring.parameters.Parameters`: a
        mapping, or what `build_parameters` returned; the same as for the vectors

    Returns
    -------
    pyarrow.RecordBatchReader
        track_id, rank (from 1), recommended_track_id, score, similarity (cosine of the
        blended vectors, in [-1, 1]), the contributions audio, taste, artist,
        co_occurrence and popularity, which add up to score, and model_version. Batches come
        as they are computed, in the order of the vectors or cell by cell.
    """
    check_columns(vectors, ("track_id", "audio", "taste", "popularity"), "vectors")
    chosen = Parameters.of(parameters)
    model = catalogue_of(vectors, tracks, memberships, artists, chosen)
    keys = vectors["track_id"].combine_chunks()
    return _reader(model, keys, chosen)


def catalogue_of(
    vectors: "pa.Table",
    tracks: "pa.Table",
    memberships: "pa.Table",
    artists: "pa.Table",
    chosen: Parameters,
) -> ScoringModel:
    """Return the model of the tracks that have a vector, in the order of `vectors`."""
    check_columns(tracks, ("track_id",), "tracks")
    check_columns(memberships, ("playlist_id", "track_id"), "memberships")
    check_columns(artists, ("track_id", "artist_id"), "artists")
    keys = vectors["track_id"].combine_chunks()
    by_artist = links(artists, keys, "artist_id")
    playlists, asking = chosen.damped(links(memberships, keys, "playlist_id"), by_artist)
    return ScoringModel(
        audio=matrix_of(vectors["audio"]),
        taste=matrix_of(vectors["taste"]),
        popularity=vectors["popularity"].to_numpy().astype(np.float32),
        artists=normalize_rows(by_artist),
        playlists=playlists,
        recordings=recordings_of(tracks, keys),
        asking=asking,
        cold_seed_popularity_weight=chosen.cold_seed_popularity_weight,
    )


def _reader(model: ScoringModel, keys: "pa.Array", chosen: Parameters) -> "pa.RecordBatchReader":
    import pyarrow as pa

    numbers = [(name, pa.float32()) for name in ("score", "similarity", *CONTRIBUTIONS)]
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
        if model.n_tracks > chosen.exact_search_max_tracks:
            cells = IVFIndex(model, chosen.weights, chosen.min_candidates)
        for found in rank_all(model, chosen.weights, chosen.n_neighbors, cells):
            yield _batch(found, text, chosen.model_version, schema)

    return pa.RecordBatchReader.from_batches(schema, batches())


def _batch(
    found: RankedLists, keys: "pa.Array", version: str, schema: "pa.Schema"
) -> "pa.RecordBatch":
    import pyarrow as pa

    columns = [
        keys.take(pa.array(found.seeds)),
        pa.array(found.ranks, pa.int16()),
        keys.take(pa.array(found.tracks)),
        pa.array(found.scores),
        pa.array(found.similarities),
        *(pa.array(np.ascontiguousarray(term)) for term in found.contributions.T),
        pa.array([version] * len(found.seeds), pa.string()),
    ]
    return pa.record_batch(columns, schema=schema)
