"""Database connection of the API: single statements that cannot deadlock with a build.

dbt locks several tables while it replaces a mart. A reader that holds one of them and waits for
another can deadlock with the build, and Postgres would cancel either of the two. Therefore every
statement is its own transaction, waits for a lock for less time than Postgres waits before it
searches for deadlocks (`deadlock_timeout`, one second), and is then tried again.
"""

from collections.abc import Sequence
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from psycopg.errors import DeadlockDetected, LockNotAvailable
from sqlalchemy import Executable, Row
from sqlalchemy.exc import OperationalError

from segue.connection import sqlalchemy_url

CONNECTIONS = 8  # one per thread of the server
STATEMENT_TIMEOUT_MS = 10_000
LOCK_TIMEOUT_MS = 500
ATTEMPTS = 8
AnyRows = Sequence[Row[*tuple[Any, ...]]]
LOCKED = (DeadlockDetected, LockNotAvailable)

db = SQLAlchemy()


def fetch_rows(statement: Executable, parameters: dict[str, Any] | None = None) -> AnyRows:
    """Return the rows of one statement; try again while a build locks a table."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return db.session.execute(statement, parameters or {}).all()
        except OperationalError as error:
            db.session.rollback()
            if attempt == ATTEMPTS or not isinstance(error.orig, LOCKED):
                raise
    raise AssertionError("the last attempt returns or raises")


def fetch_value(statement: Executable) -> Any:
    """Return the first column of the first row of one statement, or None without a row."""
    found = fetch_rows(statement)
    return found[0][0] if found else None


def engine_settings(url: str) -> dict[str, Any]:
    """Return the Flask settings for the database at `url`."""
    return {
        "SQLALCHEMY_DATABASE_URI": sqlalchemy_url(url),
        "SQLALCHEMY_ENGINE_OPTIONS": {
            "pool_size": CONNECTIONS,
            "max_overflow": 2,
            "pool_timeout": 5,
            "pool_pre_ping": True,
            "isolation_level": "AUTOCOMMIT",
            "connect_args": {
                "application_name": "segue api",
                "connect_timeout": 5,
                "options": f"-c statement_timeout={STATEMENT_TIMEOUT_MS} "
                f"-c lock_timeout={LOCK_TIMEOUT_MS} -c timezone=UTC",
                # a prepared statement may not fit a table that dbt has replaced
                "prepare_threshold": None,
            },
        },
    }
