"""What is served from, made of tables in memory: for measuring without a database."""

from typing import TYPE_CHECKING

import numpy as np

from recommender.evaluation.splitting import Tables
from recommender.pipeline.recommendations import catalogue_of
from recommender.scoring.parameters import Parameters
from recommender.serving.postgres import multi_seed_weights_from
from recommender.serving.recommend import ATTRIBUTES, Index

if TYPE_CHECKING:
    import pyarrow as pa


def index_from_tables(tables: Tables, vectors: "pa.Table", parameters: "pa.Table") -> Index:
    """Return the index of what was built; it knows no attributes, so it has no filters.

    Parameters
    ----------
    tables : the five of `recommender.build_vectors`
    vectors, parameters : what `build_vectors` and `build_parameters` made of them
    """
    chosen = Parameters.of(parameters)
    tracks, memberships, artists = (tables[name] for name in ("tracks", "memberships", "artists"))
    catalogue = catalogue_of(vectors, tracks, memberships, artists, chosen)
    keys = vectors["track_id"].to_pylist()
    names = parameters["parameter"].to_pylist()
    values = dict(zip(names, parameters["value"].to_pylist(), strict=True))
    has_artist = np.diff(catalogue.artists.indptr) > 0
    first = np.full(len(keys), -1, np.intp)
    first[has_artist] = catalogue.artists.indices[catalogue.artists.indptr[:-1][has_artist]]
    return Index(
        rows={key: row for row, key in enumerate(keys)},
        track_ids=keys,
        model=catalogue,
        weights=chosen.weights,
        multi_seed_weights=multi_seed_weights_from(values),
        attributes=np.full((len(keys), len(ATTRIBUTES)), np.nan, np.float32),
        is_explicit=np.full(len(keys), -1, np.int8),
        recordings=catalogue.recordings,
        first_artists=first,
        cold_start_sources=vectors["cold_start_source"].to_pylist(),
        artists={},
        genres={},
        model_version=chosen.model_version,
    )
