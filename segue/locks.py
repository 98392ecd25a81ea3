"""One load and one build at a time: in a home, which has one folder for each, and in a database."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import psycopg
from filelock import FileLock, Timeout

from segue.connection import open_connection

Work = Literal["ingest", "build"]
KEYS: dict[Work, int] = {"ingest": 7_365_677_502, "build": 7_365_677_503}  # of advisory locks
log = logging.getLogger(__name__)


@contextmanager
def hold_lock(work: Work, url: str, folder: Path) -> Iterator[psycopg.Connection]:
    """Wait until no other `work` uses `folder` or the database; give a connection to the latter."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / "lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        log.warning("another %s is running from %s; waiting for its end", work, folder)
        lock.acquire()
    try:
        with open_connection(url, autocommit=True) as connection:
            key = (KEYS[work],)
            if connection.execute("select pg_try_advisory_lock(%s)", key).fetchone() != (True,):
                log.warning("another %s is writing to this database; waiting for its end", work)
                connection.execute("select pg_advisory_lock(%s)", key)
            yield connection
    finally:
        lock.release()
