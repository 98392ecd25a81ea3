"""Plays in the app, stored in `app.plays` for listeners who agreed to it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, text

from api.db.app_tables import Play
from api.db.database import write_rows
from api.http.ids import check_id, raise_unknown
from api.http.pagination import fetch_newest
from api.http.problems import raise_problem
from api.listening.schemas import PlayBody
from api.tracks.queries import load_summaries

OLDEST = timedelta(days=1)
CLOCKS_APART = timedelta(minutes=5)
# one statement, as for a verdict; a play of another listener keeps its row
STORE = text("""
    with known as (select track_id from marts.fact_tracks where track_id = :track_id),
    listener as (
        insert into app.profiles (profile_id) select :profile_id from known
        on conflict do nothing
    ),
    stored as (
        insert into app.plays as present (
            play_id, profile_id, track_id, started_at, played_ms, is_skipped
        )
        select :play_id, :profile_id, track_id, :started_at, :played_ms, :is_skipped from known
        on conflict (play_id) do update
        set
            updated_at = now(),
            played_ms = greatest(present.played_ms, excluded.played_ms),
            is_skipped = case
                when excluded.played_ms >= present.played_ms then excluded.is_skipped
                else present.is_skipped
            end
        where
            present.profile_id = excluded.profile_id
            and present.track_id = excluded.track_id
    )
    select track_id from known
""")


def store_play(profile_id: UUID, play_id: UUID, body: PlayBody) -> None:
    """Store a play of a track of the catalogue, or its longer time."""
    now = datetime.now(UTC)
    if not now - OLDEST <= body.started_at <= now + CLOCKS_APART:
        raise_problem(
            422,
            f"expected started_at within the last day, got {body.started_at.isoformat()}; "
            "check the clock, or leave this play out",
        )
    values = {"profile_id": profile_id, "play_id": play_id, **body.model_dump()}
    if not write_rows(STORE, {**values, "track_id": check_id(body.track_id)}):
        raise_unknown(body.track_id)


def list_plays(profile_id: UUID, limit: int, cursor: str | None) -> dict[str, Any]:
    """Return a page of a listener's plays, the newest first."""
    plays = select(*Play.__table__.columns).where(Play.profile_id == profile_id)
    page, next_cursor = fetch_newest(plays, Play.started_at, Play.play_id, limit, cursor, UUID)
    known = load_summaries([row.track_id for row in page])
    items = [
        {
            "play_id": str(row.play_id),
            "track_id": row.track_id,
            "track": known.get(row.track_id),
            "started_at": row.started_at,
            "played_ms": row.played_ms,
            "is_skipped": row.is_skipped,
        }
        for row in page
    ]
    return {"items": items, "next_cursor": next_cursor}


def delete_plays(profile_id: UUID) -> None:
    """Delete all plays of a listener."""
    write_rows(delete(Play).where(Play.profile_id == profile_id).returning(Play.play_id))
