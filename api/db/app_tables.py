"""The tables that the API writes, in schema `app`; only the migrations change them."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    DateTime,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    Text,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

SCHEMA = "app"
VERDICTS = ("like", "dislike", "never")
CONSTRAINT_NAMES = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "ix": "ix_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
}

# columns that several tables have
Instant = Annotated[datetime, mapped_column(DateTime(timezone=True), server_default=func.now())]
ProfileId = Annotated[
    UUID, mapped_column(ForeignKey("app.profiles.profile_id", ondelete="CASCADE"), primary_key=True)
]


class AppTable(DeclarativeBase):
    """A table of schema `app`."""

    metadata = MetaData(schema=SCHEMA, naming_convention=CONSTRAINT_NAMES)


class Profile(AppTable):
    """One row per listener: a random id, known only to the browser with its cookie."""

    __tablename__ = "profiles"

    profile_id: Mapped[UUID] = mapped_column(primary_key=True)
    created_at: Mapped[Instant]


class Feedback(AppTable):
    """One row per listener and track with a verdict."""

    __tablename__ = "feedback"
    __table_args__ = (
        CheckConstraint("verdict in ('like', 'dislike', 'never')", name="verdict_is_known"),
    )

    profile_id: Mapped[ProfileId]
    track_id: Mapped[str] = mapped_column(Text, primary_key=True)
    verdict: Mapped[str] = mapped_column(Text)
    created_at: Mapped[Instant]
    updated_at: Mapped[Instant]


class ArtistFeedback(AppTable):
    """One row per listener and blocked artist."""

    __tablename__ = "artist_feedback"
    __table_args__ = (CheckConstraint("verdict in ('never')", name="verdict_is_known"),)

    profile_id: Mapped[ProfileId]
    artist_id: Mapped[str] = mapped_column(Text, primary_key=True)
    verdict: Mapped[str] = mapped_column(Text)
    created_at: Mapped[Instant]
    updated_at: Mapped[Instant]


class SpotifyToken(AppTable):
    """One row per Spotify login, encrypted; only ingestion writes it."""

    __tablename__ = "spotify_tokens"

    account: Mapped[str] = mapped_column(Text, primary_key=True)
    token: Mapped[bytes] = mapped_column(LargeBinary)
    updated_at: Mapped[Instant]


class Station(AppTable):
    """One row per named request for a list that a listener keeps; `feed_key` opens its feed."""

    __tablename__ = "stations"

    station_id: Mapped[UUID] = mapped_column(primary_key=True)
    profile_id: Mapped[UUID] = mapped_column(
        ForeignKey("app.profiles.profile_id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str] = mapped_column(Text)
    request: Mapped[dict[str, Any]] = mapped_column(JSONB)
    feed_key: Mapped[str] = mapped_column(Text, unique=True)
    number_of_runs: Mapped[int] = mapped_column(server_default=text("0"))
    model_version: Mapped[str | None] = mapped_column(Text)
    last_problem: Mapped[str | None] = mapped_column(Text)
    ran_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    created_at: Mapped[Instant]


class Play(AppTable):
    """One row per track that a listener played in the app, if the listener agreed to keep it."""

    __tablename__ = "plays"
    __table_args__ = (
        CheckConstraint("played_ms >= 0", name="played_ms_is_a_time"),
        Index("ix_plays_profile_id", "profile_id", "started_at"),
    )

    play_id: Mapped[UUID] = mapped_column(primary_key=True)
    profile_id: Mapped[UUID] = mapped_column(
        ForeignKey("app.profiles.profile_id", ondelete="CASCADE")
    )
    track_id: Mapped[str] = mapped_column(Text)
    started_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    played_ms: Mapped[int]
    is_skipped: Mapped[bool]
    created_at: Mapped[Instant]
    updated_at: Mapped[Instant]


class StationTrack(AppTable):
    """One row per track that a station's list ever had; `rank` is its place in the last one."""

    __tablename__ = "station_tracks"

    station_id: Mapped[UUID] = mapped_column(
        ForeignKey("app.stations.station_id", ondelete="CASCADE"), primary_key=True
    )
    track_id: Mapped[str] = mapped_column(Text, primary_key=True)
    rank: Mapped[int | None]
    first_run: Mapped[int]
    first_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
