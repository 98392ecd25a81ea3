"""Recommendations for one track: its stored list, changed at once by feedback."""

import hashlib
from functools import partial
from typing import Any
from uuid import UUID

import orjson
from orjson import Fragment

from api.feedback.listener import ListenerFeedback, load_feedback
from api.http.answer_cache import Answer
from api.http.ids import check_id, raise_unknown
from api.recommendations.exclusions import (
    build_constant_exclusions,
    exclude_artists_of,
    exclude_recordings,
)
from api.recommendations.for_seeds import explain_shortfall
from api.recommendations.index_cache import LoadedIndex, current_index
from api.recommendations.items import build_items
from api.recommendations.schemas import RecommendationsQuery
from api.recommendations.stored_answer import find_stored_answer
from api.tracks.queries import load_summary_values
from recommender.serving.recommend import RecommendationRequest

NO_STORED_LIST = (
    "No recommendations are stored for this track: there is not enough data about it. Load its "
    "audio features, or playlists that contain it, with `segue ingest`, then run `segue build`."
)


def answer_for_track(track_id: str, query: RecommendationsQuery, profile_id: UUID | None) -> Answer:
    """Return recommendations for a track, with the fields of `TrackRecommendationList`, as JSON.

    Without feedback they are the rows of `marts.recommendations`, which are the same for everyone.
    With feedback, and beyond these rows, the whole catalogue is scored in the same way, once for
    the same verdicts.
    """
    source, feedback = current_index(), load_feedback(profile_id)
    key = f"{track_id} {query.model_dump_json()}"
    make = partial(_compute_for_track, source, track_id, query, feedback)
    if not feedback.is_empty:
        return Answer(source.answers.get(f"{key} {_hash_verdicts(feedback)}", make).body)
    if (stored := find_stored_answer(source, track_id, query)) is not None:
        return source.answers.name(key, orjson.dumps(stored))
    return source.answers.get(key, make)


def _compute_for_track(*arguments: Any) -> bytes:
    return orjson.dumps(recommend_for_track(*arguments))


def _hash_verdicts(feedback: ListenerFeedback) -> str:
    verdicts = orjson.dumps([feedback.tracks, feedback.blocked_artists])
    return hashlib.blake2b(verdicts, digest_size=12).hexdigest()


def recommend_for_track(
    source: LoadedIndex, track_id: str, query: RecommendationsQuery, feedback: ListenerFeedback
) -> dict[str, Any]:
    """Return the list, put together for this request."""
    row = source.index.rows.get(check_id(track_id))
    if row is None:
        return _empty_list(track_id)
    assert source.index.stored is not None  # the API's index has the lists
    request = RecommendationRequest(
        seeds={row: 1.0},
        options=query.list_options,
        exclusions={
            "are the track or other versions of it": exclude_recordings(source.index, [track_id]),
            **build_constant_exclusions(source, feedback),
            **exclude_artists_of(query.max_of_seed_artist, [row]),
        },
        popularity=query.popularity,
        likes=feedback.liked_tracks if query.use_feedback else (),
        dislikes=feedback.tracks["dislike"] if query.use_feedback else (),
        stored=source.index.stored.at(row),
    )
    result = source.recommend(request)
    items, facts = build_items(source, result)
    if row not in facts:  # removed by a build since the index was loaded
        raise_unknown(track_id)
    return {
        "track": Fragment(facts[row].track.summary),
        "items": items,
        "model_version": source.index.model_version,
        "shortfall_reason": explain_shortfall(result, request.options),
    }


def _empty_list(track_id: str) -> dict[str, Any]:
    track = load_summary_values([track_id]).get(track_id)
    if track is None:
        raise_unknown(track_id)
    return {"track": track, "items": [], "model_version": None, "shortfall_reason": NO_STORED_LIST}
