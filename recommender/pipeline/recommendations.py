"""The step from vectors and playlists to the ranked list of every track."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from recommender.checks import check_columns
from recommender.ranking.lists import RankedLists, rank_all
from recommender.ranking.near_search import choose_search
from recommender.scoring.contributions import CONTRIBUTIONS
from recommender.scoring.model import ScoringModel
from recommender.scoring.parameters import Parameters
from recommender.search.partitions import LOCAL, Executor
from recommender.search.topk import ProductSelector, select_products

if TYPE_CHECKING:
    import pyarrow as pa


OF_VECTORS = ("track_id", "audio", "taste", "popularity")


def build_recommendations(
    vectors: "pa.Table",
    tracks: "pa.Table",
    memberships: "pa.Table",
    artists: "pa.Table",
    parameters: "Mapping[str, Any] | pa.Table | None" = None,
    executor: Executor = LOCAL,
    products: ProductSelector = select_products,
) -> "pa.RecordBatchReader":
    """Return the best tracks for every track that has a vector.

    The lists of a small catalogue are exact; those of a large one may come from near cells alone,
    see `recommender.ranking.near_search`. The rows may come in any order.

    Parameters
    ----------
    vectors : the result of `build_vectors`, at least its columns `OF_VECTORS`
    tracks : columns track_id and, to know duplicates, recording_id
    memberships : columns playlist_id, track_id
    artists : columns track_id, artist_id
    parameters : values that replace the defaults of
        `recommender.scoring.parameters.Parameters`: a mapping, or the result of
        `build_parameters`; the same as for the vectors
    executor : where the lists are computed, the same ones everywhere
    products : where dense products are computed: with NumPy, or on a GPU

    Returns
    -------
    pyarrow.RecordBatchReader
        track_id, rank (from 1), recommended_track_id, score, similarity (cosine of the
        blended vectors, in [-1, 1]), the contributions audio, taste, artist,
        co_occurrence and popularity, which add up to score, and model_version. Batches come
        as they are computed, in the order of `track_id` or cell by cell. The metadata of the schema
        have the model_version and, as JSON, the `figures`: `search_recall`, the share of the
        exact lists that was found for a sample.
    """
    check_columns(vectors, OF_VECTORS, "vectors")
    settings = Parameters.from_values(parameters)
    # lists do not depend on the order of the rows
    vectors = vectors.select(OF_VECTORS).sort_by("track_id")
    model = ScoringModel.from_tables(vectors, tracks, memberships, artists, settings)
    model = replace(model, select_products=products)
    return _read_batches(model, vectors["track_id"].combine_chunks(), settings, executor)


def _read_batches(
    model: ScoringModel, keys: "pa.Array", parameters: Parameters, executor: Executor
) -> "pa.RecordBatchReader":
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
    chosen = parameters.weights, parameters.n_neighbors
    search = choose_search(model, *chosen, parameters.target_recall)
    recall = search.recall if search else 1.0
    figures = {"search_recall": recall}
    schema = schema.with_metadata(
        {"figures": json.dumps(figures), "model_version": parameters.model_version}
    )

    def batches() -> Iterator[pa.RecordBatch]:
        ivf, n_candidates = (search.ivf, search.n_candidates) if search else (None, 0)
        for lists in rank_all(model, *chosen, ivf, n_candidates, executor):
            yield _to_batch(lists, text, parameters.model_version, schema)

    return pa.RecordBatchReader.from_batches(schema, batches())


def _to_batch(
    lists: RankedLists, keys: "pa.Array", version: str, schema: "pa.Schema"
) -> "pa.RecordBatch":
    import pyarrow as pa

    columns = [
        keys.take(pa.array(lists.seeds)),
        pa.array(lists.ranks, pa.int16()),
        keys.take(pa.array(lists.tracks)),
        pa.array(lists.scores),
        pa.array(lists.similarities),
        *(pa.array(np.ascontiguousarray(column)) for column in lists.contributions.T),
        pa.array([version] * len(lists.seeds), pa.string()),
    ]
    return pa.record_batch(columns, schema=schema)
