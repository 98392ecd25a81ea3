"""What listeners think of tracks, kept in schema `app`."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, delete, func, or_, select
from sqlalchemy.dialects.postgresql import insert

from api.db.app_tables import Feedback, Profile
from api.db.database import rows, value
from api.db.marts import FactTracks
from api.feedback.schemas import FeedbackEntry, FeedbackItem, FeedbackPage, Verdict
from api.http.ids import checked_id, raise_unknown
from api.http.pagination import of_cursor, raise_bad_cursor, to_cursor
from api.tracks.queries import summaries


def keep_profile(profile_id: UUID) -> None:
    """Keep who says something, when they say it for the first time."""
    rows(
        insert(Profile)
        .values(profile_id=profile_id)
        .on_conflict_do_nothing()
        .returning(Profile.profile_id)
    )


def keep_verdict(profile_id: UUID, track_id: str, verdict: Verdict) -> FeedbackEntry:
    """Keep a verdict on a track of the catalogue; it replaces the one before."""
    known = select(FactTracks.track_id).where(FactTracks.track_id == checked_id(track_id))
    if value(known) is None:
        raise_unknown(track_id)
    keep_profile(profile_id)
    updated_at = value(
        insert(Feedback)
        .values(profile_id=profile_id, track_id=track_id, verdict=verdict)
        .on_conflict_do_update(
            index_elements=[Feedback.profile_id, Feedback.track_id],
            set_={"verdict": verdict, "updated_at": func.now()},
        )
        .returning(Feedback.updated_at)
    )
    return FeedbackEntry(track_id=track_id, verdict=verdict, updated_at=updated_at)


def forget_verdict(profile_id: UUID, track_id: str) -> None:
    """Forget a verdict, if there is one."""
    rows(
        delete(Feedback)
        .where(Feedback.profile_id == profile_id, Feedback.track_id == checked_id(track_id))
        .returning(Feedback.track_id)
    )


def forget_all(profile_id: UUID) -> None:
    """Forget a listener, with every verdict on tracks and artists."""
    rows(delete(Profile).where(Profile.profile_id == profile_id).returning(Profile.profile_id))


def verdict_page(
    profile_id: UUID, verdict: Verdict | None, limit: int, cursor: str | None
) -> FeedbackPage:
    """Return a listener's verdicts, the newest first, from `cursor` on."""
    wanted = select(Feedback.track_id, Feedback.verdict, Feedback.updated_at).where(
        Feedback.profile_id == profile_id
    )
    if verdict is not None:
        wanted = wanted.where(Feedback.verdict == verdict)
    if cursor:
        updated_at, track_id = place_of(cursor)
        same_time = and_(Feedback.updated_at == updated_at, Feedback.track_id > track_id)
        wanted = wanted.where(or_(Feedback.updated_at < updated_at, same_time))
    newest_first = wanted.order_by(Feedback.updated_at.desc(), Feedback.track_id)
    found = rows(newest_first.limit(limit + 1))
    page = found[:limit]
    known = summaries([row.track_id for row in page])
    items = [
        FeedbackItem(
            track_id=row.track_id,
            verdict=row.verdict,
            updated_at=row.updated_at,
            track=known.get(row.track_id),
        )
        for row in page
    ]
    last = page[-1] if len(found) > limit else None
    return FeedbackPage(
        items=items,
        next_cursor=to_cursor(last.updated_at.isoformat(), last.track_id) if last else None,
    )


def place_of(cursor: str) -> tuple[datetime, str]:
    """Return the moment and the id that a cursor stands for."""
    updated_at, key = map(str, of_cursor(cursor, str, str))
    try:
        moment = datetime.fromisoformat(updated_at)
    except ValueError:
        raise_bad_cursor()
    if moment.tzinfo is None or "\0" in key:
        raise_bad_cursor()
    return moment, key
