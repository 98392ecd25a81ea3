"""dbt model: the numbers that a recommendation is made with, fitted to the playlists at hand."""

from typing import Any

from recommender import build_parameters
from recommender.data.incidence import credits_query, memberships_query, skips_query
from recommender.features import FEATURES, SCALES


def model(dbt: Any, session: Any) -> Any:
    """Read what the vectors are made of, and return the numbers that serve it best."""
    dbt.config(materialized="incremental")
    given = dbt.config.meta_get("parameters")
    refit, refit_share = dbt.config.meta_get("refit"), dbt.config.meta_get("refit_share")
    # each on its own line: dbt's parser does not see a ref with a call after it
    tracks = dbt.ref("fact_tracks")
    features = dbt.ref("dim_audio_features")
    memberships = dbt.ref("training_memberships")
    artists = dbt.ref("artist_tracks")
    genres = dbt.ref("track_genres")
    skips = dbt.ref("training_skips")
    # written in one transaction with what it learned from: a build that was killed left the former
    last = session.relation(str(dbt.this)).arrow() if dbt.is_incremental else None
    return build_parameters(
        tracks.arrow("track_id", "track_popularity", "track_release_date", "recording_id"),
        features.arrow("af_track_id", *FEATURES, *SCALES).rename_columns(
            ["track_id", *FEATURES, *SCALES]
        ),
        session.arrow(memberships_query(memberships, "position", "played_on")),
        session.arrow(credits_query(artists)),
        genres.arrow("track_id", "genre"),
        given,
        session.arrow(skips_query(skips)),
        last,
        refit,
        float(refit_share),
    )
