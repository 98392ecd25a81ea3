"""The ids that a query with fields can match at all, the most popular first."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Select, Text, bindparam, func, select

from api.db.database import fetch_rows
from api.db.marts import ArtistTracks, DimAlbums, DimArtists, FactTracks, TrackGenres
from api.recommendations.genres import load_genres
from api.spotify_compat.genres import ALL_GENRES, fold_genre
from api.spotify_compat.search_query import SearchQuery
from api.tracks.lookup import find_by_isrc
from api.tracks.references import parse_isrc
from api.tracks.search import find
from api.tracks.search_sources import BEST_KNOWN_TRACKS, Kind

MOST_RESULTS = 1000  # Spotify has no more, either
RELEASED = func.coalesce(DimAlbums.album_release_date, FactTracks.track_release_date)
BEST = (
    func.max(FactTracks.track_popularity).desc().nulls_last(),
    func.sum(FactTracks.number_of_playlists).desc().nulls_last(),
)
OTHER_IDS = (
    select(FactTracks.track_id, FactTracks.canonical_track_id)
    .where(
        FactTracks.canonical_track_id == func.any(bindparam("ids", type_=ARRAY(Text))),
        FactTracks.canonical_track_id != FactTracks.track_id,
    )
    .order_by(*BEST_KNOWN_TRACKS)
)
# which words of a query the search index of each kind has
INDEXED: dict[Kind, tuple[str, ...]] = {
    "track": ("text", "track", "artist"),
    "artist": ("text", "artist"),
    "album": ("text", "album", "artist"),
}
# a query that names none of these asks for nothing of the kind
ANSWERED: dict[Kind, tuple[str, ...]] = {
    "track": ("text", "track", "artist", "album", "genre", "years", "isrc"),
    "artist": ("text", "artist", "genre", "years"),
    "album": ("text", "album", "artist", "years"),
}


def find_candidates(kind: Kind, query: SearchQuery) -> Sequence[str]:
    """Return ids, among which are those of all matches; the fields are not compared yet."""
    if not any(getattr(query, name) for name in ANSWERED[kind]):
        return []
    if query.isrc:
        isrc = parse_isrc(query.isrc) or ""
        return find_by_isrc([isrc]).get(isrc, []) if kind == "track" else []
    words = " ".join(filter(None, (getattr(query, name) for name in INDEXED[kind])))
    if words:
        ids = find(kind, words, MOST_RESULTS, 0).ids
        is_of_an_edition = kind == "track" and (query.album or query.years)
        return _add_other_ids(ids) if is_of_an_edition else ids
    statement = {"track": _select_tracks, "artist": _select_artists, "album": _select_albums}[kind]
    return [row[0] for row in fetch_rows(statement(query).limit(MOST_RESULTS))]


def _add_other_ids(ids: Sequence[str]) -> list[str]:
    """Return the tracks and, behind each, the other ids of its recording."""
    rows = fetch_rows(OTHER_IDS, {"ids": list(ids)})
    others: dict[str, list[str]] = {}
    for row in rows:
        others.setdefault(row.canonical_track_id, []).append(row.track_id)
    return [key for each in ids for key in (each, *others.get(each, ()))]


def _select_tracks(query: SearchQuery) -> Select[Any]:
    conditions = _within_years(query, FactTracks.track_release_date)
    if query.genre:
        of_genre = select(TrackGenres.track_id).where(TrackGenres.genre.in_(_spellings(query)))
        conditions.append(FactTracks.track_id.in_(of_genre))
    if query.album:
        album_ids = find("album", query.album, MOST_RESULTS, 0).ids
        conditions.append(FactTracks.album_id.in_(album_ids))
    return select(FactTracks.track_id).where(*conditions).order_by(*BEST_KNOWN_TRACKS)


def _select_artists(query: SearchQuery) -> Select[Any]:
    conditions = _within_years(query, FactTracks.track_release_date)
    if query.genre:
        conditions.append(DimArtists.genres.overlap(_spellings(query)))
    return (
        select(DimArtists.artist_id)
        .join(ArtistTracks, ArtistTracks.artist_id == DimArtists.artist_id)
        .join(FactTracks, FactTracks.track_id == ArtistTracks.track_id)
        .where(DimArtists.is_placeholder.is_(False), *conditions)
        .group_by(DimArtists.artist_id)
        .order_by(*BEST, DimArtists.artist_id)
    )


def _select_albums(query: SearchQuery) -> Select[Any]:
    return (
        select(DimAlbums.album_id)
        .join(FactTracks, FactTracks.album_id == DimAlbums.album_id)
        .where(*_within_years(query, RELEASED))
        .group_by(DimAlbums.album_id)
        .order_by(*BEST, DimAlbums.album_id)
    )


def _within_years(query: SearchQuery, day: ColumnElement[Any] | Any) -> list[ColumnElement[bool]]:
    if query.years is None:
        return []
    first, last = (min(max(year, date.min.year), date.max.year) for year in query.years)
    return [day.between(date(first, 1, 1), date(last, 12, 31))]


def _spellings(query: SearchQuery) -> list[str]:
    """Return the genres of the catalogue that a query means."""
    wanted = fold_genre(query.genre)
    return [one.genre for one in load_genres(ALL_GENRES).items if fold_genre(one.genre) == wanted]
