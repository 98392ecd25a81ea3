"""Search for tracks, artists and albums of the current build."""

from dataclasses import dataclass
from typing import Any

import orjson
from orjson import Fragment

from api.http.pagination import encode_cursor, parse_offset
from api.tracks.catalogue import Catalogue, SearchCatalogue, current_catalogue
from api.tracks.search_index import RowPage
from api.tracks.search_sources import Kind
from api.tracks.search_words import correct, leave_out_characters, split_query


@dataclass(frozen=True)
class SearchResult:
    """Ids of a page of results; `did_you_mean` if nothing matches the query as typed."""

    ids: list[str]
    has_more: bool
    did_you_mean: str | None


def find(kind: Kind, query: str, limit: int, offset: int) -> SearchResult:
    """Return the tracks, artists or albums that match `query`, the most popular first.

    A track and an album are also found by the names of their artists. An empty query matches all.
    """
    catalogue = current_catalogue().by_kind[kind]
    found = find_rows(catalogue, query, limit, offset)
    return SearchResult(
        [catalogue.ids[row] for row in found.rows], found.has_more, did_you_mean(query, found)
    )


def find_nearly(kind: Kind, query: str, limit: int) -> list[str]:
    """Return the ids of what contains all words of `query` but one, the most popular first."""
    catalogue, words = current_catalogue().by_kind[kind], split_query(query)
    some = [[*words[:place], *words[place + 1 :]] for place in range(len(words))]
    rows = catalogue.index.find_any([each for each in some if each], limit).rows
    return [catalogue.ids[row] for row in rows]


def answer_search(query: str, limit: int, cursor: str | None) -> bytes:
    """Return a page of the tracks that match `query`, with the fields of `TrackPage`, as JSON."""
    offset = parse_offset(cursor)
    catalogue = current_catalogue()
    return catalogue.answers.get(
        f"{limit} {offset} {query}",
        lambda: orjson.dumps(_load_search_page(catalogue, query, limit, offset)),
    ).body


def _load_search_page(catalogue: Catalogue, query: str, limit: int, offset: int) -> dict[str, Any]:
    found = find_rows(catalogue.by_kind["track"], query, limit, offset)
    return {
        "items": [Fragment(catalogue.summaries.encoded(row)) for row in found.rows],
        "next_cursor": encode_cursor(offset + limit) if found.has_more else None,
        "did_you_mean": did_you_mean(query, found),
    }


def find_rows(catalogue: SearchCatalogue, query: str, limit: int, offset: int) -> RowPage:
    """Return a page of the rows of one kind that match `query`."""
    words = split_query(query)
    if query.strip() and not words:
        return RowPage([], has_more=False)
    found = catalogue.index.find(words, limit, offset)
    if found.rows or (offset and catalogue.index.find(words, 1).rows):
        return found
    return catalogue.index.find_any(leave_out_characters(query), limit, offset)


def did_you_mean(query: str, found: RowPage) -> str | None:
    """Return the query in the spelling of what was found, or None if it is spelled so."""
    if found.words is None:
        return None
    corrected = correct(query, dict(zip(split_query(query), found.words, strict=True)))
    # words without spaces stay as they are, as they were found by some of their pairs
    return corrected if corrected != correct(query, {}) else None
