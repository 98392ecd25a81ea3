"""Named accounts, their sessions and tokens, and the counts of requests."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

from api.db.set_aside import set_aside, take_back

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TABLES = ("accounts", "sessions", "api_tokens", "request_counts")
MOMENT = sa.DateTime(timezone=True)
NOW = sa.text("now()")


def upgrade() -> None:
    """Create the tables, or take back what a downgrade set aside."""
    if all(take_back(table) for table in TABLES):
        return
    _create_accounts()
    _create_sessions()
    _create_tokens()
    op.create_table(
        "request_counts",
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("hits", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_request_counts")),
        schema="app",
        prefixes=["UNLOGGED"],
    )


def _create_accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("spotify_id", sa.Text(), nullable=True),
        sa.Column("is_owner", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        sa.Column("session_version", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("created_at", MOMENT, server_default=NOW, nullable=False),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("profile_id", name=op.f("uq_accounts_profile_id")),
        sa.UniqueConstraint("spotify_id", name=op.f("uq_accounts_spotify_id")),
        schema="app",
    )
    op.create_index(
        "uq_accounts_name", "accounts", [sa.text("lower(name)")], unique=True, schema="app"
    )


def _create_sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("secret_hash", sa.LargeBinary(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("session_version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, server_default=NOW, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        _account_of("sessions"),
        sa.PrimaryKeyConstraint("secret_hash", name=op.f("pk_sessions")),
        schema="app",
    )
    op.create_index(op.f("ix_sessions_account_id"), "sessions", ["account_id"], schema="app")


def _create_tokens() -> None:
    op.create_table(
        "api_tokens",
        sa.Column("token_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("scopes", ARRAY(sa.Text()), nullable=False),
        sa.Column("created_at", MOMENT, server_default=NOW, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=True),
        sa.Column("last_used_at", MOMENT, nullable=True),
        _account_of("api_tokens"),
        sa.PrimaryKeyConstraint("token_id", name=op.f("pk_api_tokens")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_api_tokens_secret_hash")),
        schema="app",
    )
    op.create_index(op.f("ix_api_tokens_account_id"), "api_tokens", ["account_id"], schema="app")


def _account_of(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["account_id"],
        ["app.accounts.account_id"],
        name=op.f(f"fk_{table}_account_id"),
        ondelete="CASCADE",
    )


def downgrade() -> None:
    """Set them aside; no row is lost."""
    for table in reversed(TABLES):
        set_aside(table)
