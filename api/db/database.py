"""Database connections of the API: single statements that cannot deadlock with a build.

dbt locks several tables while it replaces a mart. A reader that holds one of them and waits for
another can deadlock with the build, and Postgres would cancel either of the two. Therefore every
statement is its own transaction, waits for a lock for less time than Postgres waits before it
searches for deadlocks (`deadlock_timeout`, one second), and is then tried again.

With several hosts in DATABASE_URL each server has an engine, and each request reads from one of
them (`api.db.servers`). A read whose server is lost is tried again on another one.
"""

import os
import select
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeVar

import orjson
import psycopg
from flask import Flask, current_app, g
from flask_sqlalchemy import SQLAlchemy
from psycopg.errors import DeadlockDetected, LockNotAvailable, ReadOnlySqlTransaction
from sqlalchemy import Connection, Engine, Executable, Row, event, text
from sqlalchemy.exc import DBAPIError

from api.db.servers import POSITION, SILENT_S, NoServerError, ServerBehindError, Servers
from segue import watchdog
from segue.connection import connect_with_current_password, split_hosts, sqlalchemy_url
from segue.settings import settings
from segue.watchdog import WATCHDOG

CONNECTIONS = 8  # at most, of a process: one per thread of the server
CONNECTIONS_OF_ALL = 64  # of the processes of one server; PostgreSQL allows 100 by default
CONNECTIONS_VARIABLE = "SEGUE_CONNECTIONS"  # set by the server for its workers
STATEMENT_TIMEOUT_MS = 10_000
LOCK_TIMEOUT_MS = 500
WRITE_WITHIN_S = 20.0  # a COMMIT that waits for a standby has no limit on the server
ATTEMPTS = 8
# of a transaction that reads whole tables: a cursor is planned for its first rows by default
ALL_ROWS = ("cursor_tuple_fraction = 1", "work_mem = '64MB'", "jit = off")
PING = text("select 1")
PING_AFTER_S = 1.0  # a connection that was idle for longer may have lost its server silently
USED_AT = "used_at"
EXTENSION = "segue_servers"
WRITES = "{} writes"  # the name of a server's engine for writes
AnyRows = Sequence[Row[*tuple[Any, ...]]]
LOCKED = (DeadlockDetected, LockNotAvailable)
LOST = (psycopg.OperationalError, psycopg.InterfaceError, ServerBehindError)
Result = TypeVar("Result")

db = SQLAlchemy()


def fetch_rows(statement: Executable, parameters: dict[str, Any] | None = None) -> AnyRows:
    """Return the rows of one statement that reads; try again while a build locks a table."""
    return read_again(lambda: _read(statement, parameters or {}))


def _read(statement: Executable, parameters: dict[str, Any]) -> AnyRows:
    with reading_engine().connect() as connection:
        return connection.execute(statement, parameters).all()


def fetch_value(statement: Executable) -> Any:
    """Return the first column of the first row of one statement, or None without a row."""
    found = fetch_rows(statement)
    return found[0][0] if found else None


def write_rows(statement: Executable, parameters: dict[str, Any] | None = None) -> AnyRows:
    """Return the rows of one statement that writes; try again while a build locks a table.

    It is not tried again if the connection breaks: it may have been committed.
    """
    for attempt in range(1, ATTEMPTS + 1):
        is_sent = False
        try:
            with _writing_engine().connect() as connection:
                if _may_be_lost(connection):
                    connection.execute(PING)
                is_sent = True
                with WATCHDOG.limit(connection.connection.driver_connection, WRITE_WITHIN_S):
                    rows = connection.execute(statement, parameters or {}).all()
                    _note_write(connection)
                connection.info[USED_AT] = time.monotonic()
            return rows
        except DBAPIError as error:
            if isinstance(error.orig, ReadOnlySqlTransaction):
                raise NoServerError(
                    "expected the primary database server, got a standby; a failover may be under "
                    "way, try again in some seconds"
                ) from error
            may_repeat = isinstance(error.orig, LOCKED) or (
                error.connection_invalidated and not is_sent
            )
            if attempt == ATTEMPTS or not may_repeat:
                raise
    raise AssertionError("the last attempt returns or raises")


def _may_be_lost(connection: Connection) -> bool:
    """Return whether to ask the server first: after a pause, or if it has closed the connection."""
    if time.monotonic() - connection.info.get(USED_AT, -PING_AFTER_S) > PING_AFTER_S:
        return True
    driver = connection.connection.driver_connection
    if driver is None or driver.closed:
        return True
    # an idle server sends nothing but the end of the connection
    unread = select.poll()
    unread.register(driver.fileno(), select.POLLIN)
    return bool(unread.poll(0))


def write_unlogged(statement: Executable, parameters: dict[str, Any]) -> AnyRows:
    """Return the rows of one statement that writes an unlogged table, which no standby has.

    No later read has to wait until a standby has replayed it.
    """
    with _writing_engine().connect() as connection:
        return connection.execute(statement, parameters).all()


def read_again(read: Callable[[], Result]) -> Result:
    """Return what `read` returns; repeat it on another server if that of the request is lost."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return read()
        except (DBAPIError, psycopg.Error, ServerBehindError) as error:
            cause = error.orig if isinstance(error, DBAPIError) else error
            # a connection that broke while it was idle; the pool replaces all that are as old
            is_stale = attempt == 1 and getattr(error, "connection_invalidated", False)
            may_repeat = isinstance(cause, LOCKED) or _reject_server(cause) or is_stale
            if attempt == ATTEMPTS or not may_repeat:
                raise
    raise AssertionError("the last attempt returns or raises")


def reading_engine() -> Engine:
    """Return the engine of the server from which this request reads."""
    known = servers()
    if known is None:
        return db.engine
    if "reads_from" not in g:
        g.reads_from = known.wait_for_reader(g.get("needed_lsn", 0))
    return db.engines[g.reads_from]


@contextmanager
def snapshot(timeout_ms: int) -> Iterator[Connection]:
    """Give a connection whose transaction sees one state of the database, for loading an index.

    Later reads are from servers that have at least this state. A server that lacks rows of an index
    that was loaded meanwhile is not used, as the older index would replace the newer one.
    """
    known = servers()
    engine = reading_engine().execution_options(isolation_level="REPEATABLE READ")
    with engine.connect() as connection:
        if known is not None:
            with connection.begin():
                if not known.knows_index(connection.scalar(text(POSITION))):
                    raise ServerBehindError("expected rows up to the loaded index, got older ones")
        with connection.begin():
            connection.execute(text(f"set local statement_timeout = {timeout_ms}"))
            # waiting is safe here: a reader of all tables locks one after the other
            connection.execute(text("set local lock_timeout = 0"))
            for setting in ALL_ROWS:
                connection.execute(text(f"set local {setting}"))
            yield connection
            if known is not None:
                known.require(connection.scalar(text(POSITION)))


def servers() -> Servers | None:
    """Return the servers of the cluster, or None if there is one server."""
    found: Servers | None = current_app.extensions.get(EXTENSION)
    return found


def engine_settings(url: str) -> dict[str, Any]:
    """Return the Flask settings for the database at `url`.

    Each of several servers has an engine for reads and one for writes. A read does not ask first
    whether its connection is alive, which costs as much as a statement: it is tried again. A write
    asks, because it cannot be.
    """
    options = _engine_options()
    binds: dict[str, dict[str, Any]] = {}
    for name, one in _several(url).items():
        binds[name] = {**options, "url": sqlalchemy_url(one)}
        binds[WRITES.format(name)] = {**options, "url": sqlalchemy_url(one)}
    return {
        "SQLALCHEMY_DATABASE_URI": sqlalchemy_url(url),
        "SQLALCHEMY_ENGINE_OPTIONS": options,
        "SQLALCHEMY_BINDS": binds,
    }


def register_database(app: Flask, url: str) -> None:
    """Create the engines, and with several hosts the choice between them."""
    urls = _several(url)
    if urls:
        app.extensions[EXTENSION] = Servers(urls, settings().max_lag_s)
    db.init_app(app)
    silent_s = watchdog.SILENT_S if not urls else SILENT_S

    def watch(connection: Any, _record: Any) -> None:
        WATCHDOG.watch(connection, silent_s)

    def connect(dialect: Any, _record: Any, given: Any, parameters: dict[str, Any]) -> Any:
        return connect_with_current_password(partial(dialect.connect, *given), parameters)

    with app.app_context():
        for engine in db.engines.values():
            event.listen(engine, "do_connect", connect)
            event.listen(engine, "connect", watch)


def _several(url: str) -> dict[str, str]:
    """Return the servers of `url` by name, or none if there is only one."""
    urls = split_hosts(url)
    return urls if len(urls) > 1 else {}


def _writing_engine() -> Engine:
    known = servers()
    return db.engine if known is None else db.engines[WRITES.format(known.find_primary())]


def _note_write(connection: Connection) -> None:
    """Note what this listener's next reads need, in this request and after it."""
    known = servers()
    if known is not None:
        g.written_lsn = g.needed_lsn = connection.exec_driver_sql(POSITION).scalar_one()
        g.pop("reads_from", None)


def _reject_server(error: BaseException | None) -> bool:
    """Return whether another server may answer, if the one of this request cannot."""
    known = servers()
    if known is None or isinstance(error, psycopg.errors.QueryCanceled):
        return False
    if not isinstance(error, LOST):
        return False
    if "reads_from" in g:
        known.reject(g.pop("reads_from"))
    return True


def connections_of_a_worker(workers: int) -> int:
    """Return how many connections each of some workers may have; it has as many threads."""
    return min(CONNECTIONS, max(2, CONNECTIONS_OF_ALL // workers))


def connections_of_this_process() -> int:
    """Return how many connections this process may have: one for each of its threads."""
    return int(os.environ.get(CONNECTIONS_VARIABLE, CONNECTIONS))


def _engine_options() -> dict[str, Any]:
    return {
        "pool_size": connections_of_this_process(),
        "max_overflow": 1,  # for the thread that looks for a new build
        "pool_timeout": 5,
        "isolation_level": "AUTOCOMMIT",
        "hide_parameters": True,  # the log has the statement of an error: no key and no name
        "json_deserializer": orjson.loads,
        "connect_args": {
            "application_name": "segue api",
            "connect_timeout": 5,
            "options": f"-c statement_timeout={STATEMENT_TIMEOUT_MS} "
            f"-c lock_timeout={LOCK_TIMEOUT_MS} -c timezone=UTC",
            # a prepared statement may not fit a table that dbt has replaced
            "prepare_threshold": None,
        },
    }
