"""The mart's list of a track, without what the listener refused, and why each is in it."""

from uuid import UUID

from sqlalchemy import Row, select

from api.catalogue import audio_features, checked_id, raise_unknown, summaries
from api.database import rows
from api.reasons import Facts, reasons_for
from api.schemas import Contributions, Recommendation, RecommendationList
from api.tables import FactTracks, Recommendations, TrackVectors
from api.verdicts import refused_by

Ranked = Row[tuple[object, ...]]


def recommendations_of(track_id: str, limit: int, profile_id: UUID) -> RecommendationList:
    """Return up to `limit` tracks to hear after a track, the best first."""
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
