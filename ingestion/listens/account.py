"""Reads a user's listens by an API, on from where the last run stopped."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from ingestion.http.errors import ApiError, NotFound, RateLimited
from ingestion.listens.listen import Listen, NoListen
from ingestion.listens.progress import Stretch, build_statements, load_stretch
from ingestion.listens.rows import RowBuffer
from ingestion.load.batches import Batch
from ingestion.load.summary import Problem
from ingestion.sources import Request

TRY_AGAIN_AFTER = timedelta(minutes=5)


class AccountReader(ABC):
    """Reads one user's account; what a limit or a fault leaves over is for the next run."""

    def __init__(self, request: Request, source: str, user: str) -> None:
        self._request, self._source, self._user = request, source, user
        self._rows = RowBuffer(source)
        self._has_read = False

    @abstractmethod
    def pages(self, stretch: Stretch) -> Iterable[list[Any]]:
        """Yield pages of listens that border on the stretch, which grows with each."""

    @abstractmethod
    def parse(self, entry: object) -> Listen | None:
        """Return a listen of a page, or None for what is none by right.

        Raises
        ------
        NoListen
            If it should be one.
        """

    @abstractmethod
    def read_opinions(self) -> Iterator[Batch]:
        """Yield what the user thinks of tracks, after all listens."""

    def read(self) -> Iterator[Batch]:
        """Yield the listens page by page, then the opinions."""
        self._request.summary.may_be_empty = True  # there may be nothing new
        stretch = load_stretch(self._request.connection, self._source, self._user)
        try:
            for page in self.pages(stretch):
                yield from self._read_page(page)
            self._has_read = True
            yield from self.read_opinions()
        except NotFound:
            raise
        except RateLimited as limit:
            self._request.summary.resume_at = limit.resume_at
        except ApiError as fault:
            if not self._has_read:
                raise
            self._report(str(fault))
            self._request.summary.resume_at = self._request.fetched_at + TRY_AGAIN_AFTER
        self._request.with_load.extend(build_statements(stretch, self._source, self._user))

    def _read_page(self, page: list[Any]) -> Iterator[Batch]:
        for entry in page:
            try:
                listen = self.parse(entry)
            except NoListen as fault:
                self._report(f"{fault}; the listen is left out", "plays")
                continue
            if listen is not None:
                yield from self._rows.add(listen)
        yield from self._rows.flush()
        self._has_read = True

    def _report(self, reason: str, table: str | None = None) -> None:
        self._request.rejections.add(Problem(reason, provider=self._source, table=table))
