"""Verdicts of listeners on tracks, stored in `app.feedback`."""

from uuid import UUID

from sqlalchemy import select

from api.db.app_tables import Feedback
from api.feedback.schemas import FeedbackEntry, FeedbackItem, FeedbackPage, Verdict
from api.feedback.verdicts import delete_verdict, fetch_page, store_verdict, storing_statement
from api.http.ids import check_id, raise_unknown
from api.tracks.queries import load_summaries

STORE = storing_statement("feedback", "track_id", "marts.fact_tracks")


def store_track_verdict(profile_id: UUID, track_id: str, verdict: Verdict) -> FeedbackEntry:
    """Store a verdict on a track of the catalogue; it replaces the previous one."""
    updated_at = store_verdict(STORE, profile_id, check_id(track_id), verdict)
    if updated_at is None:
        raise_unknown(track_id)
    return FeedbackEntry(track_id=track_id, verdict=verdict, updated_at=updated_at)


def delete_track_verdict(profile_id: UUID, track_id: str) -> None:
    """Delete a verdict on a track, if there is one."""
    delete_verdict(Feedback.track_id, profile_id, check_id(track_id))


def list_track_verdicts(
    profile_id: UUID, verdict: Verdict | None, limit: int, cursor: str | None
) -> FeedbackPage:
    """Return a page of a listener's verdicts on tracks, the newest first."""
    verdicts = select(Feedback.track_id, Feedback.verdict, Feedback.updated_at)
    if verdict is not None:
        verdicts = verdicts.where(Feedback.verdict == verdict)
    page, next_cursor = fetch_page(Feedback.track_id, verdicts, profile_id, limit, cursor)
    known = load_summaries([row.track_id for row in page])
    items = [
        FeedbackItem(
            track_id=row.track_id,
            verdict=row.verdict,
            updated_at=row.updated_at,
            track=known.get(row.track_id),
        )
        for row in page
    ]
    return FeedbackPage(items=items, next_cursor=next_cursor)
