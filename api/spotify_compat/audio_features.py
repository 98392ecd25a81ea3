"""Audio features of the marts as Spotify's audio features objects."""

from collections.abc import Collection
from typing import Any
from urllib.parse import quote

from sqlalchemy import func, select

from api.db.database import fetch_rows
from api.db.marts import FactTracks
from api.spotify_compat.links import encode_id, href, object_href, uri
from api.tracks.queries import AUDIO_FEATURES, IS_REQUESTED

Object = dict[str, Any]

MEASURED = (
    "acousticness",
    "danceability",
    "energy",
    "instrumentalness",
    "liveness",
    "loudness",
    "speechiness",
    "tempo",
    "valence",
)
# Spotify's object has no null: clients expect a number in each field
IF_UNKNOWN = {"key": -1, "mode": 1, "time_signature": 4}
FEATURES = (
    select(
        FactTracks.track_id,
        *(AUDIO_FEATURES.c[f"af_{name}"].label(name) for name in (*MEASURED, *IF_UNKNOWN)),
        func.coalesce(AUDIO_FEATURES.c.af_duration_ms, FactTracks.duration_ms, 0).label("length"),
    )
    .join(AUDIO_FEATURES, AUDIO_FEATURES.c.af_track_id == FactTracks.af_track_id)
    .where(IS_REQUESTED, *(AUDIO_FEATURES.c[f"af_{name}"].is_not(None) for name in MEASURED))
)


def load_audio_features(track_ids: Collection[str]) -> dict[str, Object]:
    """Return the objects of those tracks whose nine measured features are all known, by id."""
    rows = fetch_rows(FEATURES, {"track_ids": list(track_ids)}) if track_ids else []
    return {row.track_id: _build_features(row) for row in rows}


def _build_features(row: Any) -> Object:
    counted = {name: getattr(row, name) for name in IF_UNKNOWN}
    key = quote(encode_id(row.track_id), safe="")
    return {
        **{name: getattr(row, name) for name in MEASURED},
        **{
            name: IF_UNKNOWN[name] if value is None else int(value)
            for name, value in counted.items()
        },
        "analysis_url": href(f"audio-analysis/{key}"),
        "duration_ms": row.length,
        "id": encode_id(row.track_id),
        "track_href": object_href("track", row.track_id),
        "type": "audio_features",
        "uri": uri("track", row.track_id),
    }
