"""The listeners' verdicts on artists."""

import sqlalchemy as sa
from alembic import op

from api.db.set_aside import set_aside, take_back

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the verdicts on artists, or take back what a downgrade set aside."""
    if take_back("artist_feedback"):
        return
    now = sa.text("now()")
    op.create_table(
        "artist_feedback",
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        sa.Column("artist_id", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=now, nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=now, nullable=False),
        sa.CheckConstraint(
            "verdict in ('never')", name=op.f("ck_artist_feedback_verdict_is_known")
        ),
        sa.ForeignKeyConstraint(
            ["profile_id"],
            ["app.profiles.profile_id"],
            name=op.f("fk_artist_feedback_profile_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("profile_id", "artist_id", name=op.f("pk_artist_feedback")),
        schema="app",
    )


def downgrade() -> None:
    """Set it aside; no row is lost."""
    set_aside("artist_feedback")
