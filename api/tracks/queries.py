"""SQL of tracks, and its rows in the shapes of the schemas.

To return another column of the marts, add it to a query here and to its schema: for one track to
`DETAILS` and `Track`, also in lists to `SUMMARY_COLUMNS` and `TrackSummary`.
"""

import re
from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import quote

from sqlalchemy import ARRAY, Text, bindparam, column, func, select, table
from sqlalchemy.dialects.postgresql import aggregate_order_by

from api.db.database import fetch_rows
from api.db.marts import MARTS, ArtistTracks, DimAlbums, DimArtists, FactTracks, TrackGenres
from api.http.ids import check_id, raise_unknown
from api.tracks.audio_features import AudioFeatures
from api.tracks.schemas import Track, TrackSummary

SPOTIFY_ID = re.compile(r"[0-9A-Za-z]{22}")
DEMO = "demo"  # its ids look like those of Spotify, but do not exist there
FEATURES = tuple(AudioFeatures.model_fields)
# the columns that `AudioFeatures` names; no class of `api.db.marts` lists them again
AUDIO_FEATURES = table(
    "dim_audio_features",
    column("af_track_id"),
    *(column(f"af_{name}") for name in FEATURES),
    schema=MARTS,
)
DETAIL_FIELDS = Track.model_fields.keys() - TrackSummary.model_fields.keys() - {"audio_features"}
# one array instead of a parameter per id: the statement stays as short for 500 ids as for one
IS_REQUESTED = FactTracks.track_id == func.any(bindparam("track_ids", type_=ARRAY(Text)))

CREDITS = (
    select(
        func.json_agg(
            aggregate_order_by(
                func.json_build_array(DimArtists.artist_id, DimArtists.artist_name),
                ArtistTracks.position,
                DimArtists.artist_id,
            )
        ).label("artists")
    )
    .select_from(ArtistTracks)
    .join(DimArtists, DimArtists.artist_id == ArtistTracks.artist_id)
)
ARTISTS = (
    CREDITS.where(ArtistTracks.track_id == FactTracks.track_id)
    .correlate(FactTracks)
    .scalar_subquery()
)
# a join: for all tracks it takes a fraction of what a query for each of them does
ALL_ARTISTS = (
    CREDITS.add_columns(ArtistTracks.track_id).group_by(ArtistTracks.track_id).subquery("credits")
)
# what `format_album` needs
ALBUM_COLUMNS = (
    DimAlbums.album_id,
    DimAlbums.album_name,
    DimAlbums.album_image,
    DimAlbums.album_img_sm,
    DimAlbums.album_img_md,
    DimAlbums.album_img_lg,
)
SUMMARY_COLUMNS = (
    FactTracks.track_id,
    FactTracks.track_name,
    FactTracks.track_popularity,
    FactTracks.track_release_date,
    FactTracks.duration_ms,
    FactTracks.is_explicit,
    FactTracks.source,
    *ALBUM_COLUMNS,
)
SUMMARIES = (
    select(*SUMMARY_COLUMNS, ARTISTS.label("artists"))
    .join(DimAlbums, DimAlbums.album_id == FactTracks.album_id, isouter=True)
    .where(IS_REQUESTED)
)
ALL_SUMMARIES = (
    select(
        *SUMMARY_COLUMNS,
        ALL_ARTISTS.c.artists,
        FactTracks.search_text,
        FactTracks.canonical_track_id,
        func.coalesce(FactTracks.number_of_playlists, -1).label("number_of_playlists"),
    )
    .join(DimAlbums, DimAlbums.album_id == FactTracks.album_id, isouter=True)
    .join(ALL_ARTISTS, ALL_ARTISTS.c.track_id == FactTracks.track_id, isouter=True)
)
GENRES = func.array(
    select(TrackGenres.genre)
    .where(TrackGenres.track_id == FactTracks.track_id)
    .order_by(TrackGenres.genre)
    .correlate(FactTracks)
    .scalar_subquery()
)
DETAILS = (
    select(
        func.coalesce(FactTracks.number_of_playlists, 0).label("number_of_playlists"),
        GENRES.label("genres"),
        *AUDIO_FEATURES.c,
    )
    .join(AUDIO_FEATURES, AUDIO_FEATURES.c.af_track_id == FactTracks.af_track_id, isouter=True)
    .where(IS_REQUESTED)
)


def load_track(track_id: str) -> Track:
    """Return the track with this id; an unknown id ends the request with 404."""
    summary = load_summary_values([check_id(track_id)]).get(track_id)
    details = fetch_rows(DETAILS, {"track_ids": [track_id]})
    if summary is None or not details:
        raise_unknown(track_id)
    return Track(
        **summary,
        audio_features=_audio_features(details[0]),
        **{name: getattr(details[0], name) for name in DETAIL_FIELDS},
    )


def load_summaries(track_ids: Collection[str]) -> dict[str, TrackSummary]:
    """Return the summaries of those tracks that are in the catalogue, by id."""
    found = load_summary_values(track_ids)
    return {track_id: TrackSummary.model_validate(one) for track_id, one in found.items()}


def load_summary_values(track_ids: Collection[str]) -> dict[str, dict[str, Any]]:
    """Return the same as dicts with the fields of `TrackSummary`."""
    if not track_ids:
        return {}
    found = fetch_rows(SUMMARIES, {"track_ids": list(track_ids)})
    return {row.track_id: format_summary(row) for row in found}


def artist_names(summary: Mapping[str, Any]) -> list[str]:
    """Return the names of the artists in a summary, the first first."""
    return [each["artist_name"] for each in summary["artists"] if each["artist_name"]]


def describe_track(summary: Mapping[str, Any]) -> str:
    """Return `artist, artist - title` of a summary; the id stands for a title that is unknown."""
    artists = ", ".join(each["artist_name"] or "" for each in summary["artists"])
    title = summary["track_name"] or summary["track_id"]
    return f"{artists} - {title}" if artists else title


def format_summary(row: Any) -> dict[str, Any]:
    """Return a row of `SUMMARIES` as a dict with the fields of `TrackSummary`."""
    is_on_spotify = row.source != DEMO and SPOTIFY_ID.fullmatch(row.track_id) is not None
    computed = {
        "artists": [
            {"artist_id": artist_id, "artist_name": artist_name}
            for artist_id, artist_name in row.artists or ()
        ],
        "album": format_album(row) if row.album_id is not None else None,
        "spotify_url": f"https://open.spotify.com/track/{row.track_id}" if is_on_spotify else None,
    }
    return {
        name: computed[name] if name in computed else getattr(row, name)
        for name in TrackSummary.model_fields
    }


def format_album(row: Any) -> dict[str, Any]:
    """Return the fields of `Album`; the app draws a cover where there is none."""
    image = row.album_image or f"/covers/{quote(row.album_id, safe=':')}.svg"
    return {
        "album_id": row.album_id,
        "album_name": row.album_name,
        "album_image": image,
        "album_img_sm": row.album_img_sm or image,
        "album_img_md": row.album_img_md or image,
        "album_img_lg": row.album_img_lg or image,
    }


def _audio_features(row: Any) -> AudioFeatures | None:
    if row.af_track_id is None:
        return None
    return AudioFeatures(**{name: getattr(row, f"af_{name}") for name in FEATURES})
