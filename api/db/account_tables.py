"""The tables of named accounts and of what they sign in with, in schema `app`."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, ForeignKey, Index, LargeBinary, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from api.db.app_tables import AppTable, Instant

MOMENT = DateTime(timezone=True)


class Account(AppTable):
    """One row per person with a name: the key of their feedback, and what they sign in with.

    `profile_id` has no foreign key: the row of a profile is made with its first verdict or station.
    """

    __tablename__ = "accounts"
    __table_args__ = (Index("uq_accounts_name", text("lower(name)"), unique=True),)

    account_id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    password_hash: Mapped[str | None] = mapped_column(Text)
    spotify_id: Mapped[str | None] = mapped_column(Text, unique=True)
    is_owner: Mapped[bool] = mapped_column(server_default=text("false"))
    profile_id: Mapped[UUID] = mapped_column(unique=True)
    session_version: Mapped[int] = mapped_column(server_default=text("0"))
    created_at: Mapped[Instant]


class Session(AppTable):
    """One row per browser that is signed in; the cookie holds the secret, the row its hash.

    It is valid while its version is that of the account, which a new password increases.
    """

    __tablename__ = "sessions"

    secret_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    account_id: Mapped[UUID] = mapped_column(
        ForeignKey("app.accounts.account_id", ondelete="CASCADE"), index=True
    )
    session_version: Mapped[int]
    created_at: Mapped[Instant]
    expires_at: Mapped[datetime] = mapped_column(MOMENT)


class ApiToken(AppTable):
    """One row per token of a program; the token itself is shown once and stored nowhere."""

    __tablename__ = "api_tokens"

    token_id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(
        ForeignKey("app.accounts.account_id", ondelete="CASCADE"), index=True
    )
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    label: Mapped[str] = mapped_column(Text)
    scopes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    created_at: Mapped[Instant]
    expires_at: Mapped[datetime | None] = mapped_column(MOMENT)
    last_used_at: Mapped[datetime | None] = mapped_column(MOMENT)


class RequestCount(AppTable):
    """One row per limit and person or address: how often in the window that ends at `expires_at`.

    The table is unlogged: a count costs no write to disk, and after a crash or a failover all
    counts begin at zero. The key is a keyed hash: no address is stored.
    """

    __tablename__ = "request_counts"
    __table_args__ = ({"prefixes": ["UNLOGGED"]},)

    key: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    hits: Mapped[int] = mapped_column(BigInteger)
    expires_at: Mapped[datetime] = mapped_column(MOMENT)
