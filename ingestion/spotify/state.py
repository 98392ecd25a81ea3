"""State of earlier runs, so that a run requests little: empty, or stored in the database."""

# ruff: noqa: ARG002 - the state without memory uses no argument

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import psycopg
from psycopg import sql

from ingestion.http.ledger import SET_MARK
from ingestion.load.tables import DATASET, TABLES
from ingestion.spotify.endpoints import ENDPOINTS, Endpoint, find_endpoint

RETRY_AFTER = {"missing": timedelta(days=30), "forbidden": timedelta(days=7)}
Statement = tuple[str, tuple[Any, ...]]


def _backlog_query(endpoint: Endpoint) -> sql.Composed:
    """Return the query of ids whose rows came embedded in others, or not at all."""
    table, key = (
        sql.Identifier(DATASET, endpoint.table),
        sql.Identifier(TABLES[endpoint.table].key[0]),
    )
    if endpoint.whole_has:
        return sql.SQL(
            "select {} from {} where _source = %s and not _payload ? {} order by 1"
        ).format(key, table, endpoint.whole_has)
    return sql.SQL(
        "select track_id from raw.tracks where _source = %s and not exists (select from {} as known"
        " where (known._source, known.track_id) = (tracks._source, tracks.track_id)) order by 1"
    ).format(table)


class State:
    """No memory: every run reads everything."""

    def get_mark(self, name: str) -> str | None:
        """Return what was noted under `name` by the last run that was loaded."""
        return None

    def set_mark(self, name: str, mark: str) -> None:
        """Note `mark` together with the load."""

    def find_stored(self, table: str, ids: Iterable[str]) -> set[str]:
        """Return those ids of which the table holds a row."""
        return set()

    def find_answered(self, kind: str, ids: Iterable[str]) -> set[str]:
        """Return those ids that need no request: found, or lately missing or forbidden."""
        return set()

    def find_backlog(self, kind: str) -> list[str]:
        """Return the ids that earlier runs saw and could not request."""
        return []

    def note_answer(self, kind: str, entity_id: str, status: str) -> bool:
        """Note the answer together with the load; return whether it is news."""
        return False

    def delete_others(self, table: str, ids: Iterable[str]) -> int:
        """Delete, together with the load, the rows of other ids; return how many there are."""
        return 0

    def empty_playlist(self, playlist_id: str) -> int:
        """Delete, together with the load, all entries; return how many there are."""
        return 0

    def build_statements(self, is_finished: bool) -> list[Statement]:
        """Return what is to be done in the transaction of the load."""
        return []


class StoredState(State):
    """Memory in the raw tables and the ledger, written together with the load."""

    def __init__(self, connection: psycopg.Connection, source: str) -> None:
        self._connection, self._source = connection, source
        self._statements: list[Statement] = []
        self._delete_stale_marks()

    def get_mark(self, name: str) -> str | None:
        """Return what was noted under `name`."""
        row = self._connection.execute(
            "select mark from raw._api_marks where (source, name) = (%s, %s)", (self._source, name)
        ).fetchone()
        return row[0] if row else None

    def set_mark(self, name: str, mark: str) -> None:
        """Note `mark` together with the load."""
        self._add(SET_MARK, self._source, name, mark)

    def find_stored(self, table: str, ids: Iterable[str]) -> set[str]:
        """Return those ids of which the table holds a row."""
        statement = sql.SQL("select {0} from {1} where _source = %s and {0} = any(%s)").format(
            sql.Identifier(TABLES[table].key[0]), sql.Identifier(DATASET, table)
        )
        rows = self._connection.execute(statement, (self._source, list(ids))).fetchall()
        return {row[0] for row in rows}

    def find_answered(self, kind: str, ids: Iterable[str]) -> set[str]:
        """Return those ids that need no request."""
        rows = self._connection.execute(
            "select entity_id from raw._api_entities where source = %s and kind = %s"
            " and entity_id = any(%s) and (status = 'found'"
            " or status = 'missing' and asked_at > now() - %s"
            " or status = 'forbidden' and asked_at > now() - %s)",
            (self._source, kind, list(ids), *RETRY_AFTER.values()),
        ).fetchall()
        return {row[0] for row in rows}

    def find_backlog(self, kind: str) -> list[str]:
        """Return the ids that earlier runs saw and could not request."""
        rows = self._connection.execute(
            _backlog_query(find_endpoint(kind)), (self._source,)
        ).fetchall()
        return [row[0] for row in rows]

    def note_answer(self, kind: str, entity_id: str, status: str) -> bool:
        """Note the answer together with the load; return whether it is news."""
        row = self._connection.execute(
            "select status from raw._api_entities where (source, kind, entity_id) = (%s, %s, %s)",
            (self._source, kind, entity_id),
        ).fetchone()
        self._add(
            "insert into raw._api_entities (source, kind, entity_id, status)"
            " values (%s, %s, %s, %s) on conflict (source, kind, entity_id)"
            " do update set status = excluded.status, asked_at = now()",
            self._source, kind, entity_id, status,
        )  # fmt: skip
        return row != (status,)

    def delete_others(self, table: str, ids: Iterable[str]) -> int:
        """Delete, together with the load, the rows of other ids; return how many there are."""
        target = sql.Identifier(DATASET, table)
        where = sql.SQL("from {} where _source = %s and not {} = any(%s)").format(
            target, sql.Identifier(TABLES[table].key[0])
        )
        return self._delete(where, self._source, list(ids))

    def empty_playlist(self, playlist_id: str) -> int:
        """Delete, together with the load, all entries; return how many there are."""
        where = sql.SQL("from raw.playlist_items where (_source, playlist_id) = (%s, %s)")
        return self._delete(where, self._source, playlist_id)

    def build_statements(self, is_finished: bool) -> list[Statement]:
        """Return what is to be done in the transaction of the load."""
        if is_finished:  # the next run begins anew
            self._add("delete from raw._api_answers where source = %s", self._source)
        return self._statements

    def _delete_stale_marks(self) -> None:
        """Delete the marks of rows that somebody deleted."""
        row = self._connection.execute(
            "select exists (select from raw.tracks where _source = %s)", (self._source,)
        ).fetchone()
        if row == (False,):
            for name in ("_api_marks", "_api_entities"):
                statement = sql.SQL("delete from {} where source = %s")
                self._connection.execute(
                    statement.format(sql.Identifier(DATASET, name)), (self._source,)
                )
        lists = [e for e in ENDPOINTS.values() if e.cursor == "first_page"]
        for table, name in ((endpoint.table, endpoint.method) for endpoint in lists):
            unread = sql.SQL(
                "delete from raw._api_marks where (source, name) = (%s, %s)"
                " and not exists (select from {} where _source = %s)"
            ).format(sql.Identifier(DATASET, table))
            self._connection.execute(unread, (self._source, name, self._source))

    def _delete(self, where: sql.SQL | sql.Composed, *values: Any) -> int:
        row = self._connection.execute(sql.SQL("select count(*) ") + where, values).fetchone()
        if not row or not row[0]:
            return 0
        self._add((sql.SQL("delete ") + where).as_string(None), *values)
        return int(row[0])

    def _add(self, statement: str, *values: Any) -> None:
        self._statements.append((statement, values))
