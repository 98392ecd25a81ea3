"""All feedback of one listener, loaded in one statement or deleted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, exists, literal, select, union_all

from api.db.app_tables import VERDICTS, ArtistFeedback, Feedback, Profile, Station
from api.db.database import fetch_rows, write_rows


@dataclass(frozen=True)
class ListenerFeedback:
    """Ids of tracks by verdict, and ids of blocked artists; the newest verdict first."""

    tracks: Mapping[str, Sequence[str]]
    blocked_artists: Sequence[str]

    @property
    def liked_tracks(self) -> Sequence[str]:
        """Return the tracks that the listener liked."""
        return self.tracks["like"]

    @property
    def blocked_tracks(self) -> Sequence[str]:
        """Return the tracks that must not be recommended: disliked or blocked."""
        return [*self.tracks["dislike"], *self.tracks["never"]]


def load_feedback(profile_id: UUID) -> ListenerFeedback:
    """Return all verdicts of a listener."""
    track_verdicts = select(
        literal(True).label("is_track"),
        Feedback.track_id.label("key"),
        Feedback.verdict,
        Feedback.updated_at,
    ).where(Feedback.profile_id == profile_id)
    artist_verdicts = select(
        literal(False), ArtistFeedback.artist_id, ArtistFeedback.verdict, ArtistFeedback.updated_at
    ).where(ArtistFeedback.profile_id == profile_id)
    both = union_all(track_verdicts, artist_verdicts).subquery()
    tracks: dict[str, list[str]] = {verdict: [] for verdict in VERDICTS}
    artists: list[str] = []
    for row in fetch_rows(select(both).order_by(both.c.updated_at.desc(), both.c.key)):
        (tracks[row.verdict] if row.is_track else artists).append(row.key)
    return ListenerFeedback(tracks, artists)


def delete_all_verdicts(profile_id: UUID) -> None:
    """Delete all verdicts of a listener, and the listener's row if no station needs it."""
    for table in (Feedback, ArtistFeedback):
        write_rows(delete(table).where(table.profile_id == profile_id).returning(table.profile_id))
    has_station = exists().where(Station.profile_id == profile_id)
    write_rows(
        delete(Profile)
        .where(Profile.profile_id == profile_id, ~has_station)
        .returning(Profile.profile_id)
    )
