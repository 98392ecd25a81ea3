"""Which tracks, albums and artists a run met, whole or embedded in one another."""

from collections.abc import Mapping
from typing import Any

from ingestion.spotify import rows
from ingestion.spotify.endpoints import Listing

Body = rows.Body


class Met:
    """The bodies by id; a whole track takes the place of one that only an album told."""

    def __init__(self) -> None:
        self.tracks: dict[str, Body] = {}
        self.albums: dict[str, Body] = {}
        self.artists: dict[str, Body] = {}
        self.album_of: dict[str, Body] = {}
        self.long_albums: dict[str, tuple[Body, Body]] = {}  # saved ones, with their first page
        self.playlists: set[str] = set()  # those whose entries were read

    def note_item(self, listing: Listing, item: Body) -> str | None:
        """Note what an item of a list holds; return its id, if it has one."""
        if listing.tracks_in:
            body = listing.tracks_in(item)
            self.note_track(body)
        elif listing.albums_in:
            body = listing.albums_in(item)
            self.note_album(body)
            self._note_length(body)
        else:
            body = listing.artists_in(item) if listing.artists_in else {}
            _note(self.artists, body, "images")
        return rows.text(body.get("id"))

    def note_track(self, track: Body, album: Body | None = None) -> None:
        """Note a track with its album and artists."""
        track_id = rows.text(track.get("id"))
        if track_id is not None:
            if "album" in self.tracks.get(track_id, {}):
                return
            self.tracks[track_id] = track
            if album is not None:
                self.album_of[track_id] = album
        _note(self.albums, track.get("album"), "copyrights")
        self._note_artists(track)

    def note_album(self, album: Body) -> None:
        """Note an album with its artists and the tracks that it names."""
        _note(self.albums, album, "copyrights")
        self._note_artists(album)
        page = album.get("tracks")
        tracks = page.get("items") if isinstance(page, Mapping) else None
        for track in tracks if isinstance(tracks, list) else ():
            if isinstance(track, Mapping):
                self.note_track(track, album)

    def _note_length(self, album: Body) -> None:
        album_id, page = rows.text(album.get("id")), album.get("tracks")
        if not (album_id and isinstance(page, Mapping) and isinstance(page.get("items"), list)):
            return
        if rows.text(page.get("next")):
            self.long_albums[album_id] = album, page

    def _note_artists(self, body: Body) -> None:
        artists = body.get("artists")
        for artist in artists if isinstance(artists, list) else ():
            _note(self.artists, artist, "images")


def _note(known: dict[str, Body], body: Any, whole_has: str) -> None:
    entity_id = rows.text(body.get("id")) if isinstance(body, Mapping) else None
    if entity_id is not None and whole_has not in known.get(entity_id, {}):
        known[entity_id] = body
