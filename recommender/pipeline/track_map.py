"""The step from vectors to a map: held points stay, new ones are placed among their neighbors."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from recommender.checks import FloatArray, unit_rows
from recommender.data.arrow import to_matrix
from recommender.data.incidence import positions as find_positions
from recommender.data.versions import code_version
from recommender.layout.landmarks import align, choose_landmarks, lay_out, share_of_neighbors_kept
from recommender.layout.placement import Placement, cluster_landmarks, nearest_clusters
from recommender.search.topk import IntArray

if TYPE_CHECKING:
    import pyarrow as pa

Read = Callable[["pa.Array"], "pa.Table"]

HELD_COLUMNS = ("track_id", "x", "y", "cluster_number", "vector_hash")
ROWS_AT_ONCE = 65_536
# a layout is taken for another one if that keeps so many times as many neighbors
MIN_GAIN_OF_LAYOUT = 1.1


@dataclass
class Points:
    """The points of today, sorted by key, and what the last map says of each.

    Attributes
    ----------
    keys : the track that each point is computed from
    hashes : of its vector
    positions : array of shape (n_points, 2), NaN for a point that the map lacked
    clusters : array of n_points, of those that it had
    is_same : array of n_points, whether the point was computed from this vector
    """

    keys: "pa.Array"
    hashes: npt.NDArray[np.int64]
    positions: FloatArray
    clusters: npt.NDArray[np.int32]
    is_same: npt.NDArray[np.bool_]

    @classmethod
    def from_tables(cls, tracks: "pa.Table", held: "pa.Table | None") -> "Points":
        """Compare the points of the tracks with the rows of the last map."""
        import pyarrow as pa
        import pyarrow.compute as pc

        own = tracks.filter(pc.equal(tracks["track_id"], tracks["point_id"])).sort_by("track_id")
        keys = own["track_id"].combine_chunks().cast(pa.string())
        hashes = own["vector_hash"].to_numpy()
        places = np.full((len(keys), 2), np.nan, np.float32)
        clusters = np.zeros(len(keys), np.int32)
        is_same = np.zeros(len(keys), bool)
        if held is not None and held.num_rows:
            rows = find_positions(pa.chunked_array([keys]), held["track_id"].combine_chunks())
            known = rows >= 0
            rows = rows[known]
            for axis, name in enumerate(("x", "y")):
                places[known, axis] = held[name].to_numpy()[rows]
            clusters[known] = held["cluster_number"].to_numpy()[rows]
            is_same[known] = held["vector_hash"].to_numpy()[rows] == hashes[known]
        return cls(keys, hashes, places, clusters, is_same)


def tracks_query(vectors: object, identities: object) -> str:
    """Return the query for the `tracks` of `build_track_map`.

    A recording is a point: that of its canonical track, or, without a vector of that, of the first
    of its tracks.
    """
    return f"""
        select
            vectors.track_id, vectors.model_version,
            first_value(vectors.track_id) over (
                partition by identities.canonical_track_id
                order by vectors.track_id <> identities.canonical_track_id, vectors.track_id
            ) as point_id,
            hash_array_extended(vectors.vector, 0) as vector_hash
        from {vectors} as vectors
        inner join {identities} as identities on vectors.track_id = identities.track_id
    """  # noqa: S608 - names of models of the project


def vectors_query(vectors: object) -> str:
    """Return the query for the vectors of the given tracks."""
    return f"select track_id, vector from {vectors} inner join given_keys on track_id = key"  # noqa: S608


def build_track_map(
    tracks: "pa.Table", read_vectors: Read, held: "pa.Table | None" = None
) -> "pa.Table":
    """Return one row per track: its place on the map, sorted by track_id.

    Parameters
    ----------
    tracks : columns track_id, point_id (the track that stands for its recording), vector_hash
        and model_version, of all that have a vector
    read_vectors : returns track_id and vector of the given tracks, in any order
    held : the columns `HELD_COLUMNS` of the last map. A point whose vector is the same stays;
        if most vectors are others, all are placed anew among landmarks that stay, unless a new
        layout keeps clearly more neighbors together

    Returns
    -------
    pyarrow.Table
        track_id, x, y (the landmarks have the mean 0 and the standard radius 1 when they are laid
        out), cluster_number, vector_hash (of the point). The same rows in any order give the same
        bytes. The metadata have the model_version, the `decision` and the `figures`, as JSON.
    """
    points = Points.from_tables(tracks, held)
    landmarks = choose_landmarks(points.keys)
    reason, figures = "no track has a vector", dict[str, float]()
    is_new = True
    if len(landmarks):
        is_new, reason, figures = _update(points, landmarks, read_vectors)
    return _to_table(tracks, points, is_new, reason, figures)


def _update(
    points: Points, landmarks: IntArray, read_vectors: Read
) -> tuple[bool, str, dict[str, float]]:
    """Place what has no place; return whether the map was laid out anew, why, and the figures."""
    vectors = _read_rows(points, landmarks, read_vectors)
    is_held = np.isfinite(points.positions[landmarks, 0])
    is_new = 2 * int(is_held.sum()) < len(landmarks)
    # another fit turns all vectors; otherwise points stay while their vectors do
    are_others = is_new or 2 * int(points.is_same[landmarks].sum()) < len(landmarks)
    if not is_new:
        held = landmarks[is_held]
        _place(points, held, vectors[is_held], landmarks[~is_held], read_vectors)
    todo = np.flatnonzero(~points.is_same) if not are_others else np.arange(len(points.keys))
    todo = np.setdiff1d(todo, landmarks)
    reason = f"kept, {len(todo) + int((~is_held).sum())} points placed"
    if are_others:
        is_new, reason = _choose_layout(points, landmarks, vectors, is_new)
    _place(points, landmarks, vectors, todo, read_vectors)
    kept = share_of_neighbors_kept(vectors, points.positions[landmarks])
    return is_new, reason, {"neighbors_kept": kept}


def _choose_layout(
    points: Points, landmarks: IntArray, vectors: FloatArray, is_new: bool
) -> tuple[bool, str]:
    """Lay the landmarks out anew if they have to be or that is clearly better; return why."""
    fresh = lay_out(vectors)
    reason = "less than half of the landmarks were on the last map"
    if not is_new:
        held = points.positions[landmarks]
        former, now = (share_of_neighbors_kept(vectors, each) for each in (held, fresh))
        reason = f"the vectors are others: {former:.2f} of the neighbors together, {now:.2f} anew"
        if now < MIN_GAIN_OF_LAYOUT * former:
            return False, f"landmarks kept, {reason}"
        fresh = align(fresh, held)
    points.positions[landmarks] = fresh
    points.clusters[landmarks] = cluster_landmarks(fresh)
    return True, f"laid out anew: {reason}"


def _place(
    points: Points, landmarks: IntArray, vectors: FloatArray, todo: IntArray, read_vectors: Read
) -> None:
    """Place the points `todo` among the landmarks, block by block."""
    if not len(todo):
        return
    positions, clusters = points.positions[landmarks], points.clusters[landmarks]
    placement = Placement().fit(vectors, positions)
    for start in range(0, len(todo), ROWS_AT_ONCE):
        rows = todo[start : start + ROWS_AT_ONCE]
        own = _read_rows(points, rows, read_vectors)
        points.positions[rows] = placement.transform(own)
        points.clusters[rows] = nearest_clusters(points.positions[rows], positions, clusters)


def _read_rows(points: Points, rows: IntArray, read_vectors: Read) -> FloatArray:
    """Return the vectors of some points, of length 1 or 0, in their order."""
    import pyarrow as pa

    keys = points.keys.take(pa.array(rows))
    table = read_vectors(keys)
    order = find_positions(pa.chunked_array([keys]), table["track_id"].combine_chunks())
    return unit_rows(to_matrix(table["vector"].take(pa.array(order))))


def _to_table(
    tracks: "pa.Table", points: Points, is_new: bool, reason: str, figures: dict[str, float]
) -> "pa.Table":
    import pyarrow as pa

    tracks = tracks.sort_by("track_id")
    rows = find_positions(tracks["point_id"], points.keys)
    metadata = {
        "model_version": tracks["model_version"][0].as_py() if tracks.num_rows else "",
        "decision": json.dumps({"is_whole": is_new, "reason": reason, "code": code_version()}),
        "figures": json.dumps(figures),
    }
    return pa.table(
        {
            "track_id": tracks["track_id"].cast(pa.string()),
            "x": pa.array(points.positions[rows, 0], pa.float32()),
            "y": pa.array(points.positions[rows, 1], pa.float32()),
            "cluster_number": pa.array(points.clusters[rows], pa.int32()),
            "vector_hash": pa.array(points.hashes[rows], pa.int64()),
        },
        metadata=metadata,
    )
