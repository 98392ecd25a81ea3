"""Search over the current build of `marts.fact_tracks`, with a cached index."""

from dataclasses import dataclass

from flask import Flask, current_app
from sqlalchemy import select

from api.db.data_version import data_version
from api.db.database import read_again, snapshot
from api.db.marts import FactTracks
from api.db.versioned_cache import Version, VersionedCache
from api.tracks.search_index import WordIndex
from api.tracks.search_words import split_query

EXTENSION = "segue_search"
ROWS_AT_ONCE = 20_000
LOADING_TIMEOUT_MS = 120_000


@dataclass(frozen=True)
class SearchResult:
    """Ids of a page of results; `did_you_mean` if no track matches the query as typed."""

    track_ids: list[str]
    has_more: bool
    did_you_mean: str | None


@dataclass(frozen=True)
class SearchCatalogue:
    """The index of one build of `marts.fact_tracks`."""

    track_ids: list[str]
    index: WordIndex


def register_search(app: Flask) -> None:
    """Add an empty cache to `app`; the first search fills it."""
    app.extensions[EXTENSION] = VersionedCache(_version, _read)


def warm_up_search(app: Flask) -> None:
    """Fill the cache now instead of in the first search."""
    with app.app_context():
        _current()


def find_tracks(query: str, limit: int, offset: int) -> SearchResult:
    """Return the tracks that match `query`, the most popular first; an empty query matches all."""
    catalogue = _current()
    words = split_query(query)
    if query.strip() and not words:
        return SearchResult([], has_more=False, did_you_mean=None)
    found = catalogue.index.find(words, limit, offset)
    return SearchResult(
        [catalogue.track_ids[row] for row in found.rows],
        found.has_more,
        " ".join(found.words) if found.words else None,
    )


def _current() -> SearchCatalogue:
    catalogue: SearchCatalogue = read_again(current_app.extensions[EXTENSION].current)
    return catalogue


def _version() -> Version | None:
    return data_version(["marts.fact_tracks"])


def _read() -> SearchCatalogue:
    popular_first = (
        FactTracks.track_popularity.desc().nulls_last(),
        FactTracks.number_of_playlists.desc().nulls_last(),
        FactTracks.track_id,
    )
    texts = select(FactTracks.track_id, FactTracks.search_text).order_by(*popular_first)
    with snapshot(LOADING_TIMEOUT_MS) as connection:
        found = connection.execute(texts, execution_options={"yield_per": ROWS_AT_ONCE})
        pairs = [(row.track_id, row.search_text) for row in found]
    # the lock is released before the words are indexed: a build may be waiting for it
    index = WordIndex(search_text or "" for _, search_text in pairs)
    return SearchCatalogue([track_id for track_id, _ in pairs], index)
