"""The playlists of the marts, read-only, as Spotify's playlist objects."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ARRAY, Text, bindparam, case, func, literal, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from api.db.database import fetch_rows, fetch_value
from api.db.marts import DimPlaylists, PlaylistTracks
from api.spotify_compat.library import build_user, format_time
from api.spotify_compat.links import identify, object_href, object_path
from api.spotify_compat.paging import build_page
from api.spotify_compat.tracks import load_tracks

Object = dict[str, Any]

TRACKS_IN_PLAYLIST = 100  # those that a playlist object contains; `next` leads to the others
OWN_SOURCES = ("spotify", "history", "demo")
PLAYLISTS = select(
    DimPlaylists.playlist_id,
    DimPlaylists.playlist_name,
    DimPlaylists.owner_name,
    DimPlaylists.number_of_tracks,
)
OWN_FIRST = (
    case((DimPlaylists.source.in_(OWN_SOURCES), 0), else_=1),
    DimPlaylists.playlist_name.nulls_last(),
    DimPlaylists.playlist_id,
)
# the version of a playlist changes with its tracks
VERSIONS = (
    select(
        PlaylistTracks.playlist_id,
        func.md5(
            func.string_agg(
                PlaylistTracks.track_id, aggregate_order_by(literal(","), PlaylistTracks.position)
            )
        ).label("version"),
    )
    .where(PlaylistTracks.playlist_id == func.any(bindparam("playlist_ids", type_=ARRAY(Text))))
    .group_by(PlaylistTracks.playlist_id)
)


def load_playlists(limit: int, offset: int) -> Object:
    """Return a page of playlists, those of the person's own data first, by name."""
    rows = fetch_rows(PLAYLISTS.order_by(*OWN_FIRST).offset(offset).limit(limit))
    total = fetch_value(select(func.count()).select_from(DimPlaylists))
    return build_page(_build_playlists(rows), total, limit, offset)


def load_playlist(playlist_id: str) -> Object | None:
    """Return a playlist with its first tracks; None for an unknown one."""
    rows = fetch_rows(PLAYLISTS.where(DimPlaylists.playlist_id == playlist_id))
    if not rows:
        return None
    (playlist,) = _build_playlists(rows)
    page = load_playlist_items(playlist_id, TRACKS_IN_PLAYLIST, 0)
    followers = {"href": None, "total": 0}
    return {**playlist, "followers": followers, "tracks": page, "items": page}


def load_playlist_items(playlist_id: str, limit: int, offset: int) -> Object:
    """Return a page of the tracks of a playlist, in its order; unknown tracks are left out."""
    is_of_playlist = (
        PlaylistTracks.playlist_id == playlist_id,
        PlaylistTracks.track_id.is_not(None),
    )
    rows = fetch_rows(
        select(PlaylistTracks.track_id, PlaylistTracks.added_at)
        .where(*is_of_playlist)
        .order_by(PlaylistTracks.position)
        .offset(offset)
        .limit(limit)
    )
    total = fetch_value(select(func.count()).where(*is_of_playlist))
    tracks = load_tracks([str(row.track_id) for row in rows])
    items = [
        _build_item(tracks[row.track_id], format_time(row.added_at))
        for row in rows
        if row.track_id in tracks
    ]
    return build_page(items, total, limit, offset, f"{object_path('playlist', playlist_id)}/items")


def is_known_playlist(playlist_id: str) -> bool:
    """Return whether the marts have a playlist."""
    known = select(DimPlaylists.playlist_id).where(DimPlaylists.playlist_id == playlist_id)
    return fetch_value(known) is not None


def _build_item(track: Object, added_at: str) -> Object:
    # the two flags tell a track from an episode; some clients cannot do without
    item = {**track, "episode": False, "track": True}
    return {
        "added_at": added_at,
        "added_by": build_user(),
        "is_local": False,
        "item": item,
        "track": item,
        "primary_color": None,
        "video_thumbnail": None,
    }


def _build_playlists(rows: Sequence[Any]) -> list[Object]:
    keys = {"playlist_ids": [row.playlist_id for row in rows]}
    versions = {row.playlist_id: row.version for row in fetch_rows(VERSIONS, keys)}
    owner = build_user()
    return [
        {
            **identify("playlist", row.playlist_id),
            "collaborative": False,
            "description": "",
            "images": [],
            "name": row.playlist_name or "",
            # clients tell their own playlists by the id of the owner: none of others is here
            "owner": {**owner, "display_name": row.owner_name or owner["display_name"]},
            "primary_color": None,
            "public": False,
            "snapshot_id": versions.get(row.playlist_id) or "empty",
            "tracks": _build_reference(row),
            "items": _build_reference(row),
        }
        for row in rows
    ]


def _build_reference(row: Any) -> Object:
    return {
        "href": f"{object_href('playlist', row.playlist_id)}/items",
        "total": row.number_of_tracks,
    }
