"""The albums and the best known tracks of an artist."""

from typing import Any

from sqlalchemy import Select, select

from api.db.database import fetch_rows
from api.db.marts import ArtistTracks, FactTracks
from api.spotify_compat.albums import load_albums
from api.spotify_compat.links import encode_id
from api.spotify_compat.paging import build_page
from api.spotify_compat.parameters import GROUPS, split_words
from api.spotify_compat.tracks import known_in_order, load_tracks
from api.tracks.by_artist import select_recordings

Object = dict[str, Any]

NUMBER_OF_TOP_TRACKS = 10


def load_top_tracks(artist_id: str) -> list[Object]:
    """Return the tracks of an artist that are in most playlists, one edition of each recording."""
    found = fetch_rows(select_recordings(artist_id, None).limit(NUMBER_OF_TOP_TRACKS))
    track_ids = [row.track_id for row in found]
    return known_in_order(load_tracks(track_ids), track_ids)


def load_discography_page(artist_id: str, groups: list[str], limit: int, offset: int) -> Object:
    """Return a page of the albums of an artist, the newest first.

    An album belongs to the group of its type if the artist leads most of its tracks, else to
    `appears_on`.
    """
    albums = load_albums({row.album_id for row in fetch_rows(_select_album_ids(artist_id))})
    grouped = [{**album, "album_group": _group(album, artist_id)} for album in albums.values()]
    wanted = [album for album in grouped if album["album_group"] in groups]
    by_name = sorted(wanted, key=lambda album: (album["name"], album["id"]))
    newest_first = sorted(by_name, key=lambda album: album["release_date"], reverse=True)
    return build_page(newest_first[offset : offset + limit], len(wanted), limit, offset)


def split_groups(groups: str | None) -> list[str]:
    """Return the named groups, or all; an unknown one ends the request with 400."""
    return split_words("include_groups", groups, GROUPS) if groups else list(GROUPS)


def _group(album: Object, artist_id: str) -> str:
    leads = encode_id(artist_id) in [artist["id"] for artist in album["artists"]]
    return str(album["album_type"]) if leads else "appears_on"


def _select_album_ids(artist_id: str) -> Select[str | None]:
    return (
        select(FactTracks.album_id)
        .join(ArtistTracks, ArtistTracks.track_id == FactTracks.track_id)
        .where(ArtistTracks.artist_id == artist_id, FactTracks.album_id.is_not(None))
        .distinct()
    )
