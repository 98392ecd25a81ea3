"""Plays in the app, of listeners who agreed to it."""

import sqlalchemy as sa
from alembic import op

from api.db.set_aside import set_aside, take_back

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the table, or take back what a downgrade set aside."""
    if take_back("plays"):
        return
    op.create_table(
        "plays",
        sa.Column("play_id", sa.Uuid(), nullable=False),
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        sa.Column("track_id", sa.Text(), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("played_ms", sa.Integer(), nullable=False),
        sa.Column("is_skipped", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, server_default=sa.text("now()"), nullable=False),
        # by which a build sees that a play has changed
        sa.Column("updated_at", MOMENT, server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("play_id", name=op.f("pk_plays")),
        sa.ForeignKeyConstraint(
            ["profile_id"],
            ["app.profiles.profile_id"],
            name=op.f("fk_plays_profile_id"),
            ondelete="CASCADE",
        ),
        sa.CheckConstraint("played_ms >= 0", name=op.f("ck_plays_played_ms_is_a_time")),
        schema="app",
    )
    op.create_index(
        op.f("ix_plays_profile_id"), "plays", ["profile_id", "started_at"], schema="app"
    )


def downgrade() -> None:
    """Set it aside; no row is lost."""
    set_aside("plays")
