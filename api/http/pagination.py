"""Cursors of paged lists: opaque to clients; a broken one ends the request with 422."""

import base64
import binascii
import json
from typing import NoReturn

from api.http.problems import raise_problem


def encode_cursor(*parts: str | int) -> str:
    """Return the cursor that contains `parts`."""
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


def parse_cursor(cursor: str, *types: type) -> list[str | int]:
    """Return the parts of `cursor`, one for each of `types`; a broken one ends the request."""
    try:
        parts = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError):
        parts = None
    if isinstance(parts, list) and [type(part) for part in parts] == list(types):
        return parts
    raise_bad_cursor()


def parse_offset(cursor: str | None) -> int:
    """Return the number of items before a page, from the cursor of a list that counts them."""
    return max(int(parse_cursor(cursor, int)[0]), 0) if cursor else 0


def raise_bad_cursor() -> NoReturn:
    """End the request with 422: the cursor does not come from this list."""
    raise_problem(
        422,
        "expected cursor to be a next_cursor of this list, got another; start again without one",
    )
