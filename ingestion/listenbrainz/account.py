"""Reads a user's listens and feedback by the API, on from where the last run stopped."""

from collections.abc import Iterator
from datetime import timedelta

from ingestion.http.errors import NotFound, RateLimited
from ingestion.listenbrainz import feedback
from ingestion.listenbrainz.client import ListenBrainz, ListenBrainzError
from ingestion.listenbrainz.feedback import Opinions, parse_opinion
from ingestion.listenbrainz.files import PROVIDER, SOURCE_NAME
from ingestion.listenbrainz.listens import NoListen, parse_listen
from ingestion.listenbrainz.pages import Page, read_newer, read_older
from ingestion.listenbrainz.progress import build_statements, load_stretch
from ingestion.listenbrainz.rows import RowBuffer
from ingestion.load.batches import Batch
from ingestion.load.json_values import as_object
from ingestion.load.summary import Problem
from ingestion.sources import Request

TRY_AGAIN_AFTER = timedelta(minutes=5)


class AccountReader:
    """Reads one user's account; what a limit or a fault leaves over is for the next run."""

    def __init__(self, request: Request, client: ListenBrainz, user: str) -> None:
        self._request, self._client, self._user = request, client, user
        self._rows = RowBuffer(PROVIDER)
        self._has_read = False

    def read(self) -> Iterator[Batch]:
        """Yield the listens page by page, then the feedback."""
        self._request.summary.may_be_empty = True  # there may be nothing new
        stretch = load_stretch(self._request.connection, SOURCE_NAME, self._user)
        try:
            for page in read_newer(self._client, stretch):
                yield from self._read_page(page)
            for page in read_older(self._client, stretch):
                yield from self._read_page(page)
            self._has_read = True
            yield from self._read_feedback()
        except NotFound:
            raise
        except RateLimited as limit:
            self._request.summary.resume_at = limit.resume_at
        except ListenBrainzError as fault:
            if not self._has_read:
                raise
            self._report(str(fault))
            self._request.summary.resume_at = self._request.fetched_at + TRY_AGAIN_AFTER
        self._request.with_load.extend(build_statements(stretch, SOURCE_NAME, self._user))

    def _read_page(self, page: Page) -> Iterator[Batch]:
        for entry in page:
            try:
                yield from self._rows.add(parse_listen(entry))
            except NoListen as fault:
                self._report(f"{fault}; the listen is left out", "plays")
        yield from self._rows.flush()
        self._has_read = True

    def _read_feedback(self) -> Iterator[Batch]:
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

    def _report(self, reason: str, table: str | None = None) -> None:
        self._request.rejections.add(Problem(reason, provider=PROVIDER, table=table))
