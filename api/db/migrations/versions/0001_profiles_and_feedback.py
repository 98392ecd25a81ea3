"""The listeners, and their verdicts on tracks."""

import sqlalchemy as sa
from alembic import op

from api.db.set_aside import set_aside, take_back

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create profiles and feedback, or take back what a downgrade set aside."""
    if take_back("profiles") and take_back("feedback"):
        return
    now = sa.text("now()")
    op.create_table(
        "profiles",
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=now, nullable=False),
        sa.PrimaryKeyConstraint("profile_id", name=op.f("pk_profiles")),
        schema="app",
    )
    op.create_table(
        "feedback",
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        sa.Column("track_id", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=now, nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=now, nullable=False),
        sa.CheckConstraint(
            "verdict in ('like', 'dislike', 'never')", name=op.f("ck_feedback_verdict_is_known")
        ),
        sa.ForeignKeyConstraint(
            ["profile_id"],
            ["app.profiles.profile_id"],
            name=op.f("fk_feedback_profile_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("profile_id", "track_id", name=op.f("pk_feedback")),
        schema="app",
    )


def downgrade() -> None:
    """Set both aside; no row is lost."""
    set_aside("feedback")
    set_aside("profiles")
