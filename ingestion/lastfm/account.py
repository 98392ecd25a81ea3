"""Reads a user's scrobbles and loved tracks on Last.fm by its API."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain
from typing import Any

from ingestion.lastfm.client import LastFm
from ingestion.lastfm.files import PROVIDER, SOURCE_NAME
from ingestion.lastfm.pages import read_newer, read_older
from ingestion.lastfm.scrobbles import find_second, parse_scrobble
from ingestion.listens.account import AccountReader
from ingestion.listens.listen import Listen, NoListen
from ingestion.listens.progress import Stretch
from ingestion.listens.rows import build_deletion
from ingestion.load.batches import Batch, build_batch_from_rows
from ingestion.load.json_values import as_object
from ingestion.sources import Request


class LastFmAccount(AccountReader):
    """One user of Last.fm."""

    def __init__(self, request: Request, client: LastFm, user: str) -> None:
        super().__init__(request, SOURCE_NAME, user)
        self._client = client

    def pages(self, stretch: Stretch) -> Iterator[list[Any]]:
        """Yield what is newer than the stretch, then what is older."""
        now = int(self._request.fetched_at.timestamp())
        return chain(read_newer(self._client, stretch, now), read_older(self._client, stretch, now))

    def parse(self, entry: object) -> Listen | None:
        """Return the listen of an entry."""
        return parse_scrobble(entry)

    def read_opinions(self) -> Iterator[Batch]:
        """Yield the loved tracks as saved ones; those no longer loved are deleted."""
        saved: dict[str, dict[str, Any]] = {}
        number, number_of_pages = 1, 1
        while number <= number_of_pages:
            page = self._client.loved_tracks(number)
            number, number_of_pages = number + 1, page.number_of_pages
            for entry in page.entries:
                self._add_loved(entry, saved)
        yield from self._rows.flush()
        if saved:
            yield build_batch_from_rows("saved_tracks", PROVIDER, list(saved.values()))
        deletion = build_deletion("saved_tracks", SOURCE_NAME, PROVIDER, list(saved))
        self._request.with_load.append(deletion)

    def _add_loved(self, entry: object, saved: dict[str, dict[str, Any]]) -> None:
        second = find_second(entry)
        try:
            listen = parse_scrobble({**as_object(entry), "date": {"uts": second or 1}})
        except NoListen as fault:
            self._report(f"{fault}; the loved track is left out", "saved_tracks")
            return
        if listen is not None:
            self._rows.add_track(listen.track)
            added_at = datetime.fromtimestamp(second, UTC) if second else None
            key = listen.track["track_id"]
            saved[key] = {"track_id": key, "added_at": added_at}
