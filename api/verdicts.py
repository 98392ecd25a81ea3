"""What listeners think of tracks, kept in schema `app`."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, delete, func, or_, select
from sqlalchemy.dialects.postgresql import insert

from api.catalogue import checked_id, raise_unknown, summaries
from api.cursors import of_cursor, raise_bad_cursor, to_cursor
from api.database import rows, value
from api.own_tables import Feedback, Profile
from api.schemas import FeedbackEntry, FeedbackItem, FeedbackPage, Verdict
from api.tables import FactTracks

REFUSALS = ("dislike", "never")


@dataclass(frozen=True)
class Refused:
    """What a listener does not want: tracks, and every other version of the same recording."""

    track_ids: Set[str]
    recording_ids: Set[str]

    def covers(self, track_id: str, recording_id: str | None) -> bool:
        """Return whether this track, or this recording under another id, was refused."""
        return track_id in self.track_ids or recording_id in self.recording_ids


def refused_by(profile_id: UUID) -> Refused:
    """Return what this listener disliked or never wants to hear."""
    refused = rows(
        select(Feedback.track_id, FactTracks.recording_id)
        .join(FactTracks, FactTracks.track_id == Feedback.track_id, isouter=True)
        .where(Feedback.profile_id == profile_id, Feedback.verdict.in_(REFUSALS))
    )
    return Refused(
        {row.track_id for row in refused},
        {row.recording_id for row in refused if row.recording_id is not None},
    )


def keep_verdict(profile_id: UUID, track_id: str, verdict: Verdict) -> FeedbackEntry:
    """Keep a verdict on a track of the catalogue; it replaces the one before."""
    known = select(FactTracks.track_id).where(FactTracks.track_id == checked_id(track_id))
    if value(known) is None:
        raise_unknown(track_id)
    rows(
        insert(Profile)
        .values(profile_id=profile_id)
        .on_conflict_do_nothing()
        .returning(Profile.profile_id)
    )
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
        updated_at, track_id = _place(cursor)
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


def _place(cursor: str) -> tuple[datetime, str]:
    updated_at, track_id = map(str, of_cursor(cursor, str, str))
    try:
        moment = datetime.fromisoformat(updated_at)
    except ValueError:
        raise_bad_cursor()
    if moment.tzinfo is None or "\0" in track_id:
        raise_bad_cursor()
    return moment, track_id
