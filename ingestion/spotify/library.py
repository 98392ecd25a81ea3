"""One listener's library, read endpoint by endpoint; one that is closed to the app is skipped.

Whole tracks come with saved tracks, playlists, tops and plays; what only an album names is read
by id where the app still may, else kept as the album embeds it. Albums, artists and audio
features likewise: whole where the app may read them, else as the tracks embed them.
"""

import logging
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from ingestion.http.errors import ApiError, Forbidden, ListChanged, NotFound
from ingestion.load.batches import Batch, build_batch_from_rows, write_json
from ingestion.load.json_values import parse_text, parse_whole
from ingestion.load.rejections import Rejections
from ingestion.load.tables import TABLES
from ingestion.spotify import rows
from ingestion.spotify.backfill import Backfill
from ingestion.spotify.client import SpotifyClient
from ingestion.spotify.endpoints import (
    PAGE,
    Endpoint,
    endpoints_of,
    find_endpoint,
    find_newest,
    fingerprint_page,
)
from ingestion.spotify.list_totals import ListTotal
from ingestion.spotify.outcome import Outcome
from ingestion.spotify.schema_check import SchemaCheck
from ingestion.spotify.seen_entities import SeenEntities
from ingestion.spotify.state import State

ROWS_AT_ONCE = 1_000
IS_STEADY = (True, True, False)  # a list that changes under way is read anew, but not for ever
Body = rows.Body
log = logging.getLogger(__name__)


class Library:
    """Reads the library; `outcome` says what was left for another run."""

    def __init__(
        self, client: SpotifyClient, provider: str, rejections: Rejections,
        state: State | None = None, *, market: str | None = None, page: int = PAGE,
    ) -> None:  # fmt: skip
        self._client, self._provider = client, provider
        self._state = state or State()
        self.outcome = Outcome(rejections, provider)
        self._schema_check = SchemaCheck(self.outcome)
        self._backfill = Backfill(client, self._state, self.outcome, market)
        self._market = {"market": market} if market else {}
        self._page = page
        self._seen = SeenEntities()
        self._ready: dict[str, list[rows.Row]] = {}

    def read(self) -> Iterator[Batch]:
        """Yield everything, table by table as it comes."""
        for endpoint in endpoints_of("list"):
            yield from self._list(endpoint)
        yield from self._playlists()
        self._rest_of_albums()
        for endpoint in endpoints_of("id"):
            yield from self._read_by_id(endpoint)
        try:
            self._schema_check.close()
        except ApiError:
            self._client.journal.clear()  # else each later run would meet the same bodies again
            raise
        yield from self._flush()

    def _read_by_id(self, endpoint: Endpoint) -> Iterator[Batch]:
        table, seen = endpoint.table, self._seen
        for body in self._backfill.read_bodies(endpoint, seen.bodies_of(table)):
            seen.note(table, body)
            album = seen.album_of.get(parse_text(body.get("id")) or "")
            context = [album] if table == "tracks" else []
            if endpoint.row:
                yield from self._add(table, endpoint.row(body, *context))

    def _list(self, endpoint: Endpoint) -> Iterator[Batch]:
        for is_steady in IS_STEADY:
            try:
                yield from self._read_list(endpoint, is_steady)
                return
            except ListChanged:
                log.info("%s changed while it was read; reading it anew", endpoint.method)

    def _read_list(self, endpoint: Endpoint, is_steady: bool) -> Iterator[Batch]:
        method, is_newest_first = endpoint.method, endpoint.cursor == "first_page"
        number_read, total, begins, newest = 0, 0, "", ""
        list_total = ListTotal(self._state, method)
        ids: list[str | None] = []
        options: dict[str, Any] = {"limit": self._page}
        if endpoint.is_of_a_market:
            options |= self._market
        if endpoint.cursor == "after" and (after := self._state.get_mark(method)):
            options["after"] = int(after)
        call = getattr(self._client.spotify, method)
        with self.outcome.isolate_faults(endpoint.table, lambda: total - number_read, is_list=True):
            for page in self._client.pages(
                call, is_steady=is_steady, is_enough=list_total.is_enough, **options
            ):
                total = page.get("total") or 0
                for item in map(_object, page["items"]):
                    number_read += 1
                    ids.append(self._seen.note_item(endpoint, item))
                    if endpoint.row:
                        yield from self._add(endpoint.table, endpoint.row(item))
                    elif ids[-1] is None:
                        self._reject(endpoint.table, "id", item)
                begins = begins or fingerprint_page(page)
                newest = newest or find_newest(page)
                if is_newest_first and self._state.get_mark(method) == begins:
                    return
            if mark := begins if is_newest_first else newest if endpoint.cursor else "":
                self._state.set_mark(method, mark)
            if number_read == total:
                list_total.note_complete()
                if endpoint.disposition == "replace":
                    self._delete_others(endpoint.table, ids)

    def _playlists(self) -> Iterator[Batch]:
        playlists: list[Body] = []
        with self.outcome.isolate_faults("playlists", is_list=True):
            playlists, total = self._whole_list(find_endpoint("playlists").method, limit=self._page)
            ids = [parse_text(playlist.get("id")) for playlist in playlists]
            if len(playlists) == total:
                self._delete_others("playlists", ids)
                self._delete_others("playlist_items", ids)
        for playlist in playlists:
            yield from self._add("playlists", rows.build_playlist_row(playlist))
            playlist_id, snapshot = (parse_text(playlist.get(n)) for n in ("id", "snapshot_id"))
            name = f"playlist_items/{playlist_id}"
            is_known = snapshot is not None and self._state.get_mark(name) == snapshot
            if playlist_id and not is_known:
                yield from self._entries(playlist_id, rows.number_of_entries(playlist))
                if snapshot and playlist_id in self._seen.playlists:
                    self._state.set_mark(name, snapshot)

    def _entries(self, playlist_id: str, number: int) -> Iterator[Batch]:
        """Yield the entries of a playlist, all of them or none."""
        if self._state.find_answered("playlist_items", [playlist_id]):
            return
        entries: list[Body] = []
        with self.outcome.isolate_faults("playlist_items", lambda: number, is_list=True):
            try:
                entries, _ = self._whole_list(
                    find_endpoint("playlist_items").method, playlist_id, limit=self._page,
                    additional_types=("track", "episode"), **self._market,
                )  # fmt: skip
            except (Forbidden, NotFound) as refusal:
                is_missing = isinstance(refusal, NotFound)
                status = "missing" if is_missing else "forbidden"
                if self._state.note_answer("playlist_items", playlist_id, status) and is_missing:
                    self.outcome.missing["playlist_items"] += 1
                raise
            self._seen.playlists.add(playlist_id)
            if not entries:
                number_removed = self._state.empty_playlist(playlist_id)
                self.outcome.missing["playlist_items"] += number_removed
        for position, entry in enumerate(entries):
            item = rows.entry_item(entry)
            if rows.item_type(entry, item) == "track":
                self._seen.note_track(item)
            yield from self._add(
                "playlist_items", rows.build_item_row(playlist_id, position, entry)
            )

    def _rest_of_albums(self) -> None:
        """Note the tracks of long saved albums, of which only the first page came with them."""
        long, read = self._seen.long_albums, "album_tracks"
        for album_id in set(long) - self._state.find_answered(read, long):
            album, page = long[album_id]
            number = (parse_whole(page.get("total")) or 0) - len(page["items"])
            status = None
            with self.outcome.isolate_faults("tracks", partial(int, number), is_list=True):
                try:
                    pages = list(self._client.pages_after(page))
                    status = "found"
                except (Forbidden, NotFound) as refusal:
                    status = "missing" if isinstance(refusal, NotFound) else "forbidden"
                    raise
                for track in (item for following in pages for item in following["items"]):
                    self._seen.note_track(_object(track), album)
            if status:
                self._state.note_answer(read, album_id, status)
            else:  # the next run is to meet this album again
                self._state.set_mark(find_endpoint("saved_albums").method, "")

    def _whole_list(
        self, method: str, *arguments: Any, **options: Any
    ) -> tuple[list[Body], int | None]:
        """Return the items of all pages, and the `total` of the last page."""
        call = getattr(self._client.spotify, method)
        list_total = ListTotal(self._state, "/".join((method, *arguments)))
        for is_steady in IS_STEADY:
            try:
                pages = list(
                    self._client.pages(
                        call, *arguments, is_steady=is_steady, is_enough=list_total.is_enough,
                        **options,
                    )
                )  # fmt: skip
                items = [_object(item) for page in pages for item in page["items"]]
                total = pages[-1].get("total")
                if len(items) == total:
                    list_total.note_complete()
                return items, total
            except ListChanged:
                log.info("%s changed while it was read; reading it anew", method)
        raise AssertionError("the last try returns or raises")

    def _delete_others(self, table: str, ids: list[str | None]) -> None:
        """Delete what the listener removed from a list, unless an item of it has no id."""
        known_ids = [entity_id for entity_id in ids if entity_id]
        if len(known_ids) == len(ids):
            self.outcome.missing[table] += self._state.delete_others(table, known_ids)

    def _add(self, table: str, row: rows.Row) -> Iterator[Batch]:
        absent = [name for name in TABLES[table].key if row[name] is None]
        if absent:
            self._reject(table, absent[0], row["_payload"])
            return
        self._schema_check.check(table, row["_payload"])
        ready = self._ready.setdefault(table, [])
        ready.append(row)
        if len(ready) >= ROWS_AT_ONCE:
            yield build_batch_from_rows(table, self._provider, self._ready.pop(table))

    def _reject(self, table: str, absent: str, body: Body) -> None:
        reason = f"expected {absent} in each of the {table}, got none; it is left out"
        self.outcome.reject(reason, table, absent, write_json(body))

    def _flush(self) -> Iterator[Batch]:
        for table, ready in self._ready.items():
            yield build_batch_from_rows(table, self._provider, ready)
        self._ready = {}


def _object(item: Any) -> Body:
    return item if isinstance(item, Mapping) else {}
