"""SQL shared by verdicts on tracks and on artists: only the table and its id column differ.

The functions take that column, `Feedback.track_id` or `ArtistFeedback.artist_id`.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, TextClause, delete, text
from sqlalchemy.orm import InstrumentedAttribute

from api.db.database import AnyRows, write_rows
from api.http.pagination import fetch_newest

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
    own = verdicts.where(table.profile_id == profile_id)
    return fetch_newest(own, table.updated_at, id_column, limit, cursor)
