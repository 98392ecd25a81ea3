"""Whole albums, with the first page of their tracks, and the other pages."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from sqlalchemy import ARRAY, Integer, Text, bindparam, func, select

from api.db.database import fetch_rows
from api.db.marts import FactTracks
from api.spotify_compat.albums import load_albums
from api.spotify_compat.links import object_path
from api.spotify_compat.paging import build_page
from api.spotify_compat.tracks import known_in_order, load_simplified_tracks

Object = dict[str, Any]

TRACKS_IN_ALBUM = 50  # those that an album object contains; `next` leads to the others
NUMBERED = (
    select(
        FactTracks.album_id,
        FactTracks.track_id,
        func.row_number()
        .over(
            partition_by=FactTracks.album_id, order_by=(FactTracks.track_name, FactTracks.track_id)
        )
        .label("place"),
    )
    .where(FactTracks.album_id == func.any(bindparam("album_ids", type_=ARRAY(Text))))
    .subquery()
)
TOTALS = (
    select(FactTracks.album_id, func.count().label("total"))
    .where(FactTracks.album_id == func.any(bindparam("album_ids", type_=ARRAY(Text))))
    .group_by(FactTracks.album_id)
)
PAGES = (
    select(NUMBERED.c.album_id, NUMBERED.c.track_id)
    .where(
        NUMBERED.c.place > bindparam("first", type_=Integer),
        NUMBERED.c.place <= bindparam("last", type_=Integer),
    )
    .order_by(NUMBERED.c.album_id, NUMBERED.c.place)
)


def load_whole_albums(album_ids: Collection[str]) -> dict[str, Object]:
    """Return the album objects of those albums that are in the catalogue, by id."""
    albums = load_albums(album_ids)
    pages = _load_pages(list(albums), TRACKS_IN_ALBUM, 0)
    return {
        album_id: {
            **album,
            "tracks": pages[album_id],
            "copyrights": [],
            "external_ids": {},
            "genres": [],
        }
        for album_id, album in albums.items()
    }


def load_album_tracks(album_id: str, limit: int, offset: int) -> Object | None:
    """Return a page of the tracks of an album, by title; None for an unknown album."""
    if not load_albums([album_id]):
        return None
    return _load_pages([album_id], limit, offset)[album_id]


def _load_pages(album_ids: list[str], limit: int, offset: int) -> dict[str, Object]:
    if not album_ids:
        return {}
    keys = {"album_ids": album_ids}
    places: dict[str, list[str]] = defaultdict(list)
    for row in fetch_rows(PAGES, {**keys, "first": offset, "last": offset + limit}):
        places[row.album_id].append(row.track_id)
    totals = {row.album_id: row.total for row in fetch_rows(TOTALS, keys)}
    tracks = load_simplified_tracks([key for keys in places.values() for key in keys])
    return {
        album_id: build_page(
            known_in_order(tracks, places[album_id]),
            totals.get(album_id, 0),
            limit,
            offset,
            f"{object_path('album', album_id)}/tracks",
        )
        for album_id in album_ids
    }
