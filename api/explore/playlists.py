"""A playlist: its tracks, what they have in common, and what joined and left."""

from typing import Any

from sqlalchemy import func, literal, select, union_all

from api.db.database import fetch_rows
from api.db.marts import DimPlaylists, PlaylistMemberships, PlaylistTracks
from api.explore.portraits import describe_rows
from api.http.ids import check_id, raise_unknown
from api.http.pagination import encode_cursor, parse_offset
from api.recommendations.index_cache import current_index
from api.tracks.queries import load_summary_values

MOST_CHANGES = 30
PLAYLISTS = select(
    DimPlaylists.playlist_id,
    DimPlaylists.playlist_name,
    DimPlaylists.owner_name,
    DimPlaylists.number_of_tracks,
)


def load_playlist(playlist_id: str) -> dict[str, Any]:
    """Return the fields of `PlaylistDetails`; an unknown one ends the request with 404."""
    playlist = find_playlist(playlist_id)
    statement = select(PlaylistTracks.track_id).where(*_places(playlist_id)).distinct()
    index = current_index().index
    rows = index.find_rows(sorted(row.track_id for row in fetch_rows(statement)))
    return {**playlist, **describe_rows(index, rows)}


def load_playlist_page(playlist_id: str, limit: int, cursor: str | None) -> dict[str, Any]:
    """Return the fields of `PlaylistTrackPage`; an unknown one ends the request with 404."""
    find_playlist(playlist_id)
    offset = parse_offset(cursor)
    # one more than the page has says whether there is another page
    rows = fetch_rows(
        select(PlaylistTracks.track_id, PlaylistTracks.added_at)
        .where(*_places(playlist_id))
        .order_by(PlaylistTracks.position)
        .offset(offset)
        .limit(limit + 1)
    )
    known = load_summary_values({row.track_id for row in rows})
    return {
        "items": [
            {"track": known[row.track_id], "added_at": row.added_at}
            for row in rows[:limit]
            if row.track_id in known
        ],
        "next_cursor": encode_cursor(offset + limit) if len(rows) > limit else None,
    }


def load_playlist_changes(playlist_id: str) -> dict[str, Any]:
    """Return the fields of `PlaylistChanges`; an unknown one ends the request with 404."""
    find_playlist(playlist_id)
    of_playlist = PlaylistMemberships.playlist_id == playlist_id
    first_load = select(func.min(PlaylistMemberships.joined_at)).where(of_playlist)
    changes = union_all(
        select(
            PlaylistMemberships.track_id,
            PlaylistMemberships.joined_at.label("changed_at"),
            literal(False).label("has_left"),
        ).where(of_playlist, PlaylistMemberships.joined_at > first_load.scalar_subquery()),
        select(PlaylistMemberships.track_id, PlaylistMemberships.left_at, literal(True)).where(
            of_playlist, PlaylistMemberships.left_at.is_not(None)
        ),
    ).subquery()
    rows = fetch_rows(
        select(changes)
        .order_by(changes.c.changed_at.desc(), changes.c.track_id)
        .limit(MOST_CHANGES)
    )
    known = load_summary_values({row.track_id for row in rows})
    return {
        "items": [
            {"track": known[row.track_id], "changed_at": row.changed_at, "has_left": row.has_left}
            for row in rows
            if row.track_id in known
        ]
    }


def find_playlist(playlist_id: str) -> dict[str, Any]:
    """Return the fields of `Playlist`; an unknown one ends the request with 404."""
    found = load_found_playlists([check_id(playlist_id, "a playlist")])
    if playlist_id not in found:
        raise_unknown(playlist_id, "a playlist")
    return found[playlist_id]


def load_found_playlists(playlist_ids: list[str]) -> dict[str, dict[str, Any]]:
    """Return the fields of `Playlist` of those that are known, by id."""
    if not playlist_ids:
        return {}
    rows = fetch_rows(PLAYLISTS.where(DimPlaylists.playlist_id.in_(playlist_ids)))
    return {row.playlist_id: dict(row._mapping) for row in rows}


def _places(playlist_id: str) -> tuple[Any, Any]:
    return PlaylistTracks.playlist_id == playlist_id, PlaylistTracks.track_id.is_not(None)
