"""One listener's library, read endpoint by endpoint; one that is closed to the app is skipped.

Whole tracks come with saved tracks, playlists, tops and plays; what only an album names is read
in batches where the app still may, else kept as the album tells it. Albums, artists and audio
features likewise: whole where batches are open, else as the tracks embed them.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ingestion.batches import Batch, batch_from_rows, json_text
from ingestion.rejections import Rejections
from ingestion.spotify import rows
from ingestion.spotify.client import Forbidden, NotFound, SpotifyClient, SpotifyError
from ingestion.summary import Problem
from ingestion.tables import TABLES

PAGE = 50
ROWS_AT_ONCE = 1_000
Body = rows.Body


@dataclass(frozen=True)
class Listing:
    """A paged endpoint: the method of spotipy's that reads it, and what its items hold."""

    method: str
    options: dict[str, Any]
    tracks_in: Callable[[Body], Body] | None = None
    albums_in: Callable[[Body], Body] | None = None
    artists_in: Callable[[Body], Body] | None = None
    table: str | None = None
    row: Callable[[Body], rows.Row] | None = None


LISTINGS = (
    Listing("current_user_saved_tracks", {"limit": PAGE}, lambda saved: saved.get("track") or {},
            table="saved_tracks", row=rows.saved_row),
    Listing("current_user_saved_albums", {"limit": PAGE},
            albums_in=lambda saved: saved.get("album") or {}),
    Listing("current_user_top_tracks", {"limit": PAGE}, lambda track: track),
    Listing("current_user_top_artists", {"limit": PAGE}, artists_in=lambda artist: artist),
    Listing("current_user_recently_played", {"limit": PAGE}, lambda play: play.get("track") or {},
            table="plays", row=rows.play_row),
)  # fmt: skip


@dataclass(frozen=True)
class Batched:
    """An endpoint that answers several ids at once."""

    method: str
    at_once: int
    answered_in: str


TRACKS = Batched("tracks", 50, "tracks")
ALBUMS = Batched("albums", 20, "albums")
ARTISTS = Batched("artists", 50, "artists")
FEATURES = Batched("audio_features", 100, "audio_features")


class Library:
    """Reads the library and remembers which tracks, albums and artists it met."""

    def __init__(self, client: SpotifyClient, provider: str, rejections: Rejections) -> None:
        self._client, self._provider, self._rejections = client, provider, rejections
        self._tracks: dict[str, Body] = {}
        self._albums: dict[str, Body] = {}
        self._artists: dict[str, Body] = {}
        self._album_of: dict[str, Body] = {}
        self._ready: dict[str, list[rows.Row]] = {}

    def read(self) -> Iterator[Batch]:
        """Yield everything, table by table as it comes."""
        for listing in LISTINGS:
            yield from self._listing(listing)
        yield from self._playlists()
        for album in self._complete(ALBUMS, self._albums):
            self._note_album(album)
            yield from self._add("albums", rows.album_row(album))
        simplified = {i: track for i, track in self._tracks.items() if "album" not in track}
        for track in self._complete(TRACKS, simplified):
            self._note_track(track)
        for track_id, track in self._tracks.items():
            yield from self._add("tracks", rows.track_row(track, self._album_of.get(track_id)))
        for artist in self._complete(ARTISTS, self._artists):
            yield from self._add("artists", rows.artist_row(artist))
        for features in self._complete(FEATURES, {i: {} for i in self._tracks}):
            yield from self._add("audio_features", rows.features_row(features))
        yield from self._flush()

    def _listing(self, listing: Listing) -> Iterator[Batch]:
        for item in self._permitted(listing.method, **listing.options):
            if listing.tracks_in:
                self._note_track(listing.tracks_in(item))
            if listing.albums_in:
                self._note_album(listing.albums_in(item))
            if listing.artists_in:
                self._note(self._artists, listing.artists_in(item))
            if listing.table and listing.row:
                yield from self._add(listing.table, listing.row(item))

    def _playlists(self) -> Iterator[Batch]:
        for playlist in list(self._permitted("current_user_playlists", limit=PAGE)):
            yield from self._add("playlists", rows.playlist_row(playlist))
            playlist_id = rows.text(playlist.get("id"))
            if playlist_id is None:
                continue
            entries = self._permitted(
                "playlist_items", playlist_id, limit=PAGE, additional_types=("track", "episode")
            )
            for position, entry in enumerate(entries):
                item = rows.entry_item(entry)
                if rows.item_type(entry, item) == "track":
                    self._note_track(item)
                yield from self._add("playlist_items", rows.item_row(playlist_id, position, entry))

    def _complete(self, batched: Batched, known: Mapping[str, Body]) -> Iterator[Body]:
        """Yield the whole body of each id, or what is known where it may not be read."""
        ids, is_open = list(known), True
        for start in range(0, len(ids), batched.at_once):
            some = ids[start : start + batched.at_once]
            found: dict[str, Body] = {}
            try:
                found = self._several(batched, some) if is_open else {}
            except (Forbidden, NotFound) as error:
                is_open = False
                self._rejections.add(Problem(str(error), provider=self._provider))
            yield from (body for i in some if (body := found.get(i, known[i])))

    def _several(self, batched: Batched, ids: list[str]) -> dict[str, Body]:
        method = getattr(self._client.spotify, batched.method)
        if batched is FEATURES:
            # here spotipy returns the list itself
            answer = self._client.read(lambda: {FEATURES.answered_in: method(ids)})
        else:
            answer = self._client.read(method, ids)
        bodies = answer.get(batched.answered_in)
        if not isinstance(bodies, list):
            raise SpotifyError(
                f"expected a list {batched.answered_in} from {batched.method},"
                f" met {type(bodies).__name__}; try later"
            )
        return {body["id"]: body for body in bodies if body and rows.text(body.get("id"))}

    def _permitted(self, method: str, *arguments: Any, **options: Any) -> Iterator[Body]:
        """Yield the items of an endpoint; where it is closed, say so and yield none."""
        try:
            yield from self._client.items(
                getattr(self._client.spotify, method), *arguments, **options
            )
        except (Forbidden, NotFound) as error:
            self._rejections.add(Problem(str(error), provider=self._provider))

    def _note_track(self, track: Body, album: Body | None = None) -> None:
        track_id = rows.text(track.get("id"))
        if track_id is None or "album" in self._tracks.get(track_id, {}):
            return
        self._tracks[track_id] = track
        if album is not None:
            self._album_of[track_id] = album
        self._note(self._albums, track.get("album") or {})
        for artist in track.get("artists") or ():
            self._note(self._artists, artist)

    def _note_album(self, album: Body) -> None:
        self._note(self._albums, album)
        page = album.get("tracks")
        for track in (page.get("items") or ()) if isinstance(page, Mapping) else ():
            self._note_track(track, album)

    def _note(self, known: dict[str, Body], body: Body) -> None:
        entity_id = rows.text(body.get("id"))
        if entity_id is not None:
            known.setdefault(entity_id, body)

    def _add(self, table: str, row: rows.Row) -> Iterator[Batch]:
        absent = [name for name in TABLES[table].key if row[name] is None]
        if absent:
            reason = f"expected {absent[0]} in each of the {table}, met none; it is left out"
            body = json_text(row["_payload"])
            self._rejections.add(
                Problem(reason, column=absent[0], raw_text=body, provider=self._provider,
                        table=table)
            )  # fmt: skip
            return
        ready = self._ready.setdefault(table, [])
        ready.append(row)
        if len(ready) >= ROWS_AT_ONCE:
            yield batch_from_rows(table, self._provider, self._ready.pop(table))

    def _flush(self) -> Iterator[Batch]:
        for table, ready in self._ready.items():
            yield batch_from_rows(table, self._provider, ready)
        self._ready = {}
