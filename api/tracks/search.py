"""Search for tracks, artists and albums in the current build, with a cached index of each."""

from dataclasses import dataclass
from functools import partial

from flask import Flask, current_app

from api.db.data_version import data_version
from api.db.database import read_again, snapshot
from api.db.versioned_cache import VersionedCache
from api.tracks.search_index import WordIndex
from api.tracks.search_sources import SOURCES, Kind, SearchSource
from api.tracks.search_words import split_query

EXTENSION = "segue_search"
ROWS_AT_ONCE = 20_000
LOADING_TIMEOUT_MS = 120_000


@dataclass(frozen=True)
class SearchResult:
    """Ids of a page of results; `did_you_mean` if nothing matches the query as typed."""

    ids: list[str]
    has_more: bool
    did_you_mean: str | None


@dataclass(frozen=True)
class SearchCatalogue:
    """The index of everything of one kind in one build; `ids` are in the order of its rows."""

    ids: list[str]
    index: WordIndex


def register_search(app: Flask) -> None:
    """Add an empty cache for each kind to `app`; the first search fills it."""
    app.extensions[EXTENSION] = {
        kind: VersionedCache(partial(data_version, source.tables), partial(_read, source))
        for kind, source in SOURCES.items()
    }


def warm_up_search(app: Flask) -> None:
    """Fill the caches now instead of in the first search."""
    with app.app_context():
        for kind in SOURCES:
            _current(kind)


def find(kind: Kind, query: str, limit: int, offset: int) -> SearchResult:
    """Return the tracks, artists or albums that match `query`, the most popular first.

    A track and an album are also found by the names of their artists. An empty query matches all.
    """
    catalogue = _current(kind)
    words = split_query(query)
    if query.strip() and not words:
        return SearchResult([], has_more=False, did_you_mean=None)
    found = catalogue.index.find(words, limit, offset)
    return SearchResult(
        [catalogue.ids[row] for row in found.rows],
        found.has_more,
        " ".join(found.words) if found.words else None,
    )


def _current(kind: Kind) -> SearchCatalogue:
    catalogue: SearchCatalogue = read_again(current_app.extensions[EXTENSION][kind].current)
    return catalogue


def _read(source: SearchSource) -> SearchCatalogue:
    with snapshot(LOADING_TIMEOUT_MS) as connection:
        found = connection.execute(source.texts, execution_options={"yield_per": ROWS_AT_ONCE})
        pairs = [(row[0], row[1]) for row in found]
    # the lock is released before the words are indexed: a build may be waiting for it
    index = WordIndex(text or "" for _, text in pairs)
    return SearchCatalogue([key for key, _ in pairs], index)
