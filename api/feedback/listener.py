"""What a listener has said of tracks and artists, read in one statement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import literal, select, union_all

from api.db.app_tables import ArtistFeedback, Feedback
from api.db.database import rows


@dataclass(frozen=True)
class Said:
    """Ids of tracks by verdict, and of the artists never to be heard again; the newest first."""

    tracks: Mapping[str, Sequence[str]]
    artists: Sequence[str]

    @property
    def liked(self) -> Sequence[str]:
        """Return the tracks that were liked."""
        return self.tracks["like"]

    @property
    def refused(self) -> Sequence[str]:
        """Return the tracks that are never to be given."""
        return [*self.tracks["dislike"], *self.tracks["never"]]


def said_by(profile_id: UUID) -> Said:
    """Return all that a listener has said."""
    of_tracks = select(
        literal(True).label("is_track"),
        Feedback.track_id.label("key"),
        Feedback.verdict,
        Feedback.updated_at,
    ).where(Feedback.profile_id == profile_id)
    of_artists = select(
        literal(False), ArtistFeedback.artist_id, ArtistFeedback.verdict, ArtistFeedback.updated_at
    ).where(ArtistFeedback.profile_id == profile_id)
    both = union_all(of_tracks, of_artists).subquery()
    tracks: dict[str, list[str]] = {"like": [], "dislike": [], "never": []}
    artists: list[str] = []
    for row in rows(select(both).order_by(both.c.updated_at.desc(), both.c.key)):
        (tracks[row.verdict] if row.is_track else artists).append(row.key)
    return Said(tracks, artists)
