"""The points of the map and their colours, computed once for a build."""

import base64
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on

from api.db.database import fetch_rows, fetch_value
from api.db.marts import DimArtists, FactTracks, TrackMap, TrackMapClusters
from api.explore.feature_scales import answer_feature_scales, are_known
from api.http.answer_cache import Answer
from api.http.problems import raise_problem
from api.recommendations.index_cache import LoadedIndex, current_index
from recommender.serving.index import ATTRIBUTES, Index

MAX_POINTS = 100_000
N_GENRES = 12
NONE = 255
LARGEST_PLACE, LARGEST_VALUE = 65_535, 254
PLACES = (
    select(FactTracks.canonical_track_id, TrackMap.track_id, TrackMap.x, TrackMap.y)
    .add_columns(
        TrackMap.cluster_number, FactTracks.number_of_playlists, FactTracks.track_popularity
    )
    .join(FactTracks, FactTracks.track_id == TrackMap.track_id)
    # one row a recording: that of the track that stands for it, if that has a vector
    .ext(distinct_on(FactTracks.canonical_track_id))
    .order_by(
        FactTracks.canonical_track_id,
        TrackMap.track_id != FactTracks.canonical_track_id,
        TrackMap.track_id,
    )
    .subquery()
)
POINTS = (
    select(PLACES.c.track_id, PLACES.c.x, PLACES.c.y, PLACES.c.cluster_number)
    .order_by(
        PLACES.c.number_of_playlists.desc().nulls_last(),
        PLACES.c.track_popularity.desc().nulls_last(),
        PLACES.c.track_id,
    )
    .limit(MAX_POINTS)
)
CLUSTERS = (
    select(
        TrackMapClusters.cluster_number,
        TrackMapClusters.x,
        TrackMapClusters.y,
        TrackMapClusters.number_of_tracks,
        TrackMapClusters.genre,
        TrackMapClusters.artist_id,
        DimArtists.artist_name,
    )
    .join(DimArtists, DimArtists.artist_id == TrackMapClusters.artist_id, isouter=True)
    .order_by(TrackMapClusters.cluster_number)
)
IS_BUILT = select(
    func.to_regclass("marts.track_map").is_not(None)
    & func.to_regclass("marts.track_map_clusters").is_not(None)
)


def answer_map() -> Answer:
    """Return the fields of `MapPoints` as JSON."""
    source = current_index()
    return source.answers.get("map", lambda: _build(source))


def answer_map_attribute(name: str) -> Answer:
    """Return the fields of `MapAttribute` as JSON; an unknown attribute ends with 404."""
    if name not in ATTRIBUTES:
        raise_problem(
            404,
            f"expected one of {', '.join(ATTRIBUTES)}, got {name!r}; GET /api/v1/features has all",
        )
    source = current_index()
    return source.answers.get(f"map {name}", lambda: _build_attribute(source, name))


def _build(source: LoadedIndex) -> bytes:
    if not fetch_value(IS_BUILT):
        raise_problem(
            503,
            "expected the table marts.track_map, got a build of an older release; "
            "run `segue build`",
        )
    points = fetch_rows(POINTS)
    places = np.array([(row.x, row.y) for row in points], np.float64).reshape(-1, 2)
    bounds = _bounds(places)
    track_ids = [row.track_id for row in points]
    names, of_rows = _genres(source.index)
    rows = _rows(source.index, track_ids)
    genres = np.where(rows >= 0, of_rows[rows], NONE) if len(of_rows) else np.full(len(rows), NONE)
    (left, bottom), (right, top) = bounds.tolist()
    scaled = (places - bounds[0]) / (bounds[1] - bounds[0]) * LARGEST_PLACE
    clusters = np.array([row.cluster_number for row in points], np.uint8)
    return orjson.dumps(
        {
            "version": source.version,
            "number_of_recordings": fetch_value(select(func.count()).select_from(PLACES)),
            "track_ids": track_ids,
            "bounds": {"left": left, "right": right, "bottom": bottom, "top": top},
            "x": _encode(scaled[:, 0], "<u2"),
            "y": _encode(scaled[:, 1], "<u2"),
            "clusters": _encode(clusters, "u1"),
            "genres": _encode(genres, "u1"),
            "genre_names": names,
            "cluster_labels": [_format_cluster(row) for row in fetch_rows(CLUSTERS)],
        }
    )


def _build_attribute(source: LoadedIndex, name: str) -> bytes:
    track_ids = orjson.loads(answer_map().body)["track_ids"]
    scales = {each["name"]: each for each in orjson.loads(answer_feature_scales())["items"]}
    scale = scales.get(name, {"lower": 0.0, "upper": 1.0})
    lower, upper = float(scale["lower"]), float(scale["upper"])
    rows = _rows(source.index, track_ids)
    values = source.index.attributes[rows, ATTRIBUTES.index(name)].astype(np.float64)
    known = (rows >= 0) & are_known(values, name)
    places = (np.where(known, values, lower) - lower) / max(upper - lower, 1e-9)
    scaled = np.clip(places, 0, 1) * LARGEST_VALUE
    return orjson.dumps(
        {
            "version": source.version,
            "name": name,
            "lower": lower,
            "upper": upper,
            "values": _encode(np.where(known, scaled.round(), NONE), "u1"),
        }
    )


def _bounds(places: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the lower and the upper edges, shape (2, 2), the second above the first."""
    if not len(places):
        return np.array([[-1.0, -1.0], [1.0, 1.0]])
    lower, upper = places.min(axis=0), places.max(axis=0)
    return np.array([lower, np.maximum(upper, lower + 1e-6)])


def _rows(index: Index, track_ids: list[str]) -> npt.NDArray[np.int64]:
    """Return the row of each track, -1 for one that the index lacks."""
    return np.array([index.rows.get(track_id, -1) for track_id in track_ids], np.int64)


def _genres(index: Index) -> tuple[list[str], npt.NDArray[np.int64]]:
    """Return the genres of most tracks, and the place of the rarest of them for each row."""
    sizes = {genre: len(rows) for genre, rows in index.genres.items()}
    names = sorted(sizes, key=lambda genre: (-sizes[genre], genre))[:N_GENRES]
    found = np.full(len(index.track_ids), NONE, np.int64)
    for place, genre in enumerate(names):
        found[index.genres[genre]] = place
    return names, found


def _encode(values: npt.NDArray[Any], kind: str) -> str:
    return base64.b64encode(np.round(values).astype(kind).tobytes()).decode()


def _format_cluster(row: Any) -> dict[str, Any]:
    artist = {"artist_id": row.artist_id, "artist_name": row.artist_name}
    return {
        **{name: getattr(row, name) for name in ("cluster_number", "x", "y", "number_of_tracks")},
        "genre": row.genre,
        "artist": artist if row.artist_id else None,
    }
