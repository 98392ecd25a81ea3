"""dbt model: the best tracks for each track, made by `recommender.build_recommendations`."""

from typing import Any

from recommender import build_recommendations
from recommender.data.incidence import credits_query, memberships_query
from recommender.pipeline.executors import executor_from_settings, products_from_settings
from recommender.pipeline.recommendations import OF_VECTORS


def model(dbt: Any, session: Any) -> Any:
    """Read the vectors and what sharpens a list, and return the lists as they are made."""
    dbt.config(materialized="incremental")
    # first, so that nothing is read where a cluster or a device is away
    executor, products = executor_from_settings(), products_from_settings()
    # each on its own line: dbt's parser does not see a ref with a call after it
    vectors = dbt.ref("track_vectors")
    tracks = dbt.ref("fact_tracks")
    memberships = dbt.ref("training_memberships")
    artists = dbt.ref("artist_tracks")
    parameters = dbt.ref("recommendation_parameters")
    return build_recommendations(
        vectors.arrow(*OF_VECTORS),
        tracks.arrow("track_id", "recording_id"),
        session.arrow(memberships_query(memberships)),
        session.arrow(credits_query(artists)),
        parameters.arrow(),
        executor,
        products,
    )
