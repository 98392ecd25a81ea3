"""All feedback of one listener, loaded in one statement or deleted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text

from api.db.app_tables import VERDICTS
from api.db.database import fetch_rows, write_rows

# text: SQLAlchemy takes longer to put such a statement together than the database to answer it
VERDICTS_OF = text(
    "select true as is_track, track_id as key, verdict, updated_at "
    "from app.feedback where profile_id = :profile_id "
    "union all "
    "select false, artist_id, verdict, updated_at "
    "from app.artist_feedback where profile_id = :profile_id "
    "order by updated_at desc, key"
)
FORGET = text("""
    with tracks as (delete from app.feedback where profile_id = :profile_id)
    delete from app.artist_feedback where profile_id = :profile_id returning profile_id
""")


@dataclass(frozen=True)
class ListenerFeedback:
    """Ids of tracks by verdict, and ids of blocked artists; the newest verdict first."""

    tracks: Mapping[str, Sequence[str]]
    blocked_artists: Sequence[str]

    @property
    def is_empty(self) -> bool:
        """Return whether there is no verdict."""
        return not any(self.tracks.values()) and not self.blocked_artists

    @property
    def liked_tracks(self) -> Sequence[str]:
        """Return the tracks that the listener liked."""
        return self.tracks["like"]

    @property
    def blocked_tracks(self) -> Sequence[str]:
        """Return the tracks that must not be recommended: disliked or blocked."""
        return [*self.tracks["dislike"], *self.tracks["never"]]


def load_feedback(profile_id: UUID | None) -> ListenerFeedback:
    """Return all verdicts of a listener; None stands for one without a profile, who has none."""
    tracks: dict[str, list[str]] = {verdict: [] for verdict in VERDICTS}
    artists: list[str] = []
    if profile_id is not None:
        for row in fetch_rows(VERDICTS_OF, {"profile_id": profile_id}):
            (tracks[row.verdict] if row.is_track else artists).append(row.key)
    return ListenerFeedback(tracks, artists)


def delete_all_verdicts(profile_id: UUID) -> None:
    """Delete all verdicts of a listener, in one statement: all of it or nothing.

    The listener's row stays, a random id: with it would go a station that is stored meanwhile.
    """
    write_rows(FORGET.bindparams(profile_id=profile_id))
