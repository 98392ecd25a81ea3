"""An album with its songs; no mart has its artists: those of most of its tracks stand for them."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ARRAY, Text, bindparam, func, select

from api.db.database import fetch_rows
from api.db.marts import DimAlbums, DimArtists, FactTracks
from api.explore.portraits import describe_rows
from api.http.ids import check_id, raise_unknown
from api.recommendations.index_cache import current_index
from api.tracks.by_artist import POPULAR_FIRST
from api.tracks.queries import ALBUM_COLUMNS, format_album, load_summary_values

MOST_TRACKS = 100
MOST_ARTISTS = 3
REQUESTED = func.any(bindparam("album_ids", type_=ARRAY(Text)))
ALBUMS = select(*ALBUM_COLUMNS, DimAlbums.album_release_date, DimAlbums.album_label).where(
    DimAlbums.album_id == REQUESTED
)
LEADING_ARTISTS = (
    select(FactTracks.album_id, FactTracks.artist_id, DimArtists.artist_name)
    .join(DimArtists, DimArtists.artist_id == FactTracks.artist_id)
    .where(FactTracks.album_id == REQUESTED)
    .group_by(FactTracks.album_id, FactTracks.artist_id, DimArtists.artist_name)
    .order_by(FactTracks.album_id, func.count().desc(), FactTracks.artist_id)
)
EDITION = func.row_number().over(partition_by=FactTracks.recording_key, order_by=POPULAR_FIRST)
TRACKS = (
    select(FactTracks.track_id, FactTracks.track_name, EDITION.label("edition"))
    .where(FactTracks.album_id == REQUESTED)
    .subquery()
)


def load_album(album_id: str) -> dict[str, Any]:
    """Return the fields of `AlbumDetails`; an unknown album ends the request with 404."""
    keys = {"album_ids": [check_id(album_id, "an album")]}
    rows = fetch_rows(ALBUMS, keys)
    if not rows:
        raise_unknown(album_id, "an album")
    statement = (
        select(TRACKS.c.track_id)
        .where(TRACKS.c.edition == 1)
        .order_by(TRACKS.c.track_name, TRACKS.c.track_id)
        .limit(MOST_TRACKS)
    )
    track_ids = [row.track_id for row in fetch_rows(statement, keys)]
    summaries = load_summary_values(track_ids)
    tracks = [summaries[track_id] for track_id in track_ids if track_id in summaries]
    dates = [track["track_release_date"] for track in tracks if track["track_release_date"]]
    index = current_index().index
    return {
        "album": format_album(rows[0]),
        "artists": load_artists([album_id]).get(album_id, []),
        "released_date": rows[0].album_release_date or min(dates, default=None),
        "label": rows[0].album_label,
        "tracks": tracks,
        **describe_rows(index, index.find_rows(track_ids)),
    }


def load_found_albums(album_ids: Collection[str]) -> dict[str, dict[str, Any]]:
    """Return the fields of `FoundAlbum` of those albums that are known, by id."""
    keys = {"album_ids": list(album_ids)}
    rows = fetch_rows(ALBUMS, keys) if album_ids else []
    artists = load_artists(album_ids)
    return {
        row.album_id: {"album": format_album(row), "artists": artists.get(row.album_id, [])}
        for row in rows
    }


def load_artists(album_ids: Collection[str]) -> dict[str, list[dict[str, Any]]]:
    """Return the artists of most of the tracks of each album."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in fetch_rows(LEADING_ARTISTS, {"album_ids": list(album_ids)}) if album_ids else []:
        artists = found.setdefault(row.album_id, [])
        if len(artists) < MOST_ARTISTS:
            artists.append({"artist_id": row.artist_id, "artist_name": row.artist_name})
    return found
