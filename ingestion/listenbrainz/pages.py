"""Pages of listens without a gap: newer than what was read, then older, until there are no more.

Each next page begins in the last second of the one before, since the API leaves out the second
that it is given: listens of one second may stand on both sides of a border.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from ingestion.listenbrainz.client import ListenBrainz, ListenBrainzError
from ingestion.listens.progress import Stretch

OVERLAP_S = 86_400  # players hand in later what was played without a network
Page = list[Any]


def read_newer(client: ListenBrainz, stretch: Stretch) -> Iterator[Page]:
    """Yield the pages after the stretch and of its last day, the nearest first."""
    if stretch.newest is None:
        return
    after = stretch.newest - OVERLAP_S
    while page := client.listens(min_ts=after):
        yield page
        newest = max(_seconds(page))
        stretch.include(newest)
        after = newest - 1 if newest - 1 > after else newest


def read_older(client: ListenBrainz, stretch: Stretch) -> Iterator[Page]:
    """Yield the pages before the stretch, the nearest first; at the end it is complete."""
    if stretch.is_complete:
        return
    before = None if stretch.oldest is None else stretch.oldest + 1
    while page := client.listens(**({} if before is None else {"max_ts": before})):
        yield page
        seconds = _seconds(page)
        oldest = min(seconds)
        for second in (oldest, max(seconds)):
            stretch.include(second)
        before = oldest + 1 if before is None or oldest + 1 < before else oldest
    stretch.is_complete = True


def _seconds(page: Page) -> list[int]:
    seconds = [
        int(listen["listened_at"]) for listen in page
        if isinstance(listen, Mapping) and isinstance(listen.get("listened_at"), int | float)
    ]  # fmt: skip
    if not seconds:
        raise ListenBrainzError(
            "expected listens with `listened_at` from ListenBrainz, got a page of others;"
            " check SEGUE_LISTENBRAINZ_URL"
        )
    return seconds
