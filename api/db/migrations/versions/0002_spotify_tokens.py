"""The login to Spotify, encrypted."""

import sqlalchemy as sa
from alembic import op

from api.db.set_aside import set_aside, take_back

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table of tokens, or take back what a downgrade set aside."""
    if take_back("spotify_tokens"):
        return
    now = sa.text("now()")
    op.create_table(
        "spotify_tokens",
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("token", sa.LargeBinary(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=now, nullable=False),
        sa.PrimaryKeyConstraint("account", name=op.f("pk_spotify_tokens")),
        schema="app",
    )


def downgrade() -> None:
    """Set it aside; no row is lost."""
    set_aside("spotify_tokens")
