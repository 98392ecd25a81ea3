"""dbt model: a place on the map for each track, made by `recommender.build_track_map`."""

from typing import Any

from recommender import build_track_map
from recommender.pipeline.changed_rows import select_changed_rows
from recommender.pipeline.track_map import HELD_COLUMNS, tracks_query, vectors_query


def model(dbt: Any, session: Any) -> Any:
    """Read which vectors are others, and return the places of their tracks."""
    dbt.config(materialized="incremental")
    vectors = dbt.ref("track_vectors")
    identities = dbt.ref("recording_identities")
    this = session.relation(str(dbt.this))
    held = None
    if dbt.is_incremental and this.has_columns(*HELD_COLUMNS):
        held = this.arrow(*HELD_COLUMNS)
    tracks = session.arrow(tracks_query(vectors, identities))
    found = build_track_map(tracks, lambda keys: session.arrow(vectors_query(vectors), keys), held)
    return (
        found
        if held is None
        else session.select_keys(*select_changed_rows(found, held, "track_id"))
    )
