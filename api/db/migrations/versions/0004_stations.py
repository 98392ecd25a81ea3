"""Stations: named requests for a list, and the tracks of their lists."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from api.db.set_aside import set_aside, take_back

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLES = ("stations", "station_tracks")
MOMENT = sa.DateTime(timezone=True)
NOW = sa.text("now()")


def upgrade() -> None:
    """Create the tables, or take back what a downgrade set aside."""
    if all(take_back(table) for table in TABLES):
        return
    op.create_table(
        "stations",
        sa.Column("station_id", sa.Uuid(), nullable=False),
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("request", JSONB(), nullable=False),
        sa.Column("feed_key", sa.Text(), nullable=False),
        sa.Column("number_of_runs", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("model_version", sa.Text(), nullable=True),
        sa.Column("last_problem", sa.Text(), nullable=True),
        sa.Column("ran_at", MOMENT, nullable=True),
        sa.Column("created_at", MOMENT, server_default=NOW, nullable=False),
        sa.ForeignKeyConstraint(
            ["profile_id"],
            ["app.profiles.profile_id"],
            name=op.f("fk_stations_profile_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("station_id", name=op.f("pk_stations")),
        sa.UniqueConstraint("feed_key", name=op.f("uq_stations_feed_key")),
        schema="app",
    )
    op.create_index(op.f("ix_stations_profile_id"), "stations", ["profile_id"], schema="app")
    _create_tracks()


def _create_tracks() -> None:
    op.create_table(
        "station_tracks",
        sa.Column("station_id", sa.Uuid(), nullable=False),
        sa.Column("track_id", sa.Text(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("first_run", sa.Integer(), nullable=False),
        sa.Column("first_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["station_id"],
            ["app.stations.station_id"],
            name=op.f("fk_station_tracks_station_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("station_id", "track_id", name=op.f("pk_station_tracks")),
        schema="app",
    )


def downgrade() -> None:
    """Set them aside; no row is lost."""
    for table in reversed(TABLES):
        set_aside(table)
