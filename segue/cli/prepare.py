"""Preparation of the database for a command: the raw schema and the tables of the app."""

import sys
import threading
import time
from collections.abc import Callable

import psycopg

AGAIN_S = 2.0


def prepare(url: str) -> None:
    """Create the raw tables and migrate schema `app`; quick if there is nothing to do."""
    # imported here: both are slow to import, and some commands do not need them
    import api
    import ingestion

    ingestion.ensure_raw_schema(url)
    api.migrate(url)


def prepare_when_possible(url: str, then: Callable[[], None]) -> None:
    """Prepare the database now, or as soon as there is one that takes writes; call `then` after."""
    problem = _try_to_prepare(url)
    if problem is None:
        then()
    else:
        print(f"the database takes no writes yet: {problem}", file=sys.stderr)
        threading.Thread(target=_prepare_later, args=(url, then), daemon=True).start()


def _prepare_later(url: str, then: Callable[[], None]) -> None:
    while _try_to_prepare(url) is not None:
        time.sleep(AGAIN_S)
    then()


def _try_to_prepare(url: str) -> str | None:
    """Return the first line of what prevents it, or None."""
    # imported here: slow to import, as above
    from sqlalchemy.exc import OperationalError

    try:
        prepare(url)
    except (psycopg.OperationalError, OperationalError) as error:
        return next(iter(str(error).splitlines()), "")
    return None
