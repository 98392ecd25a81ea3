"""dbt model: one row per track, its vector made by `recommender.build_vectors`."""

from typing import Any

from recommender import build_vectors
from recommender.data.incidence import credits_query, memberships_query, skips_query
from recommender.features import FEATURES, SCALES
from recommender.pipeline.changed_rows import select_changed_rows
from recommender.pipeline.held_vectors import (
    HELD_COLUMNS,
    HeldVectors,
    VectorRule,
    decisions_query,
    is_made_anew,
)


def model(dbt: Any, session: Any) -> Any:
    """Read what a vector is made of, and return the vectors."""
    dbt.config(materialized="incremental")
    share, builds = dbt.config.meta_get("vectors_share"), dbt.config.meta_get("vectors_builds")
    # each on its own line: dbt's parser does not see a ref with a call after it
    tracks = dbt.ref("fact_tracks")
    features = dbt.ref("dim_audio_features")
    memberships = dbt.ref("training_memberships")
    artists = dbt.ref("artist_tracks")
    genres = dbt.ref("track_genres")
    skips = dbt.ref("training_skips")
    parameters = dbt.ref("recommendation_parameters")
    this = session.relation(str(dbt.this))
    held = None
    # the decisions are written in one transaction with the rows: a killed build left the former
    if dbt.is_incremental and this.has_columns(*HELD_COLUMNS):
        decisions = session.arrow(decisions_query("track_vectors"))
        held = HeldVectors.from_tables(this.arrow(*HELD_COLUMNS), decisions)
    vectors = build_vectors(
        tracks.arrow("track_id", "track_popularity", "track_release_date", "recording_id"),
        features.arrow("af_track_id", *FEATURES, *SCALES).rename_columns(
            ["track_id", *FEATURES, *SCALES]
        ),
        session.arrow(memberships_query(memberships, "played_on")),
        session.arrow(credits_query(artists)),
        genres.arrow("track_id", "genre"),
        parameters.arrow(),
        session.arrow(skips_query(skips)),
        held,
        VectorRule(float(share), int(builds)),
    )
    if held is None or is_made_anew(vectors):
        return vectors
    return session.select_keys(*select_changed_rows(vectors, held.table, "track_id"))
