"""Albums of the marts as Spotify's album objects.

No mart has the artists of an album: the artist of most of its tracks stands for them.
"""

from collections import Counter
from collections.abc import Collection
from datetime import date
from typing import Any
from urllib.parse import quote

from flask import request
from sqlalchemy import ARRAY, Text, bindparam, func, select

from api.db.database import fetch_rows
from api.db.marts import DimAlbums, DimArtists, FactTracks
from api.spotify_compat.artists import build_images, build_simplified_artist
from api.spotify_compat.links import identify, markets

Object = dict[str, Any]

REQUESTED = func.any(bindparam("album_ids", type_=ARRAY(Text)))
ALBUMS = select(
    DimAlbums.album_id,
    DimAlbums.album_name,
    DimAlbums.album_type,
    DimAlbums.total_tracks,
    DimAlbums.album_release_date,
    DimAlbums.album_popularity,
    DimAlbums.album_label,
    DimAlbums.album_img_lg,
    DimAlbums.album_img_md,
    DimAlbums.album_img_sm,
).where(DimAlbums.album_id == REQUESTED)
LEADING_ARTISTS = (
    select(
        FactTracks.album_id,
        FactTracks.artist_id,
        func.min(DimArtists.artist_name).label("artist_name"),
        func.count().label("number_of_tracks"),
        func.min(FactTracks.track_release_date).label("release_date"),
    )
    .join(DimArtists, DimArtists.artist_id == FactTracks.artist_id, isouter=True)
    .where(FactTracks.album_id == REQUESTED)
    .group_by(FactTracks.album_id, FactTracks.artist_id)
    .order_by(FactTracks.album_id, func.count().desc(), FactTracks.artist_id)
)
TYPES = ("album", "single", "compilation")
UNKNOWN_DATE = "0000"


def load_albums(album_ids: Collection[str]) -> dict[str, Object]:
    """Return the simplified album objects of those albums that are in the catalogue, by id.

    They also have the fields that only a whole album object has: `label` and `popularity`.
    """
    if not album_ids:
        return {}
    parameters = {"album_ids": list(album_ids)}
    artists: dict[str, Object] = {}
    counts: Counter[str] = Counter()
    dates: dict[str, date] = {}
    for row in fetch_rows(LEADING_ARTISTS, parameters):
        counts[row.album_id] += row.number_of_tracks
        if row.artist_id is not None:
            artist = build_simplified_artist(row.artist_id, row.artist_name)
            artists.setdefault(row.album_id, artist)
        if row.release_date is not None:
            dates[row.album_id] = min(row.release_date, dates.get(row.album_id, date.max))
    return {
        row.album_id: {
            **identify("album", row.album_id),
            **build_release(row.album_release_date or dates.get(row.album_id)),
            "album_type": row.album_type if row.album_type in TYPES else "album",
            "total_tracks": row.total_tracks or counts[row.album_id],
            "available_markets": markets(),
            "images": build_images(row.album_img_lg, row.album_img_md, row.album_img_sm)
            or [_build_cover(row.album_id)],
            "name": row.album_name or "",
            "artists": [artists[row.album_id]] if row.album_id in artists else [],
            "label": row.album_label or "",
            "popularity": row.album_popularity or 0,
        }
        for row in fetch_rows(ALBUMS, parameters)
    }


def build_stand_in(track_id: str, track: Any) -> Object:
    """Return an album without an id and a name, for a track whose album is unknown."""
    return {
        **identify("album", ""),
        **build_release(track.track_release_date),
        "album_type": "album",
        "total_tracks": 0,
        "available_markets": markets(),
        "images": [_build_cover(track_id)],
        "name": "",
        "artists": [build_simplified_artist(*artist) for artist in (track.artists or ())[:1]],
    }


def build_release(day: date | None) -> Object:
    """Return the day of release; the first of January stands for a year without a day."""
    if day is None:
        return {"release_date": UNKNOWN_DATE, "release_date_precision": "year"}
    if (day.month, day.day) == (1, 1):
        return {"release_date": f"{day:%Y}", "release_date_precision": "year"}
    return {"release_date": day.isoformat(), "release_date_precision": "day"}


def _build_cover(key: str) -> Object:
    address = f"{request.url_root}covers/{quote(key, safe=':')}.svg"
    return {"url": address, "height": None, "width": None}
