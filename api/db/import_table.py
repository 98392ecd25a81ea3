"""The table of imports, in schema `app`."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from api.db.account_tables import MOMENT
from api.db.app_tables import AppTable, Instant

STATES = ("waiting", "loading", "building", "done", "failed")


class Import(AppTable):
    """One row per file that was sent: how far it is, and in the end what became of it.

    `report` is that of `ingestion.ImportSummary`, `problems` are the first of its sentences. The
    file is deleted when the import has ended.
    """

    __tablename__ = "imports"
    __table_args__ = (CheckConstraint(f"state in {STATES}", name="state_is_known"),)

    import_id: Mapped[UUID] = mapped_column(primary_key=True)
    file_name: Mapped[str] = mapped_column(Text)
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    with_build: Mapped[bool]
    state: Mapped[str] = mapped_column(Text, server_default=text("'waiting'"))
    attempts: Mapped[int] = mapped_column(server_default=text("0"))
    rows_read: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    report: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    problems: Mapped[list[str]] = mapped_column(JSONB, server_default=text("'[]'"))
    number_of_problems: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    error: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[Instant]
    started_at: Mapped[datetime | None] = mapped_column(MOMENT)
    finished_at: Mapped[datetime | None] = mapped_column(MOMENT)
