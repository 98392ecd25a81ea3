"""Search under `/v1`: words, and fields of Spotify's syntax, over tracks, artists and albums."""

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import BaseModel, Field, SerializerFunctionWrapHandler, model_serializer

from api.db.database import fetch_rows
from api.spotify_compat.albums import load_albums
from api.spotify_compat.artists import load_artists
from api.spotify_compat.paging import build_page
from api.spotify_compat.parameters import PageQuery, list_pattern, split_words
from api.spotify_compat.schemas import AlbumPaging, ArtistPaging, Paging, TrackPaging
from api.spotify_compat.search_candidates import MOST_RESULTS, find_candidates
from api.spotify_compat.search_facts import FACTS
from api.spotify_compat.search_query import SearchQuery, has_words
from api.spotify_compat.tracks import known_in_order, load_tracks
from api.tracks.search_sources import Kind

Object = dict[str, Any]

LOADERS: dict[Kind, Any] = {"track": load_tracks, "artist": load_artists, "album": load_albums}
WITHOUT_RESULTS = ("playlist", "show", "episode", "audiobook")
TYPES = (*LOADERS, *WITHOUT_RESULTS)


class SearchArguments(PageQuery):
    """Arguments of a search."""

    q: Annotated[
        str,
        Field(
            min_length=1,
            max_length=250,
            description="Words, and the fields `artist:`, `track:`, `album:`, `year:` with a year "
            "or two (`1990-1999`), `genre:` and `isrc:`. `tag:` and `upc:` are refused.",
        ),
    ]
    type: Annotated[
        str,
        Field(
            min_length=1,
            description=f"Of {', '.join(TYPES)}, separated by commas.",
            json_schema_extra={"pattern": list_pattern(TYPES)},
        ),
    ]
    offset: Annotated[int, Field(ge=0, le=MOST_RESULTS)] = 0
    include_external: Annotated[str | None, Field(description="Accepted and ignored.")] = None


class SearchItems(BaseModel):
    """A page for each type of the request; those of the other types are left out."""

    tracks: TrackPaging | None = None
    artists: ArtistPaging | None = None
    albums: AlbumPaging | None = None
    playlists: Paging[None] | None = None
    shows: Paging[None] | None = None
    episodes: Paging[None] | None = None
    audiobooks: Paging[None] | None = None

    @model_serializer(mode="wrap")
    def leave_out_other_types(self, handler: SerializerFunctionWrapHandler) -> Object:
        """Return the pages of the request."""
        return {name: page for name, page in handler(self).items() if page is not None}


def search(arguments: SearchArguments) -> Object:
    """Return the fields of `SearchItems`."""
    types = split_words("type", arguments.type, TYPES)
    query = SearchQuery.parse(arguments.q)
    return {f"{name}s": _search(name, query, arguments) for name in types}


def _search(name: str, query: SearchQuery, arguments: SearchArguments) -> Object:
    limit, offset = arguments.limit, arguments.offset
    if name in WITHOUT_RESULTS:
        return build_page([], 0, limit, offset, type=name)
    kind: Kind = next(known for known in LOADERS if known == name)
    ids = find_candidates(kind, query)
    found = ids if query.is_plain else _match(kind, query, ids)
    page = found[offset : offset + limit]
    items = known_in_order(LOADERS[kind](page), page)
    return build_page(items, len(found), limit, offset, type=name)


def _match(kind: Kind, query: SearchQuery, ids: Sequence[str]) -> list[str]:
    """Return the ids whose names, genres and years are those of the fields."""
    if not ids:
        return []
    rows = fetch_rows(FACTS[kind], {"keys": list(ids)})
    matching = {
        row.key: row.recording if kind == "track" else row.key
        for row in rows
        if _fits(kind, query, row)
    }
    # of several ids of one recording, the first that matches
    first = {recording: key for key in reversed(ids) if (recording := matching.get(key))}
    return [key for key in ids if first.get(matching.get(key, "")) == key]


def _fits(kind: Kind, query: SearchQuery, row: Any) -> bool:
    years = None if row.first_year is None else (int(row.first_year), int(row.last_year))
    return (
        query.fits_year(years)
        and (not query.artist or any(has_words(name, query.artist) for name in row.artists or ()))
        and (kind != "track" or has_words(row.name, query.track))
        and (kind == "artist" or has_words(row.album, query.album))
        and (kind == "album" or query.fits_genre(row.genres or []))
    )
