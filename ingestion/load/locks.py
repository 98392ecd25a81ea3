"""One ingest at a time: in a home, which has one dlt folder, and in a database."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from filelock import FileLock, Timeout

from segue.connection import open_connection

INGEST = 7_365_677_502  # the advisory lock that an ingest holds
log = logging.getLogger(__name__)


@contextmanager
def hold_ingest_lock(url: str, folder: Path) -> Iterator[psycopg.Connection]:
    """Wait until no other ingest uses `folder` or the database; give a connection to the latter."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / "lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        log.warning("another ingest is running from %s; waiting for its end", folder)
        lock.acquire()
    try:
        with open_connection(url, autocommit=True) as connection:
            taken = connection.execute("select pg_try_advisory_lock(%s)", (INGEST,)).fetchone()
            if taken != (True,):
                log.warning("another ingest is writing to this database; waiting for its end")
                connection.execute("select pg_advisory_lock(%s)", (INGEST,))
            yield connection
    finally:
        lock.release()
