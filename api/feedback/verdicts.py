"""SQL shared by verdicts on tracks and on artists: only the table and its id column differ.

The functions take that column, `Feedback.track_id` or `ArtistFeedback.artist_id`.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, TextClause, and_, delete, or_, text
from sqlalchemy.orm import InstrumentedAttribute

from api.db.database import AnyRows, fetch_rows, write_rows
from api.http.pagination import encode_cursor, parse_cursor, raise_bad_cursor

IdColumn = InstrumentedAttribute[str]


def storing_statement(table: str, key: str, catalogue: str) -> TextClause:
    """Return the statement that stores a verdict on a row of `catalogue`; no row if it has none.

    A new listener gets a profile. All of it is one statement, so that a verdict costs one commit,
    for which the servers of a cluster wait.
    """
    return text(f"""
        with known as (select {key} from {catalogue} where {key} = :key),
        listener as (
            insert into app.profiles (profile_id) select :profile_id from known
            on conflict do nothing
        )
        insert into app.{table} (profile_id, {key}, verdict)
        select :profile_id, {key}, :verdict from known
        on conflict (profile_id, {key}) do update
        set verdict = excluded.verdict, updated_at = now()
        returning updated_at
    """)  # noqa: S608 - the names are those of our tables


def store_verdict(
    statement: TextClause, profile_id: UUID, key: str, verdict: str
) -> datetime | None:
    """Insert or replace a verdict and return its time; None if the catalogue has no such key."""
    values = {"profile_id": profile_id, "key": key, "verdict": verdict}
    stored = write_rows(statement, values)
    return stored[0].updated_at if stored else None


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
    if moment.tzinfo is None:
        raise_bad_cursor()
    return moment, key
