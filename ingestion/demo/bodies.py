"""The catalogue in the shapes of Spotify's Web API, for an app that still has every field.

Shapes: https://developer.spotify.com/documentation/web-api
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from ingestion.demo.entities import Album, Artist, Playlist, Track
from ingestion.demo.plays import EPISODE, LOCAL_FILE
from ingestion.demo.scenes import GENRE_OF

Body = dict[str, Any]

IMAGE_SIZES = (640, 300, 64)
DATE_PRECISION = {4: "year", 7: "month", 10: "day"}


def build_user(user_id: str, name: str) -> Body:
    """Return a user, without what only the user's own app is shown."""
    return {"display_name": name, **_links("user", user_id)}


def build_simple_artist(artist: Artist) -> Body:
    """Return the artist as tracks and albums embed it."""
    return {**_links("artist", artist.artist_id), "name": artist.name}


def build_artist_body(artist: Artist) -> Body:
    """Return the whole artist."""
    return {
        **build_simple_artist(artist),
        "followers": {"href": None, "total": int(900_000 * artist.fame**2)},
        "genres": [GENRE_OF[artist.scene].name, artist.scene],
        "images": images(artist.artist_id),
        "popularity": int(90 * artist.fame),
    }


def build_simple_album(album: Album) -> Body:
    """Return the album as tracks embed it."""
    return {
        **_links("album", album.album_id),
        "album_type": album.album_type,
        "artists": [build_simple_artist(album.artist)],
        "images": images(album.album_id),
        "name": album.name,
        "release_date": album.release_date,
        "release_date_precision": DATE_PRECISION[len(album.release_date)],
        "total_tracks": len(album.tracks),
    }


def build_album_body(album: Album) -> Body:
    """Return the whole album, with all of its tracks in one page."""
    tracks = [build_simple_track(track) for track in album.tracks]
    return {
        **build_simple_album(album),
        "copyrights": [{"text": f"{album.release_date[:4]} {album.label}", "type": "P"}],
        "external_ids": {"upc": f"{int(album.album_id.encode().hex(), 16) % 10**12:012d}"},
        "genres": [],
        "label": album.label,
        "popularity": max((track.popularity for track in album.tracks), default=0),
        "tracks": {
            "href": f"https://api.spotify.com/v1/albums/{album.album_id}/tracks",
            "items": tracks, "limit": 50, "next": None, "offset": 0, "previous": None,
            "total": len(tracks),
        },
    }  # fmt: skip


def build_simple_track(track: Track) -> Body:
    """Return the track as albums embed it: without album, ISRC and popularity."""
    return {
        **_links("track", track.track_id),
        "artists": [build_simple_artist(artist) for artist in track.artists],
        "disc_number": 1,
        "duration_ms": track.duration_ms,
        "explicit": track.explicit,
        "is_local": False,
        "is_playable": True,
        "name": track.name,
        "preview_url": None,
        "track_number": track.number,
    }


def build_track_body(track: Track) -> Body:
    """Return the whole track."""
    return {
        **build_simple_track(track),
        "album": build_simple_album(track.album),
        "external_ids": {"isrc": track.isrc},
        "popularity": track.popularity,
    }


def build_features_body(track: Track) -> Body | None:
    """Return the audio features, or None where the track was never analysed."""
    if track.features is None:
        return None
    return {
        **track.features,
        "analysis_url": f"https://api.spotify.com/v1/audio-analysis/{track.track_id}",
        "duration_ms": track.duration_ms,
        "id": track.track_id,
        "track_href": f"https://api.spotify.com/v1/tracks/{track.track_id}",
        "type": "audio_features",
        "uri": f"spotify:track:{track.track_id}",
    }


def build_playlist_body(playlist: Playlist) -> Body:
    """Return the playlist without its entries; its snapshot changes when it is changed."""
    entries = {
        "href": f"https://api.spotify.com/v1/playlists/{playlist.playlist_id}/items",
        "total": len(playlist.entries),
    }
    return {
        **_links("playlist", playlist.playlist_id),
        "collaborative": False,
        "description": f"Invented for the demo: {playlist.scene}.",
        "images": [],
        "items": entries,
        "name": playlist.name,
        "owner": USER,
        "public": True,
        "snapshot_id": f"{int(playlist.modified_at.timestamp()):x}{playlist.playlist_id[:8]}",
    }


def build_entry_body(playlist: Playlist, entry: Track | str) -> Body:
    """Return one entry of a playlist: a track, a file of the listener's own, or an episode."""
    is_local = entry == LOCAL_FILE
    return {
        "added_at": _instant(playlist.modified_at),
        "added_by": {key: USER[key] for key in ("external_urls", "href", "id", "type", "uri")},
        "is_local": is_local,
        "item": build_track_body(entry) if isinstance(entry, Track) else _OTHER_ITEMS[entry],
    }


def build_saved_body(kind: str, instant: datetime, body: Body) -> Body:
    """Return a saved track or album."""
    return {"added_at": _instant(instant), kind: body}


def build_play_body(instant: datetime, track: Track) -> Body:
    """Return one play."""
    played_at = instant.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return {"context": None, "played_at": played_at, "track": build_track_body(track)}


def page(items: Sequence[Body], address: str, limit: int, offset: int, total: int) -> Body:
    """Return a page whose `next` and `previous` are absolute addresses, as Spotify's are."""

    def at(place: int) -> str:
        return f"{address}{'&' if '?' in address else '?'}offset={place}&limit={limit}"

    return {
        "href": at(offset),
        "items": list(items),
        "limit": limit,
        "next": at(offset + limit) if offset + limit < total else None,
        "offset": offset,
        "previous": at(max(0, offset - limit)) if offset else None,
        "total": total,
    }


def images(entity_id: str) -> list[Body]:
    """Return covers that the app itself draws; no picture of anybody's is used."""
    return [
        {"height": size, "url": f"/covers/{entity_id}.svg", "width": size} for size in IMAGE_SIZES
    ]


def _links(kind: str, entity_id: str) -> Body:
    return {
        "external_urls": {"spotify": f"https://open.spotify.com/{kind}/{entity_id}"},
        "href": f"https://api.spotify.com/v1/{kind}s/{entity_id}",
        "id": entity_id,
        "type": kind,
        "uri": f"spotify:{kind}:{entity_id}",
    }


def _instant(instant: datetime) -> str:
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")


USER = build_user("demo_listener", "Demo Listener")
_OTHER_ITEMS: dict[str, Body] = {
    LOCAL_FILE: {
        "album": {"album_type": None, "artists": [], "id": None, "images": [], "name": "Demos",
                  "release_date": None, "type": "album", "uri": None},
        "artists": [{"id": None, "name": "Kitchen Tapes", "type": "artist", "uri": None}],
        "disc_number": 0, "duration_ms": 184_000, "explicit": False, "external_ids": {},
        "href": None, "id": None, "is_local": True, "name": "Untitled Sketch",
        "popularity": 0, "preview_url": None, "track_number": 0, "type": "track",
        "uri": LOCAL_FILE,
    },
    EPISODE: {
        **_links("episode", EPISODE.rsplit(":", 1)[-1]),
        "audio_preview_url": None, "description": "How the demo was made.",
        "duration_ms": 1_800_000, "explicit": False, "html_description": "How the demo was made.",
        "images": [], "is_externally_hosted": False, "is_playable": True, "languages": ["en"],
        "name": "Making of", "release_date": "2026-10-01", "release_date_precision": "day",
        "show": {
            **_links("show", "5demoDemoDemoDemoDemo5"), "available_markets": [], "copyrights": [],
            "description": "The demo, told.", "explicit": False, "images": [],
            "html_description": "The demo, told.", "is_externally_hosted": False,
            "languages": ["en"], "media_type": "audio", "name": "Demo Talk",
            "publisher": "Segue", "total_episodes": 1,
        },
    },
}  # fmt: skip
