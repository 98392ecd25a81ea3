"""Routes of a person's library: who they are, saved tracks and playlists; all read-only."""

from typing import Any

from apiflask import APIBlueprint

from api.http.profiles import current_profile_id
from api.spotify_compat import library_schemas as schemas
from api.spotify_compat.library import build_private_user, load_saved_tracks
from api.spotify_compat.links import decode_id, raise_not_found
from api.spotify_compat.parameters import PageQuery, PlaylistPageQuery, PlaylistQuery
from api.spotify_compat.playlists import (
    is_known_playlist,
    load_playlist,
    load_playlist_items,
    load_playlists,
)

bp = APIBlueprint("library", __name__, tag="Spotify's library")


@bp.get("/me")
@bp.output(schemas.PrivateUserObject)
def get_me() -> Any:
    """Return the person of the request."""
    return build_private_user()


@bp.get("/me/tracks")
@bp.input(PageQuery, location="query")
@bp.output(schemas.SavedTrackPaging)
def get_my_tracks(query_data: PageQuery) -> Any:
    """Return a page of the tracks that the person liked, and for the owner also the saved ones.

    Before there are accounts, whoever uses this machine is the owner.
    """
    return load_saved_tracks(current_profile_id(), query_data.limit, query_data.offset)


@bp.get("/me/playlists")
@bp.input(PageQuery, location="query")
@bp.output(schemas.PlaylistPaging)
def get_my_playlists(query_data: PageQuery) -> Any:
    """Return a page of the playlists of the warehouse."""
    return load_playlists(query_data.limit, query_data.offset)


@bp.get("/playlists/<playlist_id>")
@bp.input(PlaylistQuery, location="query")
@bp.output(schemas.PlaylistObject)
@bp.doc(responses=[404])
def get_playlist(playlist_id: str, query_data: PlaylistQuery) -> Any:  # noqa: ARG001
    """Return a playlist with its first 100 tracks."""
    found = load_playlist(decode_id(playlist_id))
    return found or raise_not_found("playlist", playlist_id)


@bp.get("/playlists/<playlist_id>/items")
@bp.input(PlaylistPageQuery, location="query")
@bp.output(schemas.PlaylistTrackPaging)
@bp.doc(responses=[404])
def get_playlist_items(playlist_id: str, query_data: PlaylistPageQuery) -> Any:
    """Return a page of the tracks of a playlist."""
    return _load_items(playlist_id, query_data)


@bp.get("/playlists/<playlist_id>/tracks")
@bp.input(PlaylistPageQuery, location="query")
@bp.output(schemas.PlaylistTrackPaging)
@bp.doc(responses=[404])
def get_playlist_tracks(playlist_id: str, query_data: PlaylistPageQuery) -> Any:
    """Return the same under the older name of it."""
    return _load_items(playlist_id, query_data)


def _load_items(playlist_id: str, query: PlaylistPageQuery) -> Any:
    key = decode_id(playlist_id)
    if not is_known_playlist(key):
        raise_not_found("playlist", playlist_id)
    return load_playlist_items(key, query.limit, query.offset)
