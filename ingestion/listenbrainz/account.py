"""Reads a user's listens and feedback on ListenBrainz by its API."""

from collections.abc import Iterator
from itertools import chain

from ingestion.listenbrainz import feedback
from ingestion.listenbrainz.client import ListenBrainz
from ingestion.listenbrainz.feedback import Opinions, parse_opinion
from ingestion.listenbrainz.files import PROVIDER, SOURCE_NAME
from ingestion.listenbrainz.listens import parse_listen
from ingestion.listenbrainz.pages import Page, read_newer, read_older
from ingestion.listens.account import AccountReader
from ingestion.listens.listen import Listen, NoListen
from ingestion.listens.progress import Stretch
from ingestion.load.batches import Batch
from ingestion.load.json_values import as_object
from ingestion.sources import Request


class ListenBrainzAccount(AccountReader):
    """One user of ListenBrainz."""

    def __init__(self, request: Request, client: ListenBrainz, user: str) -> None:
        super().__init__(request, SOURCE_NAME, user)
        self._client = client

    def pages(self, stretch: Stretch) -> Iterator[Page]:
        """Yield what is newer than the stretch, then what is older."""
        return chain(read_newer(self._client, stretch), read_older(self._client, stretch))

    def parse(self, entry: object) -> Listen:
        """Return the listen of an entry."""
        return parse_listen(entry)

    def read_opinions(self) -> Iterator[Batch]:
        """Yield the tracks that were loved and hated."""
        opinions, offset, total = Opinions(), 0, 1
        while offset < total:
            found, total = self._client.feedback(offset)
            if not found:
                break
            offset += len(found)
            for entry in found:
                self._add_opinion(entry, opinions)
        yield from self._rows.flush()
        yield from feedback.build_batches(opinions, PROVIDER)
        deletions = feedback.build_deletions(opinions, SOURCE_NAME, PROVIDER)
        self._request.with_load.extend(deletions)

    def _add_opinion(self, entry: object, opinions: Opinions) -> None:
        opinion = parse_opinion(entry, is_pin=False)
        metadata = as_object(entry).get("track_metadata")
        if opinion is None:
            self._report("expected the id of a recording, and a score of 1 or -1", "saved_tracks")
            return
        try:
            listen = parse_listen({"listened_at": 1, "track_metadata": metadata})
        except NoListen:
            self._report("expected feedback with the names of its track, got none; it is left out")
            return
        opinions.add(opinion, listen.track)
        self._rows.add_track(listen.track)
