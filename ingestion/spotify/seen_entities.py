"""Tracks, albums and artists that a run has seen, whole or embedded in one another."""

from collections.abc import Mapping
from typing import Any

from ingestion.load.json_values import parse_text
from ingestion.spotify import rows
from ingestion.spotify.endpoints import Endpoint, find_endpoint

Body = rows.Body


class SeenEntities:
    """The bodies by id; a whole track replaces one that was embedded in an album."""

    def __init__(self) -> None:
        self.tracks: dict[str, Body] = {}
        self.albums: dict[str, Body] = {}
        self.artists: dict[str, Body] = {}
        self.album_of: dict[str, Body] = {}
        self.long_albums: dict[str, tuple[Body, Body]] = {}  # saved ones, with their first page
        self.playlists: set[str] = set()  # those whose entries were read

    def note_item(self, endpoint: Endpoint, item: Body) -> str | None:
        """Note what an item of a list holds; return its id, if it has one."""
        body = endpoint.entity_in(item)
        if endpoint.holds:
            self.note(endpoint.holds, body)
        if endpoint.holds == "albums":
            self._note_length(body)
        return parse_text(body.get("id"))

    def note(self, table: str, body: Body) -> None:
        """Note an entity of `table`, and what is embedded in it."""
        if table == "tracks":
            self.note_track(body)
        elif table == "albums":
            self.note_album(body)
        elif table == "artists":
            _note(self.artists, body, "artists")

    def bodies_of(self, table: str) -> dict[str, Body]:
        """Return the bodies of the entities of `table`; of features only the ids are known."""
        known = {"tracks": self.tracks, "albums": self.albums, "artists": self.artists}
        return known[table] if table in known else {track_id: {} for track_id in self.tracks}

    def note_track(self, track: Body, album: Body | None = None) -> None:
        """Note a track with its album and artists."""
        track_id = parse_text(track.get("id"))
        if track_id is not None:
            if "album" in self.tracks.get(track_id, {}):
                return
            self.tracks[track_id] = track
            if album is not None:
                self.album_of[track_id] = album
        _note(self.albums, track.get("album"), "albums")
        self._note_artists(track)

    def note_album(self, album: Body) -> None:
        """Note an album with its artists and the tracks that it names."""
        _note(self.albums, album, "albums")
        self._note_artists(album)
        page = album.get("tracks")
        tracks = page.get("items") if isinstance(page, Mapping) else None
        for track in tracks if isinstance(tracks, list) else ():
            if isinstance(track, Mapping):
                self.note_track(track, album)

    def _note_length(self, album: Body) -> None:
        album_id, page = parse_text(album.get("id")), album.get("tracks")
        if not (album_id and isinstance(page, Mapping) and isinstance(page.get("items"), list)):
            return
        if parse_text(page.get("next")):
            self.long_albums[album_id] = album, page

    def _note_artists(self, body: Body) -> None:
        artists = body.get("artists")
        for artist in artists if isinstance(artists, list) else ():
            _note(self.artists, artist, "artists")


def _note(known: dict[str, Body], body: Any, table: str) -> None:
    whole_has = find_endpoint(table).whole_has
    entity_id = parse_text(body.get("id")) if isinstance(body, Mapping) else None
    if entity_id is not None and whole_has not in known.get(entity_id, {}):
        known[entity_id] = body
