"""Reads the listens and feedback of users on ListenBrainz by its API."""

from collections.abc import Iterator
from itertools import chain

from ingestion.listenbrainz.client import ListenBrainz
from ingestion.listenbrainz.feedback import Opinions, parse_opinion
from ingestion.listenbrainz.files import SOURCE_NAME
from ingestion.listenbrainz.listens import parse_listen
from ingestion.listenbrainz.pages import Page, read_newer, read_older
from ingestion.listens.account import AccountReader
from ingestion.listens.listen import Listen, NoListen
from ingestion.listens.progress import Stretch
from ingestion.load.batches import Batch
from ingestion.load.json_values import as_object
from ingestion.sources import Request


class ListenBrainzAccount(AccountReader):
    """One user of ListenBrainz; `opinions` collects the feedback of all, since all is replaced.

    `is_whole` once all feedback was read.
    """

    def __init__(
        self, request: Request, client: ListenBrainz, user: str, opinions: Opinions
    ) -> None:
        super().__init__(request, SOURCE_NAME, user)
        self._client, self._opinions = client, opinions
        self.is_whole = False

    def pages(self, stretch: Stretch) -> Iterator[Page]:
        """Yield what is newer than the stretch, then what is older."""
        return chain(read_newer(self._client, stretch), read_older(self._client, stretch))

    def parse(self, entry: object) -> Listen:
        """Return the listen of an entry."""
        return parse_listen(entry)

    def read_opinions(self) -> Iterator[Batch]:
        """Note the feedback, and yield the tracks that it is about."""
        offset, total = 0, 1
        while offset < total:
            found, total = self._client.feedback(offset)
            if not found:
                break
            offset += len(found)
            for entry in found:
                self._add_opinion(entry)
        yield from self._rows.flush()
        self.is_whole = True

    def _add_opinion(self, entry: object) -> None:
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
        self._opinions.add(opinion, listen.track)
        self._rows.add_track(listen.track)
