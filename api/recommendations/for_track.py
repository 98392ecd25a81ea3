"""What to hear after one track: the mart's list, moved at once by what the listener feedback."""

from typing import Any
from uuid import UUID

import numpy as np
from orjson import Fragment
from sqlalchemy import select

from api.db.database import fetch_rows
from api.db.marts import Recommendations
from api.feedback.listener import load_feedback
from api.http.ids import checked_id, raise_unknown
from api.recommendations.exclusions import exclude_always, same_recordings
from api.recommendations.for_seeds import short_of
from api.recommendations.index_cache import loaded
from api.recommendations.items import items_of
from api.recommendations.schemas import RecommendationsQuery
from api.tracks.queries import load_summary_values
from recommender.ranking.mmr import ListOptions
from recommender.scoring.contributions import CONTRIBUTIONS
from recommender.serving.index import Index
from recommender.serving.recommend import RecommendationRequest, StoredList, recommend

NUMBERS = tuple(getattr(Recommendations, name) for name in ("score", "similarity", *CONTRIBUTIONS))
NOTHING_LEADS_ON = (
    "No recommendations are stored for this track: nothing that is known about it leads "
    "to another one. Audio features, or playlists that hold it, would; load some with "
    "`segue ingest`, then run `segue build`."
)


def recommendations_of(
    track_id: str, query: RecommendationsQuery, profile_id: UUID
) -> dict[str, Any]:
    """Return tracks to hear after a track, in the shape of `TrackRecommendationList`.

    To a listener without verdicts it is the mart's list. Verdicts, and a list that the mart's
    is too short for, are answered out of the whole catalogue by the same scores.
    """
    source = loaded()
    row = source.index.rows.get(checked_id(track_id))
    if row is None:
        return _nothing(track_id)
    feedback = load_feedback(profile_id)
    request = RecommendationRequest(
        seeds={row: 1.0},
        options=ListOptions(query.limit, query.diversity, query.max_per_artist),
        exclusions={
            "are the track or other versions of it": same_recordings(source.index, [track_id]),
            **exclude_always(source, feedback),
        },
        likes=feedback.liked_tracks if query.use_feedback else (),
        dislikes=feedback.tracks["dislike"] if query.use_feedback else (),
        stored=_load_stored(source.index, track_id),
    )
    result = recommend(source.index, request)
    items, facts = items_of(source, result)
    if row not in facts:  # a build took it away since the index was read
        raise_unknown(track_id)
    return {
        "track": Fragment(facts[row].track.summary),
        "items": items,
        "model_version": source.index.model_version,
        "shortfall_reason": short_of(result, request.options),
    }


def _nothing(track_id: str) -> dict[str, Any]:
    track = load_summary_values([track_id]).get(track_id)
    if track is None:
        raise_unknown(track_id)
    return {
        "track": track,
        "items": [],
        "model_version": None,
        "shortfall_reason": NOTHING_LEADS_ON,
    }


def _load_stored(index: Index, track_id: str) -> StoredList:
    """Return the mart's list of a track, of the tracks that the index holds."""
    ranked = (
        select(Recommendations.recommended_track_id, *NUMBERS)
        .where(Recommendations.track_id == track_id)
        .order_by(Recommendations.rank)
    )
    # a track that the index does not have: a build is just replacing the lists
    found = [one for one in fetch_rows(ranked) if one.recommended_track_id in index.rows]
    numbers = np.array([one[1:] for one in found], dtype=np.float32)
    numbers = np.nan_to_num(numbers.reshape(len(found), len(NUMBERS)))
    return StoredList(
        rows=index.find_rows([one.recommended_track_id for one in found]),
        scores=numbers[:, 0],
        similarities=numbers[:, 1],
        contributions=numbers[:, 2:],
    )
