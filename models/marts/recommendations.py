"""dbt model: the best tracks for each track, made by `recommender.update_recommendations`."""

from typing import Any

from recommender import update_recommendations
from recommender.data.incidence import credits_query, memberships_query
from recommender.pipeline.executors import executor_from_settings, products_from_settings
from recommender.pipeline.held_lists import HeldLists
from recommender.pipeline.recommendations import OF_VECTORS

INPUTS = "observability.list_inputs"


def model(dbt: Any, session: Any) -> Any:
    """Read the vectors and what sharpens a list, and return the lists that may be others."""
    dbt.config(materialized="incremental")
    builds = dbt.config.meta_get("vectors_builds")
    # first, so that nothing is read where a cluster or a device is away
    executor, products = executor_from_settings(), products_from_settings()
    # each on its own line: dbt's parser does not see a ref with a call after it
    vectors = dbt.ref("track_vectors")
    tracks = dbt.ref("fact_tracks")
    memberships = dbt.ref("training_memberships")
    artists = dbt.ref("artist_tracks")
    parameters = dbt.ref("recommendation_parameters")
    held = None
    # the inputs are written in one transaction with the rows: a killed build left the former; a
    # build by other code, also of an older release, ranked from inputs that are not stored
    if dbt.is_incremental and session.is_same_code:
        held = HeldLists.read(session, str(dbt.this), INPUTS)
    found = update_recommendations(
        vectors.arrow(*OF_VECTORS),
        tracks.arrow("track_id", "recording_id"),
        session.arrow(memberships_query(memberships)),
        session.arrow(credits_query(artists)),
        parameters.arrow(),
        held,
        int(builds),
        executor,
        products,
    )
    session.replace_rows(INPUTS, found.inputs, found.replaced_inputs)
    return session.select_keys(found.rows, found.replaced)
