"""Copies CSV chunks into Postgres while later ones are still being read, in one transaction.

A thread of its own has a connection of its own, so that the database works while the reader
does. Nothing is visible, and nothing stays, before `transaction` has ended.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from queue import SimpleQueue
from threading import Thread

import psycopg
from psycopg import sql

from ingestion.load.csv_chunks import CsvChunk
from ingestion.load.raw_schema import join_names
from ingestion.load.tables import DATASET, TABLES, RawTable
from segue.connection import open_connection
from segue.errors import SegueError

BYTES_AT_ONCE = 1 << 18
CANCEL_WITHIN_S = 5
Execute = Callable[..., object]


def execute_on(connection: psycopg.Connection) -> Execute:
    """Return a function that runs a statement with its values on `connection`."""

    def execute(statement: str, *values: object) -> object:
        return connection.execute(statement, values)

    return execute


class CopyLoader:
    """Copies chunks one after the other; an error is raised at the next call."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._chunks: SimpleQueue[CsvChunk | None] = SimpleQueue()
        self._thread: Thread | None = None
        self._connection: psycopg.Connection | None = None
        self._error: Exception | None = None
        self._is_cancelled = False

    def add(self, chunk: CsvChunk) -> None:
        """Copy `chunk` after those before it."""
        if self._error:
            raise self._error
        if self._thread is None:
            self._thread = Thread(target=self._copy_all, name="copying", daemon=True)
            self._thread.start()
        self._chunks.put(chunk)

    def wait(self) -> None:
        """Wait for the end of all copies, successful or not."""
        if self._thread:
            self._chunks.put(None)
            self._thread.join()
            self._thread = None

    @contextmanager
    def transaction(self) -> Iterator[Execute]:
        """Wait for the copies, give a function that runs statements, and commit all of it."""
        self.wait()
        if self._error:
            raise self._error
        connection = self._connect()
        yield execute_on(connection)
        connection.commit()

    def __enter__(self) -> "CopyLoader":
        return self

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        self._is_cancelled = True
        if error and self._thread and self._connection:
            with suppress(psycopg.Error):
                self._connection.cancel_safe(timeout=CANCEL_WITHIN_S)
        self.wait()
        if self._connection:
            self._connection.close()  # what was not committed is gone

    def _copy_all(self) -> None:
        while chunk := self._chunks.get():
            if self._error or self._is_cancelled:
                continue
            try:
                _copy(self._connect(), chunk)
            except Exception as error:  # for whoever adds more, or wants to commit
                self._error = error

    def _connect(self) -> psycopg.Connection:
        if self._connection is None:
            self._connection = open_connection(self._url)
        return self._connection


def _copy(connection: psycopg.Connection, chunk: CsvChunk) -> None:
    """Copy new rows into their table; known rows are overwritten."""
    table = TABLES[chunk.table]
    target, place = sql.Identifier(DATASET, table.name), sql.Identifier("incoming")
    if chunk.is_new:
        _copy_into(connection, target, chunk)
        return
    make = sql.SQL("create temporary table {} (like {}) on commit drop")
    connection.execute(make.format(place, target))
    _copy_into(connection, place, chunk)
    connection.execute(_write_over(table, place))
    connection.execute(sql.SQL("drop table {}").format(place))


def _copy_into(connection: psycopg.Connection, place: sql.Identifier, chunk: CsvChunk) -> None:
    nullable = [name for name in chunk.columns if name not in TABLES[chunk.table].required]
    statement = sql.SQL("copy {} ({}) from stdin (format csv, header true{}, encoding 'UTF8')")
    force_null = (
        sql.SQL(", force_null ({})").format(join_names(nullable)) if nullable else sql.SQL("")
    )
    command = statement.format(place, join_names(chunk.columns), force_null)
    with open(chunk.path, "rb") as stream, connection.cursor() as cursor:
        with cursor.copy(command) as copy:
            while some := stream.read(BYTES_AT_ONCE):
                copy.write(some)
        number_of_rows = cursor.rowcount
    if number_of_rows != chunk.number_of_rows:
        raise SegueError(
            f"expected {chunk.number_of_rows:,} rows of {chunk.table} in the database,"
            f" got {number_of_rows:,}; nothing is loaded, report this as a fault of Segue's"
        )


def _write_over(table: RawTable, place: sql.Identifier) -> sql.Composed:
    updates = [
        sql.SQL("{0} = excluded.{0}").format(sql.Identifier(name))
        for name in table.columns
        if name not in table.full_key
    ]
    statement = sql.SQL(
        "insert into {} ({columns}) select {columns} from {} on conflict ({}) do update set {}"
    )
    return statement.format(
        sql.Identifier(DATASET, table.name), place, join_names(table.full_key),
        sql.SQL(", ").join(updates), columns=join_names(table.columns),
    )  # fmt: skip
