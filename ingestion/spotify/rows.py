"""Bodies of Spotify's Web API as rows of the raw tables.

Any field may be absent, null or of another type: for apps made since February 2026 most of
popularity, followers, genres and labels are gone. What does not fit is left empty; the body
itself is kept beside the columns, so nothing is lost.
"""

from collections.abc import Callable, Mapping
from typing import Any

from ingestion.load.audio_features import FEATURES, WHOLE_FEATURES
from ingestion.load.json_values import (
    as_object,
    parse_artist_list,
    parse_boolean,
    parse_image_list,
    parse_instant,
    parse_number,
    parse_release_date,
    parse_text,
    parse_text_list,
    parse_whole,
)  # fmt: skip

Body = Mapping[str, Any]
Row = dict[str, Any]


def parse_fields(body: Body, parse: Callable[[Any], Any], names: str) -> Row:
    """Return the fields of `body` that are columns of the same name, each as `parse` gives it."""
    return {name: parse(body.get(name)) for name in names.split()}


def build_track_row(track: Body, album_of: Body | None = None) -> Row:
    """Return the row of raw.tracks; a simplified track has no album, but comes out of one."""
    album = as_object(track.get("album") or album_of)
    return {
        "track_id": parse_text(track.get("id")),
        **parse_fields(track, parse_text, "name preview_url"),
        **parse_fields(track, parse_whole, "duration_ms popularity track_number disc_number"),
        **parse_fields(track, parse_boolean, "explicit is_local is_playable"),
        "isrc": parse_text(as_object(track.get("external_ids")).get("isrc")),
        "album_id": parse_text(album.get("id")),
        "album_name": parse_text(album.get("name")),
        "album_type": parse_text(album.get("album_type")),
        "release_date": parse_release_date(album.get("release_date")),
        "artists": parse_artist_list(track.get("artists")),
        "images": parse_image_list(album.get("images")),
        "_payload": track,
    }


def build_album_row(album: Body) -> Row:
    """Return the row of raw.albums; its page of tracks is not kept a second time."""
    return {
        "album_id": parse_text(album.get("id")),
        **parse_fields(album, parse_text, "name album_type release_date_precision label"),
        **parse_fields(album, parse_whole, "total_tracks popularity"),
        "release_date": parse_release_date(album.get("release_date")),
        "artists": parse_artist_list(album.get("artists")),
        "genres": parse_text_list(album.get("genres")),
        "images": parse_image_list(album.get("images")),
        "_payload": {name: value for name, value in album.items() if name != "tracks"},
    }


def build_artist_row(artist: Body) -> Row:
    """Return the row of raw.artists."""
    return {
        "artist_id": parse_text(artist.get("id")),
        "name": parse_text(artist.get("name")),
        "popularity": parse_whole(artist.get("popularity")),
        "followers": parse_whole(as_object(artist.get("followers")).get("total")),
        "genres": parse_text_list(artist.get("genres")),
        "images": parse_image_list(artist.get("images")),
        "profile_url": parse_text(as_object(artist.get("external_urls")).get("spotify")),
        "_payload": artist,
    }


def build_features_row(features: Body) -> Row:
    """Return the row of raw.audio_features."""
    return {
        "track_id": parse_text(features.get("id")),
        **{name: parse_number(features.get(name)) for name in FEATURES},
        **{name: parse_whole(features.get(name)) for name in (*WHOLE_FEATURES, "duration_ms")},
        "_payload": features,
    }


def build_playlist_row(playlist: Body) -> Row:
    """Return the row of raw.playlists."""
    owner = as_object(playlist.get("owner"))
    return {
        "playlist_id": parse_text(playlist.get("id")),
        **parse_fields(playlist, parse_text, "name description snapshot_id"),
        "owner_id": parse_text(owner.get("id")),
        "owner_name": parse_text(owner.get("display_name")),
        "is_collaborative": parse_boolean(playlist.get("collaborative")),
        "is_public": parse_boolean(playlist.get("public")),
        "number_of_followers": parse_whole(as_object(playlist.get("followers")).get("total")),
        "images": parse_image_list(playlist.get("images")),
        "_payload": playlist,
    }


def number_of_entries(playlist: Body) -> int:
    """Return how many entries a playlist says it has: apps old and new name it differently."""
    return parse_whole(as_object(playlist.get("items") or playlist.get("tracks")).get("total")) or 0


def entry_item(entry: Body) -> Body:
    """Return the track or episode of a playlist's entry: apps old and new name it differently."""
    return as_object(entry.get("item") or entry.get("track"))


def build_item_row(playlist_id: str, position: int, entry: Body) -> Row:
    """Return the row of raw.playlist_items; a track's body is kept in raw.tracks."""
    item = entry_item(entry)
    kind = item_type(entry, item)
    artists = parse_artist_list(item.get("artists")) or [{"name": None}]
    is_kept_elsewhere = kind == "track" and item.get("id")
    return {
        "playlist_id": playlist_id,
        "position": position,
        "track_id": parse_text(item.get("id")) if kind == "track" else None,
        "track_uri": parse_text(item.get("uri")),
        "item_type": kind,
        "track_name": parse_text(item.get("name")),
        "artist_name": artists[0]["name"],
        "added_at": parse_instant(entry.get("added_at")),
        "added_by": parse_text(as_object(entry.get("added_by")).get("id")),
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


def build_saved_row(saved: Body) -> Row:
    """Return the row of raw.saved_tracks."""
    return {
        "track_id": parse_text(as_object(saved.get("track")).get("id")),
        "added_at": parse_instant(saved.get("added_at")),
        "_payload": {name: value for name, value in saved.items() if name != "track"},
    }


def build_saved_album_row(saved: Body) -> Row:
    """Return the row of raw.saved_albums."""
    return {
        "album_id": parse_text(as_object(saved.get("album")).get("id")),
        "added_at": parse_instant(saved.get("added_at")),
        "_payload": {name: value for name, value in saved.items() if name != "album"},
    }


def build_play_row(play: Body) -> Row:
    """Return the row of raw.plays."""
    track = as_object(play.get("track"))
    artists = parse_artist_list(track.get("artists")) or [{"name": None}]
    return {
        "played_at": parse_instant(play.get("played_at")),
        "track_key": parse_text(track.get("id")) or parse_text(track.get("uri")),
        "track_id": parse_text(track.get("id")),
        "track_uri": parse_text(track.get("uri")),
        "track_name": parse_text(track.get("name")),
        "artist_name": artists[0]["name"],
        "album_name": parse_text(as_object(track.get("album")).get("name")),
        "context_uri": parse_text(as_object(play.get("context")).get("uri")),
        "_payload": {name: value for name, value in play.items() if name != "track"},
    }
