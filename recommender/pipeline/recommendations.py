"""The step from vectors and playlists to the ranked list of every track."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from recommender.checks import check_columns
from recommender.pipeline.held_lists import INPUT_COLUMNS, HeldLists, ListPlan, plan_lists
from recommender.pipeline.held_vectors import BUILDS
from recommender.ranking.list_inputs import KeyHashes
from recommender.ranking.lists import RankedLists, rank_all
from recommender.ranking.near_search import choose_search
from recommender.scoring.contributions import CONTRIBUTIONS
from recommender.scoring.model import ScoringModel
from recommender.scoring.parameters import Parameters
from recommender.search.cost import pays_off_for
from recommender.search.partitions import LOCAL, Executor
from recommender.search.topk import IntArray, ProductSelector, select_products

if TYPE_CHECKING:
    import pyarrow as pa


OF_VECTORS = ("track_id", "audio", "taste", "popularity")


@dataclass(frozen=True)
class ListTables:
    """The lists that a build ranked, and what they were ranked from.

    Attributes
    ----------
    rows : the lists, see `build_recommendations`
    replaced : column track_id, the tracks whose lists are replaced by those of `rows`; None for all
    inputs : the columns `INPUT_COLUMNS`, of the tracks of `replaced_inputs`
    replaced_inputs : column track_id, the tracks whose inputs are replaced; None for all
    """

    rows: "pa.RecordBatchReader"
    replaced: "pa.Table | None"
    inputs: "pa.Table"
    replaced_inputs: "pa.Table | None"


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
    settings = Parameters.from_values(parameters)
    model, ids = _read_model(vectors, tracks, memberships, artists, settings, products)
    return _read_batches(model, ids, settings, executor)


def update_recommendations(
    vectors: "pa.Table",
    tracks: "pa.Table",
    memberships: "pa.Table",
    artists: "pa.Table",
    parameters: "Mapping[str, Any] | pa.Table | None",
    held: HeldLists | None,
    builds: int = BUILDS,
    executor: Executor = LOCAL,
    products: ProductSelector = select_products,
) -> ListTables:
    """Return the lists that may be others than the held ones, or all of them.

    A list that is not ranked again is the one that it would be, but for two things. Where near
    cells are searched, it comes from those of an earlier build, and was compared with each track
    that is new or changed since. Of several tracks with the score of its last place, which are
    equally good, it may have another one.

    Parameters
    ----------
    vectors, tracks, memberships, artists, parameters, executor, products : as for
        `build_recommendations`
    held : the lists of the last build; None to rank all
    builds : the number of builds in a row that keep lists, at most
    """
    import pyarrow as pa

    settings = Parameters.from_values(parameters)
    model, ids = _read_model(vectors, tracks, memberships, artists, settings, products)
    keys = KeyHashes.from_tables(ids, memberships, artists)
    plan = plan_lists(model, ids, keys, settings, held, builds)
    gone = plan.gone.cast(pa.string())

    def name(rows: IntArray) -> pa.Array:
        return ids.take(pa.array(rows))

    def replace_also_gone(rows: IntArray | None) -> pa.Table | None:
        if plan.seeds is None or rows is None:
            return None
        return pa.table({"track_id": pa.concat_arrays([name(rows), gone])})

    hashes = (plan.as_seed, plan.as_candidate)
    inputs = [name(plan.changed), *(each[plan.changed].view(np.int64) for each in hashes)]
    return ListTables(
        _read_batches(model, ids, settings, executor, plan),
        replace_also_gone(plan.seeds),
        pa.table(dict(zip(INPUT_COLUMNS, inputs, strict=True))),
        replace_also_gone(plan.changed),
    )


def _read_model(
    vectors: "pa.Table",
    tracks: "pa.Table",
    memberships: "pa.Table",
    artists: "pa.Table",
    parameters: Parameters,
    products: ProductSelector,
) -> "tuple[ScoringModel, pa.Array]":
    """Return the model of the tracks with a vector, and their ids, whatever the order of rows."""
    import pyarrow as pa

    check_columns(vectors, OF_VECTORS, "vectors")
    vectors = vectors.select(OF_VECTORS).sort_by("track_id")
    model = ScoringModel.from_tables(vectors, tracks, memberships, artists, parameters)
    ids = vectors["track_id"].combine_chunks().cast(pa.string())
    return replace(model, select_products=products), ids


def _read_batches(
    model: ScoringModel,
    ids: "pa.Array",
    parameters: Parameters,
    executor: Executor,
    plan: ListPlan | None = None,
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
    seeds = plan.seeds if plan else None
    n_ranked = model.n_tracks if seeds is None else len(seeds)
    chosen = parameters.weights, parameters.n_neighbors
    search = None
    if seeds is None or pays_off_for(n_ranked, model.n_tracks):
        search = choose_search(model, *chosen, parameters.target_recall)
    recall = search.recall if search else 1.0
    if plan is not None:
        recall = plan.recall + (recall - plan.recall) * n_ranked / max(model.n_tracks, 1)
    metadata = {
        "figures": json.dumps({"search_recall": recall}),
        "model_version": parameters.model_version,
    }
    if plan is not None:
        metadata["decision"] = json.dumps(asdict(plan.decision))
    schema = schema.with_metadata(metadata)

    def batches() -> Iterator[pa.RecordBatch]:
        ivf, n_candidates = (search.ivf, search.n_candidates) if search else (None, 0)
        for lists in rank_all(model, *chosen, ivf, n_candidates, executor, seeds):
            yield _to_batch(lists, ids, parameters.model_version, schema)

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
