"""Cursors of paged lists: opaque to who asks, and read back with one clear error."""

import base64
import binascii
import json
from typing import NoReturn

from api.http.problems import raise_problem


def to_cursor(*parts: str | int) -> str:
    """Return the cursor that stands for `parts`."""
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


def of_cursor(cursor: str, *types: type) -> list[str | int]:
    """Return the parts of `cursor`, one of each of `types`; a broken one ends the request."""
    try:
        parts = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError):
        parts = None
    if isinstance(parts, list) and [type(part) for part in parts] == list(types):
        return parts
    raise_bad_cursor()


def raise_bad_cursor() -> NoReturn:
    """End the request: the cursor is none of ours."""
    raise_problem(
        422, "expected cursor to be a next_cursor of this list, met another; start without one"
    )
