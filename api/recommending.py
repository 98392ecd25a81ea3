"""The mart's list of a track, without what the listener refused, and why each is in it."""

from uuid import UUID

import numpy as np
from sqlalchemy import Row, select

from api.catalogue import audio_features, checked_id, raise_unknown, summaries
from api.database import rows
from api.reasons import Facts, reasons_for
from api.schemas import Contributions, Recommendation, RecommendationList, RecommendationsQuery
from api.serving import served_index
from api.tables import FactTracks, Recommendations, TrackVectors
from api.verdicts import refused_by
from api.wish_masks import refused, same_recordings
from api.wishing import facts_of, items_of, short_of
from recommender.diversity import Shape
from recommender.serving import Wish, serve

Ranked = Row[tuple[object, ...]]


def recommendations_of(
    track_id: str, query: RecommendationsQuery, profile_id: UUID
) -> RecommendationList:
    """Return tracks to hear after a track: the mart's list, or one shaped as asked for."""
    if query.diversity > 0 or query.artist_cap is not None:
        return shaped(checked_id(track_id), query, profile_id)
    return stored_list(track_id, query.limit, profile_id)


def shaped(track_id: str, query: RecommendationsQuery, profile_id: UUID) -> RecommendationList:
    """Return a list by the mart's scores out of the whole catalogue, varied or capped."""
    index = served_index()
    row = index.rows.get(track_id)
    if row is None:  # nothing leads from it to another, or it is unknown
        return stored_list(track_id, query.limit, profile_id)
    without = {
        "are the track or other versions of it": same_recordings(index, [track_id]),
        "are refused by your feedback": refused(index, profile_id),
    }
    shape = Shape(query.limit, query.diversity, query.artist_cap)
    served = serve(index, Wish({row: 1.0}, shape, without))
    seed = facts_of(index, np.array([row])).get(row)
    if seed is None:
        raise_unknown(track_id)
    return RecommendationList(
        track=seed.track,
        items=items_of(index, served, [row]),
        model_version=index.model_version,
        short_because=short_of(served, shape),
    )


def stored_list(track_id: str, limit: int, profile_id: UUID) -> RecommendationList:
    """Return up to `limit` tracks of the mart's list, the best first."""
    stored = _stored(checked_id(track_id))
    refused = refused_by(profile_id)
    left = [row for row in stored if not refused.covers(row.recommended_track_id, row.recording_id)]
    shown = left[:limit]
    facts = _facts([track_id, *(row.recommended_track_id for row in shown)])
    if track_id not in facts:
        raise_unknown(track_id)
    items = [
        _recommendation(rank, row, facts[track_id], facts[row.recommended_track_id])
        for rank, row in enumerate(shown, start=1)
    ]
    return RecommendationList(
        track=facts[track_id].track,
        items=items,
        model_version=stored[0].model_version if stored else None,
        short_because=short_because(limit, len(stored), len(left)),
    )


def short_because(n_asked: int, n_stored: int, n_left: int) -> str | None:
    """Return why fewer tracks than asked for are given; None when there are enough."""
    if n_left >= n_asked:
        return None
    if n_stored == 0:
        return (
            "No recommendations are stored for this track: nothing that is known about it leads "
            "to another one. Audio features, or playlists that hold it, would; load some with "
            "`segue ingest`, then run `segue build`."
        )
    stored = f"{n_stored} recommendations are stored for this track"
    if n_left == n_stored:
        return f"Only {stored}."
    return f"Only {stored}, and your feedback hides {n_stored - n_left} of them."


def _stored(track_id: str) -> list[Ranked]:
    ranked = (
        select(
            Recommendations.recommended_track_id,
            Recommendations.score,
            Recommendations.similarity,
            Recommendations.sound,
            Recommendations.taste,
            Recommendations.artist,
            Recommendations.co_occurrence,
            Recommendations.prior,
            Recommendations.model_version,
            FactTracks.recording_id,
        )
        .join(FactTracks, FactTracks.track_id == Recommendations.recommended_track_id)
        .where(Recommendations.track_id == track_id)
        .order_by(Recommendations.rank)
    )
    return list(rows(ranked))


def _facts(track_ids: list[str]) -> dict[str, Facts]:
    known = summaries(track_ids)
    features = audio_features(track_ids)
    fallbacks = select(TrackVectors.track_id, TrackVectors.fallback).where(
        TrackVectors.track_id.in_(track_ids)
    )
    fallback_of = {row.track_id: row.fallback for row in rows(fallbacks)}
    return {
        track_id: Facts(summary, features.get(track_id), fallback_of.get(track_id))
        for track_id, summary in known.items()
    }


def _recommendation(rank: int, row: Ranked, seed: Facts, found: Facts) -> Recommendation:
    contributions = Contributions(
        sound=row.sound or 0.0,
        taste=row.taste or 0.0,
        artist=row.artist or 0.0,
        co_occurrence=row.co_occurrence or 0.0,
        prior=row.prior or 0.0,
    )
    return Recommendation(
        rank=rank,
        track=found.track,
        score=row.score,
        similarity=row.similarity,
        contributions=contributions,
        reasons=reasons_for(contributions, seed, found),
    )
