"""Pages of scrobbles without a gap: newer than what was read, then older.

The end of the time that is requested stands still during a run, so that a scrobble that comes in
meanwhile moves nothing from one page to the next.
"""

from collections.abc import Iterator
from typing import Any

from ingestion.lastfm.client import LastFm
from ingestion.lastfm.scrobbles import find_second
from ingestion.listens.progress import Stretch

OVERLAP_S = 86_400  # players hand in later what was played without a network
BEGINNING = 1


def read_newer(client: LastFm, stretch: Stretch, now: int) -> Iterator[list[Any]]:
    """Yield the pages after the stretch and of its last day, the nearest first."""
    if stretch.newest is None:
        return
    since = stretch.newest - OVERLAP_S
    first = client.scrobbles(1, since, now)
    for number in range(max(first.number_of_pages, 1), 0, -1):
        page = first if first.number_of_pages <= 1 else client.scrobbles(number, since, now)
        yield page.entries
        _include(stretch, page.entries)


def read_older(client: LastFm, stretch: Stretch, now: int) -> Iterator[list[Any]]:
    """Yield the pages before the stretch, the nearest first; at the end it is complete."""
    if stretch.is_complete:
        return
    until = now if stretch.oldest is None else stretch.oldest + 1
    number, number_of_pages = 1, 1
    while number <= number_of_pages:
        page = client.scrobbles(number, BEGINNING, until)
        yield page.entries
        _include(stretch, page.entries)
        number, number_of_pages = number + 1, page.number_of_pages
    stretch.is_complete = True


def _include(stretch: Stretch, entries: list[Any]) -> None:
    for entry in entries:
        second = find_second(entry)
        if second is not None:
            stretch.include(second)
