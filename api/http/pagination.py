"""Pages of lists and their cursors: opaque to clients; a broken one ends the request with 422."""

import base64
import binascii
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any, NoReturn

from sqlalchemy import Select, and_, or_
from sqlalchemy.orm import InstrumentedAttribute

from api.db.database import AnyRows, fetch_rows
from api.http.problems import raise_problem

MAX_OFFSET = 10**9  # Postgres takes no number of any size


def encode_cursor(*parts: str | int) -> str:
    """Return the cursor that contains `parts`."""
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


def parse_cursor(cursor: str, *types: type) -> list[str | int]:
    """Return the parts of `cursor`, one for each of `types`; a broken one ends the request."""
    try:
        parts = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError):
        parts = None
    if (
        isinstance(parts, list)
        and [type(part) for part in parts] == list(types)
        and all(map(_is_storable, parts))
    ):
        return parts
    raise_bad_cursor()


def parse_offset(cursor: str | None) -> int:
    """Return the number of items before a page, from the cursor of a list that counts them."""
    offset = int(parse_cursor(cursor, int)[0]) if cursor else 0
    return offset if 0 <= offset <= MAX_OFFSET else raise_bad_cursor()


def fetch_newest(
    rows: Select[*tuple[Any, ...]],
    moment: InstrumentedAttribute[datetime],
    key: InstrumentedAttribute[Any],
    limit: int,
    cursor: str | None,
    parse_key: Callable[[str], Any] = str,
) -> tuple[AnyRows, str | None]:
    """Return a page of `rows`, the newest first, and the next cursor.

    Parameters
    ----------
    rows : a query with the columns `moment`, by which it is ordered, and `key`, which orders rows
        of one moment
    parse_key : from the text in a cursor; raises ValueError for a broken one
    """
    if cursor:
        last_moment, last_key = _parse_newest(cursor, parse_key)
        rows = rows.where(or_(moment < last_moment, and_(moment == last_moment, key > last_key)))
    found = fetch_rows(rows.order_by(moment.desc(), key).limit(limit + 1))
    page = found[:limit]
    if len(found) <= limit:
        return page, None
    last = page[-1]
    next_moment: datetime = getattr(last, moment.key)
    return page, encode_cursor(next_moment.isoformat(), str(getattr(last, key.key)))


def _parse_newest(cursor: str, parse_key: Callable[[str], Any]) -> tuple[datetime, Any]:
    """Return the moment and the key of the last row before a page."""
    moment_text, key_text = map(str, parse_cursor(cursor, str, str))
    try:
        moment, key = datetime.fromisoformat(moment_text), parse_key(key_text)
    except ValueError:
        raise_bad_cursor()
    return (moment, key) if moment.tzinfo else raise_bad_cursor()


def raise_bad_cursor() -> NoReturn:
    """End the request with 422: the cursor does not come from this list."""
    raise_problem(
        422,
        "expected cursor to be a next_cursor of this list, got another; start again without one",
    )


def _is_storable(part: str | int) -> bool:
    """Return whether Postgres can have this text: it has no NUL, nor half a character."""
    try:
        return b"\0" not in str(part).encode()
    except UnicodeEncodeError:
        return False
