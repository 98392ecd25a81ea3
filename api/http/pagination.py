"""Cursors of paged lists: opaque to clients; a broken one ends the request with 422."""

import base64
import binascii
import json
from typing import NoReturn

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
