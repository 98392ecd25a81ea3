"""Bodies of Spotify's Web API as rows of the raw tables.

Any field may be absent, null or of another type: for apps made since February 2026 most of
popularity, followers, genres and labels are gone. What does not fit is left empty; the body
itself is kept beside the columns, so nothing is lost.
"""

import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from ingestion.load.audio_features import FEATURES, WHOLE_FEATURES
from ingestion.release_dates import is_release_date

Body = Mapping[str, Any]
Row = dict[str, Any]


def track_row(track: Body, album_of: Body | None = None) -> Row:
    """Return the row of raw.tracks; a simplified track has no album, but comes out of one."""
    album = _object(track.get("album") or album_of)
    return {
        "track_id": text(track.get("id")),
        "name": text(track.get("name")),
        "duration_ms": whole(track.get("duration_ms")),
        "explicit": boolean(track.get("explicit")),
        "popularity": whole(track.get("popularity")),
        "isrc": text(_object(track.get("external_ids")).get("isrc")),
        "track_number": whole(track.get("track_number")),
        "disc_number": whole(track.get("disc_number")),
        "is_local": boolean(track.get("is_local")),
        "is_playable": boolean(track.get("is_playable")),
        "preview_url": text(track.get("preview_url")),
        "album_id": text(album.get("id")),
        "album_name": text(album.get("name")),
        "album_type": text(album.get("album_type")),
        "release_date": release_date(album.get("release_date")),
        "artists": artist_list(track.get("artists")),
        "images": image_list(album.get("images")),
        "_payload": track,
    }


def album_row(album: Body) -> Row:
    """Return the row of raw.albums; its page of tracks is not kept a second time."""
    return {
        "album_id": text(album.get("id")),
        "name": text(album.get("name")),
        "album_type": text(album.get("album_type")),
        "total_tracks": whole(album.get("total_tracks")),
        "release_date": release_date(album.get("release_date")),
        "release_date_precision": text(album.get("release_date_precision")),
        "popularity": whole(album.get("popularity")),
        "label": text(album.get("label")),
        "artists": artist_list(album.get("artists")),
        "genres": text_list(album.get("genres")),
        "images": image_list(album.get("images")),
        "_payload": {name: value for name, value in album.items() if name != "tracks"},
    }


def artist_row(artist: Body) -> Row:
    """Return the row of raw.artists."""
    return {
        "artist_id": text(artist.get("id")),
        "name": text(artist.get("name")),
        "popularity": whole(artist.get("popularity")),
        "followers": whole(_object(artist.get("followers")).get("total")),
        "genres": text_list(artist.get("genres")),
        "images": image_list(artist.get("images")),
        "profile_url": text(_object(artist.get("external_urls")).get("spotify")),
        "_payload": artist,
    }


def features_row(features: Body) -> Row:
    """Return the row of raw.audio_features."""
    return {
        "track_id": text(features.get("id")),
        **{name: number(features.get(name)) for name in FEATURES},
        **{name: whole(features.get(name)) for name in WHOLE_FEATURES},
        "duration_ms": whole(features.get("duration_ms")),
        "_payload": features,
    }


def playlist_row(playlist: Body) -> Row:
    """Return the row of raw.playlists."""
    owner = _object(playlist.get("owner"))
    return {
        "playlist_id": text(playlist.get("id")),
        "name": text(playlist.get("name")),
        "description": text(playlist.get("description")),
        "owner_id": text(owner.get("id")),
        "owner_name": text(owner.get("display_name")),
        "snapshot_id": text(playlist.get("snapshot_id")),
        "is_collaborative": boolean(playlist.get("collaborative")),
        "is_public": boolean(playlist.get("public")),
        "number_of_followers": whole(_object(playlist.get("followers")).get("total")),
        "images": image_list(playlist.get("images")),
        "_payload": playlist,
    }


def number_of_entries(playlist: Body) -> int:
    """Return how many entries a playlist says it has: apps old and new name it differently."""
    return whole(_object(playlist.get("items") or playlist.get("tracks")).get("total")) or 0


def entry_item(entry: Body) -> Body:
    """Return the track or episode of a playlist's entry: apps old and new name it differently."""
    return _object(entry.get("item") or entry.get("track"))


def item_row(playlist_id: str, position: int, entry: Body) -> Row:
    """Return the row of raw.playlist_items; a track's body is kept in raw.tracks."""
    item = entry_item(entry)
    kind = item_type(entry, item)
    artists = artist_list(item.get("artists")) or [{"name": None}]
    is_kept_elsewhere = kind == "track" and item.get("id")
    return {
        "playlist_id": playlist_id,
        "position": position,
        "track_id": text(item.get("id")) if kind == "track" else None,
        "track_uri": text(item.get("uri")),
        "item_type": kind,
        "track_name": text(item.get("name")),
        "artist_name": artists[0]["name"],
        "added_at": instant(entry.get("added_at")),
        "added_by": text(_object(entry.get("added_by")).get("id")),
        "_payload": {
            name: value
            for name, value in entry.items()
            if not (is_kept_elsewhere and name in ("item", "track"))
        },
    }


def item_type(entry: Body, item: Body) -> str:
    """Return track, episode or local."""
    if entry.get("is_local") or item.get("is_local"):
        return "local"
    return "episode" if item.get("type") == "episode" else "track"


def saved_row(saved: Body) -> Row:
    """Return the row of raw.saved_tracks."""
    return {
        "track_id": text(_object(saved.get("track")).get("id")),
        "added_at": instant(saved.get("added_at")),
        "_payload": {name: value for name, value in saved.items() if name != "track"},
    }


def saved_album_row(saved: Body) -> Row:
    """Return the row of raw.saved_albums."""
    return {
        "album_id": text(_object(saved.get("album")).get("id")),
        "added_at": instant(saved.get("added_at")),
        "_payload": {name: value for name, value in saved.items() if name != "album"},
    }


def play_row(play: Body) -> Row:
    """Return the row of raw.plays."""
    track = _object(play.get("track"))
    artists = artist_list(track.get("artists")) or [{"name": None}]
    return {
        "played_at": instant(play.get("played_at")),
        "track_key": text(track.get("id")) or text(track.get("uri")),
        "track_id": text(track.get("id")),
        "track_uri": text(track.get("uri")),
        "track_name": text(track.get("name")),
        "artist_name": artists[0]["name"],
        "album_name": text(_object(track.get("album")).get("name")),
        "context_uri": text(_object(play.get("context")).get("uri")),
        "_payload": {name: value for name, value in play.items() if name != "track"},
    }


# values -----------------------------------------------------------------------------------


def text(value: Any) -> str | None:
    """Return a text that is not empty, or None."""
    return value if isinstance(value, str) and value else None


def boolean(value: Any) -> bool | None:
    """Return true, false or None."""
    return value if isinstance(value, bool) else None


def number(value: Any) -> float | None:
    """Return a finite number, or None."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and abs(value) <= sys.float_info.max else None


def whole(value: Any) -> int | None:
    """Return a whole number that Postgres can hold, or None; 3.0 is whole."""
    found = number(value)
    return int(found) if found is not None and found.is_integer() and abs(found) < 2**53 else None


def instant(value: Any) -> datetime | None:
    """Return an instant in UTC, or None."""
    try:
        found = datetime.fromisoformat(value)
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (TypeError, ValueError, OverflowError):
        return None


def release_date(value: Any) -> str | None:
    """Return a year, month or day that there is, or None."""
    return value if isinstance(value, str) and is_release_date(value) else None


def text_list(value: Any) -> list[str] | None:
    """Return the texts of a list, or None where there are none."""
    return [item for item in value if text(item)] or None if isinstance(value, list) else None


def artist_list(value: Any) -> list[Row] | None:
    """Return the artists by id and name, in order, or None."""
    found = [_object(artist) for artist in value] if isinstance(value, list) else []
    named = [{"id": text(a.get("id")), "name": text(a.get("name"))} for a in found]
    return [artist for artist in named if artist["name"]] or None


def image_list(value: Any) -> list[Row] | None:
    """Return the images by address and size, or None."""
    found = [_object(image) for image in value] if isinstance(value, list) else []
    return [
        {"url": i["url"], "height": whole(i.get("height")), "width": whole(i.get("width"))}
        for i in found
        if text(i.get("url"))
    ] or None


def _object(value: Any) -> Body:
    return value if isinstance(value, Mapping) else {}
