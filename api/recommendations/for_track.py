"""What to hear after one track: the mart's list, moved at once by what the listener said."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import numpy as np
from orjson import Fragment
from sqlalchemy import select

from api.db.database import fetch_rows
from api.db.marts import Recommendations
from api.feedback.listener import ListenerFeedback, load_feedback
from api.http.ids import checked_id, raise_unknown
from api.recommendations.exclusions import refused, same_recordings
from api.recommendations.explanations import Sources
from api.recommendations.for_seeds import BANNED, LIKES_LEFT_OUT, NO_VERDICTS, short_of
from api.recommendations.index_cache import Loaded, loaded
from api.recommendations.items import items_of
from api.recommendations.relevance_feedback import likes_that_do_not_follow, moved, verdicts_of
from api.recommendations.schemas import RecommendationsQuery
from api.tracks.queries import load_summary_values
from recommender.ranking.mmr import ListOptions
from recommender.scoring.model import CONTRIBUTIONS
from recommender.serving.recommend import (
    Index,
    RecommendationRequest,
    RecommendationResult,
    recommend,
)

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
    shape = ListOptions(query.limit, query.diversity, query.max_per_artist)
    served, sources = _served(source, row, shape, load_feedback(profile_id), query.use_feedback)
    items, facts = items_of(source, served, sources)
    if row not in facts:  # a build took it away since the index was read
        raise_unknown(track_id)
    return {
        "track": Fragment(facts[row].track.summary),
        "items": items,
        "model_version": source.index.model_version,
        "shortfall_reason": short_of(served, shape),
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


def _served(
    source: Loaded, row: int, shape: ListOptions, said: ListenerFeedback, use_feedback: bool
) -> tuple[RecommendationResult, Sources]:
    """Return the list, and what it was made from."""
    index = source.index
    verdicts = verdicts_of(index, said) if use_feedback else NO_VERDICTS
    weights = moved(index, {row: 1.0}, verdicts)
    without = {
        "are the track or other versions of it": same_recordings(index, [index.track_ids[row]]),
        "are refused by your feedback": refused(index, said),
        BANNED: source.banned,
    }
    plain = RecommendationRequest({row: 1.0}, shape, without)
    unmoved = _unmoved(index, row, plain)
    if weights.keys() == {row}:
        return unmoved, Sources([row])
    mere_likes = likes_that_do_not_follow(index, verdicts, unmoved.rows)
    wish = replace(plain, seeds=weights, without={**without, LIKES_LEFT_OUT: mere_likes})
    return recommend(index, wish), Sources([row], verdicts["like"])


def _unmoved(index: Index, row: int, plain: RecommendationRequest) -> RecommendationResult:
    """Return the list without any verdict: the mart's, gone on with where it does not reach."""
    if plain.shape.diversity > 0 or plain.shape.max_per_artist is not None:
        return recommend(index, plain)
    head = _stored(index, row, plain)
    n_missing = plain.shape.length - len(head.rows)
    if n_missing == 0:
        return head
    is_given = np.isin(index.recordings, index.recordings[head.rows])
    rest = recommend(
        index,
        replace(
            plain, shape=ListOptions(n_missing), without={**plain.without, "are given": is_given}
        ),
    )
    taken = {why: number for why, number in rest.taken.items() if why in plain.without}
    return RecommendationResult(
        rows=np.concatenate([head.rows, rest.rows]),
        scores=np.concatenate([head.scores, rest.scores]),
        contributions=np.concatenate([head.contributions, rest.contributions]),
        similarities=np.concatenate([head.similarities, rest.similarities]),
        taken=taken,
        n_catalogue=rest.n_catalogue,
    )


def _stored(index: Index, row: int, plain: RecommendationRequest) -> RecommendationResult:
    """Return what the mart's list has of a wish for one seed."""
    ranked = (
        select(Recommendations.recommended_track_id, *NUMBERS)
        .where(Recommendations.track_id == index.track_ids[row])
        .order_by(Recommendations.rank)
    )
    # a track that the index does not have: a build is just replacing the lists
    found = [one for one in fetch_rows(ranked) if one.recommended_track_id in index.rows]
    places = np.array([index.rows[one.recommended_track_id] for one in found], dtype=np.intp)
    kept = np.flatnonzero(~np.logical_or.reduce([mask[places] for mask in plain.without.values()]))
    kept = kept[: plain.shape.length]
    numbers = np.array([one[1:] for one in found], dtype=np.float32)
    numbers = np.nan_to_num(numbers.reshape(len(found), len(NUMBERS)))[kept]
    return RecommendationResult(
        rows=places[kept],
        scores=numbers[:, 0],
        similarities=numbers[:, 1],
        contributions=numbers[:, 2:],
        taken={},
        n_catalogue=len(index.track_ids),
    )
