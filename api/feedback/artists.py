"""Artists that listeners never want to hear again, kept in schema `app`."""

from uuid import UUID

from sqlalchemy import and_, delete, func, or_, select
from sqlalchemy.dialects.postgresql import insert

from api.db.app_tables import ArtistFeedback
from api.db.database import rows, value
from api.db.marts import ArtistTracks, DimArtists
from api.feedback.schemas import (
    ArtistFeedbackEntry,
    ArtistFeedbackItem,
    ArtistFeedbackPage,
    ArtistVerdict,
)
from api.feedback.tracks import keep_profile, place_of
from api.http.ids import checked_id, raise_unknown
from api.http.pagination import to_cursor
from api.tracks.schemas import Artist

NUMBER_OF_TRACKS = (
    select(func.count())
    .select_from(ArtistTracks)
    .where(ArtistTracks.artist_id == ArtistFeedback.artist_id)
    .correlate(ArtistFeedback)
    .scalar_subquery()
)


def keep_artist_verdict(
    profile_id: UUID, artist_id: str, verdict: ArtistVerdict
) -> ArtistFeedbackEntry:
    """Keep a verdict on an artist of the catalogue."""
    key = checked_id(artist_id, "an artist")
    known = select(DimArtists.artist_id).where(DimArtists.artist_id == key)
    if value(known) is None:
        raise_unknown(artist_id, "an artist")
    keep_profile(profile_id)
    updated_at = value(
        insert(ArtistFeedback)
        .values(profile_id=profile_id, artist_id=artist_id, verdict=verdict)
        .on_conflict_do_update(
            index_elements=[ArtistFeedback.profile_id, ArtistFeedback.artist_id],
            set_={"verdict": verdict, "updated_at": func.now()},
        )
        .returning(ArtistFeedback.updated_at)
    )
    return ArtistFeedbackEntry(artist_id=artist_id, verdict=verdict, updated_at=updated_at)


def forget_artist_verdict(profile_id: UUID, artist_id: str) -> None:
    """Forget a verdict, if there is one."""
    key = checked_id(artist_id, "an artist")
    rows(
        delete(ArtistFeedback)
        .where(ArtistFeedback.profile_id == profile_id, ArtistFeedback.artist_id == key)
        .returning(ArtistFeedback.artist_id)
    )


def artist_verdict_page(profile_id: UUID, limit: int, cursor: str | None) -> ArtistFeedbackPage:
    """Return a listener's verdicts on artists, the newest first, from `cursor` on."""
    wanted = (
        select(
            ArtistFeedback.artist_id,
            ArtistFeedback.verdict,
            ArtistFeedback.updated_at,
            DimArtists.artist_id.label("known_id"),
            DimArtists.artist_name,
            NUMBER_OF_TRACKS.label("number_of_tracks"),
        )
        .join(DimArtists, DimArtists.artist_id == ArtistFeedback.artist_id, isouter=True)
        .where(ArtistFeedback.profile_id == profile_id)
    )
    if cursor:
        updated_at, artist_id = place_of(cursor)
        same_time = and_(
            ArtistFeedback.updated_at == updated_at, ArtistFeedback.artist_id > artist_id
        )
        wanted = wanted.where(or_(ArtistFeedback.updated_at < updated_at, same_time))
    newest_first = wanted.order_by(ArtistFeedback.updated_at.desc(), ArtistFeedback.artist_id)
    found = rows(newest_first.limit(limit + 1))
    page = found[:limit]
    items = [
        ArtistFeedbackItem(
            artist_id=row.artist_id,
            verdict=row.verdict,
            updated_at=row.updated_at,
            artist=Artist(artist_id=row.known_id, artist_name=row.artist_name)
            if row.known_id is not None
            else None,
            number_of_tracks=row.number_of_tracks,
        )
        for row in page
    ]
    last = page[-1] if len(found) > limit else None
    return ArtistFeedbackPage(
        items=items,
        next_cursor=to_cursor(last.updated_at.isoformat(), last.artist_id) if last else None,
    )
