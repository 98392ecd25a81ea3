"""A list from one song to another."""

from typing import Any
from uuid import UUID

import numpy as np
from orjson import Fragment

from api.explore.map_schemas import PathQuery
from api.feedback.listener import load_feedback
from api.http.ids import check_id, raise_unknown
from api.http.problems import raise_problem
from api.recommendations.exclusions import build_constant_exclusions
from api.recommendations.index_cache import LoadedIndex, current_index
from api.tracks.catalogue import current_catalogue
from recommender.serving.paths import find_path

TOO_FEW = "There are only {} different songs between the two."


def load_path(query: PathQuery, profile_id: UUID | None) -> dict[str, Any]:
    """Return the fields of `MapPath`; a track without a vector ends the request with 404."""
    source = current_index()
    start, goal = (_find_row(source, key) for key in (query.from_track_id, query.to_track_id))
    if source.index.recordings[start] == source.index.recordings[goal]:
        raise_problem(
            422,
            "expected two different songs in from_track_id and to_track_id, got versions of one; "
            "name another one",
        )
    excluded = np.zeros(len(source.index.track_ids), bool)
    for exclusion in build_constant_exclusions(source, load_feedback(profile_id)).values():
        excluded |= exclusion.mask(source.index)
    path = find_path(source.index, start, goal, query.limit, excluded)
    catalogue = current_catalogue()
    items: list[dict[str, Any]] = []
    for row, similarity in zip(path.rows.tolist(), path.similarities.tolist(), strict=True):
        summary = catalogue.find_json(source.index.track_ids[row])
        if summary is not None:  # else removed by a build since the index was loaded
            items.append(
                {
                    "rank": len(items) + 1,
                    "track": Fragment(summary),
                    "similarity": None if np.isnan(similarity) else similarity,
                }
            )
    is_short = len(items) < query.limit
    return {
        "items": items,
        "shortfall_reason": TOO_FEW.format(len(items) - 2) if is_short else None,
    }


def _find_row(source: LoadedIndex, track_id: str) -> int:
    row = source.index.rows.get(check_id(track_id))
    if row is None:
        raise_unknown(track_id)
    return row
