"""The row of a listener, made by the first thing of theirs that is stored."""

from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from api.db.app_tables import Profile
from api.db.database import write_rows


def store_profile(profile_id: UUID) -> None:
    """Make the row of a listener, if there is none."""
    write_rows(
        insert(Profile)
        .values(profile_id=profile_id)
        .on_conflict_do_nothing()
        .returning(Profile.profile_id)
    )
