"""SQL shared by verdicts on tracks and on artists: only the table and its id column differ.

Each function takes that column, `Feedback.track_id` or `ArtistFeedback.artist_id`.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, delete, func, or_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import InstrumentedAttribute

from api.db.database import AnyRows, fetch_rows, write_rows
from api.db.profiles import store_profile
from api.http.pagination import encode_cursor, parse_cursor, raise_bad_cursor

IdColumn = InstrumentedAttribute[str]


def store_verdict(id_column: IdColumn, profile_id: UUID, key: str, verdict: str) -> datetime:
    """Insert or replace a verdict and return its time; a new listener gets a profile."""
    store_profile(profile_id)
    table: Any = id_column.class_
    stored = write_rows(
        insert(table)
        .values({"profile_id": profile_id, id_column.key: key, "verdict": verdict})
        .on_conflict_do_update(
            index_elements=[table.profile_id, id_column],
            set_={"verdict": verdict, "updated_at": func.now()},
        )
        .returning(table.updated_at)
    )
    updated_at: datetime = stored[0].updated_at
    return updated_at


def delete_verdict(id_column: IdColumn, profile_id: UUID, key: str) -> None:
    """Delete a verdict, if there is one."""
    table: Any = id_column.class_
    write_rows(
        delete(table).where(table.profile_id == profile_id, id_column == key).returning(id_column)
    )


def fetch_page(
    id_column: IdColumn,
    verdicts: Select[*tuple[Any, ...]],
    profile_id: UUID,
    limit: int,
    cursor: str | None,
) -> tuple[AnyRows, str | None]:
    """Return a page of a listener's `verdicts`, the newest first, and the next cursor."""
    table: Any = id_column.class_
    verdicts = verdicts.where(table.profile_id == profile_id)
    if cursor:
        updated_at, key = _parse_position(cursor)
        same_time = and_(table.updated_at == updated_at, id_column > key)
        verdicts = verdicts.where(or_(table.updated_at < updated_at, same_time))
    found = fetch_rows(verdicts.order_by(table.updated_at.desc(), id_column).limit(limit + 1))
    page = found[:limit]
    if len(found) <= limit:
        return page, None
    last = page[-1]
    return page, encode_cursor(last.updated_at.isoformat(), getattr(last, id_column.key))


def _parse_position(cursor: str) -> tuple[datetime, str]:
    """Return the time and the id of the last verdict before a page."""
    updated_at, key = map(str, parse_cursor(cursor, str, str))
    try:
        moment = datetime.fromisoformat(updated_at)
    except ValueError:
        raise_bad_cursor()
    if moment.tzinfo is None or "\0" in key:
        raise_bad_cursor()
    return moment, key
