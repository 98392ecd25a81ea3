"""Tracks of the marts as Spotify's track objects."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import func, select

from api.db.database import fetch_rows
from api.db.marts import FactTracks
from api.spotify_compat.albums import build_stand_in, load_albums
from api.spotify_compat.artists import build_simplified_artist
from api.spotify_compat.links import identify, markets
from api.tracks.queries import ARTISTS, AUDIO_FEATURES, IS_REQUESTED

Object = dict[str, Any]

TRACKS = (
    select(
        FactTracks.track_id,
        FactTracks.track_name,
        FactTracks.track_popularity,
        FactTracks.track_release_date,
        func.coalesce(FactTracks.duration_ms, AUDIO_FEATURES.c.af_duration_ms, 0).label("length"),
        FactTracks.is_explicit,
        FactTracks.isrc,
        FactTracks.source,
        FactTracks.album_id,
        ARTISTS.label("artists"),
    )
    .join(AUDIO_FEATURES, AUDIO_FEATURES.c.af_track_id == FactTracks.af_track_id, isouter=True)
    .where(IS_REQUESTED)
)


def load_tracks(track_ids: Collection[str]) -> dict[str, Object]:
    """Return the track objects of those tracks that are in the catalogue, by id."""
    rows = _load_rows(track_ids)
    albums = load_albums({row.album_id for row in rows if row.album_id is not None})
    return {
        row.track_id: {
            **_build_simplified(row),
            "album": albums.get(row.album_id) or build_stand_in(row.track_id, row),
            "external_ids": {"isrc": row.isrc or ""},
            "popularity": row.track_popularity or 0,
        }
        for row in rows
    }


def load_simplified_tracks(track_ids: Collection[str]) -> dict[str, Object]:
    """Return the same without what an album's list of tracks does not contain."""
    return {row.track_id: _build_simplified(row) for row in _load_rows(track_ids)}


def in_order(found: dict[str, Object], keys: Sequence[str]) -> list[Object | None]:
    """Return the objects in the order of their ids, None for an unknown one."""
    return [found.get(key) for key in keys]


def known_in_order(found: dict[str, Object], keys: Sequence[str]) -> list[Object]:
    """Return the known objects in the order of their ids."""
    return [found[key] for key in keys if key in found]


def _load_rows(track_ids: Collection[str]) -> Sequence[Any]:
    return fetch_rows(TRACKS, {"track_ids": list(track_ids)}) if track_ids else []


def _build_simplified(row: Any) -> Object:
    return {
        **identify("track", row.track_id, row.source),
        "name": row.track_name or "",
        "artists": [build_simplified_artist(*artist) for artist in row.artists or ()],
        "available_markets": markets(),
        "duration_ms": row.length,
        "explicit": bool(row.is_explicit),
    }
