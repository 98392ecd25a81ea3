"""Artists that listeners blocked, stored in `app.artist_feedback`."""

from uuid import UUID

from sqlalchemy import func, select

from api.db.app_tables import ArtistFeedback
from api.db.marts import ArtistTracks, DimArtists
from api.feedback.schemas import (
    ArtistFeedbackEntry,
    ArtistFeedbackItem,
    ArtistFeedbackPage,
    ArtistVerdict,
)
from api.feedback.verdicts import delete_verdict, fetch_page, store_verdict, storing_statement
from api.http.ids import check_id, raise_unknown
from api.tracks.schemas import Artist

STORE = storing_statement("artist_feedback", "artist_id", "marts.dim_artists")
NUMBER_OF_TRACKS = (
    select(func.count())
    .select_from(ArtistTracks)
    .where(ArtistTracks.artist_id == ArtistFeedback.artist_id)
    .correlate(ArtistFeedback)
    .scalar_subquery()
)
ARTIST_VERDICTS = select(
    ArtistFeedback.artist_id,
    ArtistFeedback.verdict,
    ArtistFeedback.updated_at,
    DimArtists.artist_id.label("known_id"),
    DimArtists.artist_name,
    NUMBER_OF_TRACKS.label("number_of_tracks"),
).join(DimArtists, DimArtists.artist_id == ArtistFeedback.artist_id, isouter=True)


def store_artist_verdict(
    profile_id: UUID, artist_id: str, verdict: ArtistVerdict
) -> ArtistFeedbackEntry:
    """Store a verdict on an artist of the catalogue."""
    key = check_id(artist_id, "an artist")
    updated_at = store_verdict(STORE, profile_id, key, verdict)
    if updated_at is None:
        raise_unknown(artist_id, "an artist")
    return ArtistFeedbackEntry(artist_id=artist_id, verdict=verdict, updated_at=updated_at)


def delete_artist_verdict(profile_id: UUID, artist_id: str) -> None:
    """Delete a verdict on an artist, if there is one."""
    delete_verdict(ArtistFeedback.artist_id, profile_id, check_id(artist_id, "an artist"))


def list_artist_verdicts(profile_id: UUID, limit: int, cursor: str | None) -> ArtistFeedbackPage:
    """Return a page of a listener's verdicts on artists, the newest first."""
    page, next_cursor = fetch_page(
        ArtistFeedback.artist_id, ARTIST_VERDICTS, profile_id, limit, cursor
    )
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
    return ArtistFeedbackPage(items=items, next_cursor=next_cursor)
