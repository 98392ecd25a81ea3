"""What the songs of an artist, a genre or a year have in common."""

from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import ARRAY, Text, bindparam, func, select

from api.db.database import fetch_rows
from api.db.marts import DimArtists, TrackGenres
from api.explore.feature_scales import known_values
from api.http.ids import check_id, raise_unknown
from api.http.problems import raise_problem
from api.recommendations.index_cache import current_index
from api.tracks.catalogue import current_catalogue
from recommender.serving.index import ATTRIBUTES, Index

Rows = npt.NDArray[np.intp]

MOST_GENRES = 8
MOST_ARTISTS = 12
MOST_TRACKS_FOR_GENRES = 2_000  # of a larger group, these stand for all
ARTISTS = select(
    DimArtists.artist_id,
    DimArtists.artist_name,
    func.coalesce(DimArtists.md_image, DimArtists.lg_image, DimArtists.sm_image).label("image"),
).where(DimArtists.artist_id == func.any(bindparam("artist_ids", type_=ARRAY(Text))))
GENRES = (
    select(TrackGenres.genre, func.count().label("number_of_tracks"))
    .where(TrackGenres.track_id == func.any(bindparam("track_ids", type_=ARRAY(Text))))
    .group_by(TrackGenres.genre)
    .order_by(func.count().desc(), TrackGenres.genre)
    .limit(MOST_GENRES)
)


def load_artist(artist_id: str) -> dict[str, Any]:
    """Return the fields of `ArtistDetails`; an unknown artist ends the request with 404."""
    rows = fetch_rows(ARTISTS, {"artist_ids": [check_id(artist_id, "an artist")]})
    if not rows:
        raise_unknown(artist_id, "an artist")
    index = current_index().index
    artist = {"artist_id": artist_id, "artist_name": rows[0].artist_name}
    portrait = describe_rows(index, index.artists.get(artist_id, np.empty(0, np.intp)))
    return {"artist": artist, "image": rows[0].image, **portrait}


def load_genre(genre: str) -> dict[str, Any]:
    """Return the fields of `GenreDetails`; an unknown genre ends the request with 404."""
    index = current_index().index
    rows = index.genres.get(check_id(genre, "a genre"))
    if rows is None:
        raise_unknown(genre, "a genre")
    return {"genre": genre, "artists": _frequent_artists(index, rows), **describe_rows(index, rows)}


def load_year(year: int) -> dict[str, Any]:
    """Return the fields of `YearDetails`; a year without songs ends the request with 404."""
    index = current_index().index
    rows = np.flatnonzero(index.attributes[:, ATTRIBUTES.index("year")] == year)
    if len(rows) == 0:
        raise_problem(
            404,
            f"expected a year of release in the catalogue, got {year}; "
            "GET /api/v1/features has the first and the last",
        )
    return {"year": year, "artists": _frequent_artists(index, rows), **describe_rows(index, rows)}


def describe_rows(index: Index, rows: Rows) -> dict[str, Any]:
    """Return the fields of `Portrait` for some rows of the index."""
    values = {name: known_values(index, name, rows) for name in ATTRIBUTES}
    years = values.pop("year")
    means = {name: known.mean(dtype=np.float64) for name, known in values.items() if len(known)}
    track_ids = [index.track_ids[row] for row in rows[:MOST_TRACKS_FOR_GENRES].tolist()]
    return {
        "number_of_recordings": len(np.unique(index.recordings[rows])),
        "first_year": int(years.min()) if len(years) else None,
        "last_year": int(years.max()) if len(years) else None,
        "features": {name: float(mean) for name, mean in means.items()},
        "genres": _frequent_genres(track_ids),
    }


def _frequent_genres(track_ids: list[str]) -> list[dict[str, Any]]:
    found = fetch_rows(GENRES, {"track_ids": track_ids}) if track_ids else []
    return [{"genre": row.genre, "number_of_tracks": row.number_of_tracks} for row in found]


def _frequent_artists(index: Index, rows: Rows) -> list[dict[str, Any]]:
    """Return the first artists of most of the rows."""
    artists = index.model.main_artists[rows]
    of_known = rows[artists >= 0]
    _, first, counts = np.unique(artists[artists >= 0], return_index=True, return_counts=True)
    most = of_known[first[np.argsort(-counts, kind="stable")[:MOST_ARTISTS]]]
    examples = {row: index.track_ids[row] for row in most.tolist()}
    found = current_catalogue().find_summaries(examples)
    return [
        {"artist_id": artist_id, "artist_name": artist_name}
        for row in examples
        if row in found
        for artist_id, artist_name in found[row].artists[:1]
    ]
