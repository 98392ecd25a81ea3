"""What the marts say about tracks, in the shapes of the API."""

import re
from collections.abc import Collection
from typing import Any
from urllib.parse import quote

from sqlalchemy import ARRAY, Text, bindparam, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from api.db.database import rows, value
from api.db.marts import (
    ArtistTracks,
    DimAlbums,
    DimArtists,
    DimAudioFeatures,
    FactTracks,
    TrackGenres,
)
from api.http.ids import checked_id, raise_unknown
from api.http.pagination import of_cursor, to_cursor
from api.tracks.schemas import AudioFeatures, Track, TrackPage, TrackSummary
from api.tracks.search import find_tracks

SPOTIFY_ID = re.compile(r"[0-9A-Za-z]{22}")
DEMO = "demo"  # its ids look like Spotify's and lead nowhere
FEATURES = tuple(AudioFeatures.model_fields)
# one array, not a parameter each: 500 ids then cost no more to send than one
IS_WANTED = FactTracks.track_id == func.any(bindparam("track_ids", type_=ARRAY(Text)))

ARTISTS = (
    select(
        func.json_agg(
            aggregate_order_by(
                func.json_build_array(DimArtists.artist_id, DimArtists.artist_name),
                ArtistTracks.position,
                DimArtists.artist_id,
            )
        )
    )
    .select_from(ArtistTracks)
    .join(DimArtists, DimArtists.artist_id == ArtistTracks.artist_id)
    .where(ArtistTracks.track_id == FactTracks.track_id)
    .correlate(FactTracks)
    .scalar_subquery()
)
SUMMARIES = (
    select(
        FactTracks.track_id,
        FactTracks.track_name,
        FactTracks.track_popularity,
        FactTracks.track_release_date,
        FactTracks.duration_ms,
        FactTracks.is_explicit,
        FactTracks.source,
        DimAlbums.album_id,
        DimAlbums.album_name,
        DimAlbums.album_image,
        DimAlbums.album_img_sm,
        DimAlbums.album_img_md,
        DimAlbums.album_img_lg,
        ARTISTS.label("artists"),
    )
    .join(DimAlbums, DimAlbums.album_id == FactTracks.album_id, isouter=True)
    .where(IS_WANTED)
)
AUDIO_FEATURES = (
    select(
        FactTracks.track_id,
        *(getattr(DimAudioFeatures, f"af_{name}").label(name) for name in FEATURES),
    )
    .join(DimAudioFeatures, DimAudioFeatures.af_track_id == FactTracks.af_track_id)
    .where(IS_WANTED)
)


def track_page(query: str, limit: int, cursor: str | None) -> TrackPage:
    """Return the tracks that `query` means, from `cursor` on."""
    offset = int(of_cursor(cursor, int)[0]) if cursor else 0
    found = find_tracks(query, limit, max(offset, 0))
    known = summaries(found.track_ids)
    return TrackPage(
        items=[known[track_id] for track_id in found.track_ids if track_id in known],
        next_cursor=to_cursor(offset + limit) if found.has_more else None,
        did_you_mean=found.did_you_mean,
    )


def track(track_id: str) -> Track:
    """Return the track with this id; without one the request ends with 404."""
    summary = summaries([checked_id(track_id)]).get(track_id)
    if summary is None:
        raise_unknown(track_id)
    genres = select(TrackGenres.genre).where(TrackGenres.track_id == track_id)
    number_of_playlists = value(
        select(FactTracks.number_of_playlists).where(FactTracks.track_id == track_id)
    )
    return Track(
        **dict(summary),
        audio_features=audio_features([track_id]).get(track_id),
        genres=[row.genre for row in rows(genres.order_by(TrackGenres.genre))],
        number_of_playlists=number_of_playlists or 0,
    )


def summaries(track_ids: Collection[str]) -> dict[str, TrackSummary]:
    """Return the summaries of those of the tracks that the marts know."""
    found = summaries_as_sent(track_ids)
    return {track_id: TrackSummary.model_validate(one) for track_id, one in found.items()}


def summaries_as_sent(track_ids: Collection[str]) -> dict[str, dict[str, Any]]:
    """Return the same as plain values, in the shape of `TrackSummary`."""
    if not track_ids:
        return {}
    found = rows(SUMMARIES, {"track_ids": list(track_ids)})
    return {row.track_id: _summary(row) for row in found}


def audio_features(track_ids: Collection[str]) -> dict[str, AudioFeatures]:
    """Return the audio features of those of the tracks that have some."""
    found = rows(AUDIO_FEATURES, {"track_ids": list(track_ids)})
    return {row.track_id: AudioFeatures(**_without_id(row)) for row in found}


def _summary(row: Any) -> dict[str, Any]:
    is_on_spotify = row.source != DEMO and SPOTIFY_ID.fullmatch(row.track_id) is not None
    return {
        "track_id": row.track_id,
        "track_name": row.track_name,
        "artists": [
            {"artist_id": artist_id, "artist_name": artist_name}
            for artist_id, artist_name in row.artists or ()
        ],
        "album": _album(row) if row.album_id is not None else None,
        "track_popularity": row.track_popularity,
        "track_release_date": row.track_release_date,
        "duration_ms": row.duration_ms,
        "is_explicit": row.is_explicit,
        "spotify_url": f"https://open.spotify.com/track/{row.track_id}" if is_on_spotify else None,
    }


def _album(row: Any) -> dict[str, Any]:
    image = row.album_image or f"/covers/{quote(row.album_id, safe=':')}.svg"
    return {
        "album_id": row.album_id,
        "album_name": row.album_name,
        "album_image": image,
        "album_img_sm": row.album_img_sm or image,
        "album_img_md": row.album_img_md or image,
        "album_img_lg": row.album_img_lg or image,
    }


def _without_id(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in FEATURES}
