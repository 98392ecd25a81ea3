"""Values of JSON bodies as columns hold them: what does not fit is None."""

import re
import sys
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

Row = dict[str, Any]
RELEASE_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)


def parse_text(value: Any) -> str | None:
    """Return a text that is not empty, or None."""
    return value if isinstance(value, str) and value else None


def parse_boolean(value: Any) -> bool | None:
    """Return true, false or None."""
    return value if isinstance(value, bool) else None


def parse_number(value: Any) -> float | None:
    """Return a finite number, or None."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and abs(value) <= sys.float_info.max else None


def parse_whole(value: Any) -> int | None:
    """Return a whole number that Postgres can hold, or None; 3.0 is whole."""
    found = parse_number(value)
    return int(found) if found is not None and found.is_integer() and abs(found) < 2**53 else None


def parse_instant(value: Any) -> datetime | None:
    """Return an instant in UTC, or None."""
    try:
        found = datetime.fromisoformat(value)
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (TypeError, ValueError, OverflowError):
        return None


def parse_release_date(value: Any) -> str | None:
    """Return a year, month or day that there is, or None."""
    return value if isinstance(value, str) and is_release_date(value) else None


def is_release_date(text: str) -> bool:
    """Return whether `text` names a year, a month or a day that there is; `0000` is none."""
    found = RELEASE_DATE.fullmatch(text)
    if not found:
        return False
    try:
        date(*(int(part or 1) for part in found.groups()))
    except ValueError:
        return False
    return True


def parse_text_list(value: Any) -> list[str] | None:
    """Return the texts of a list, or None where there are none."""
    return [item for item in value if parse_text(item)] or None if isinstance(value, list) else None


def parse_artist_list(value: Any) -> list[Row] | None:
    """Return the artists by id and name, in order, or None."""
    found = [as_object(artist) for artist in value] if isinstance(value, list) else []
    named = [{"id": parse_text(a.get("id")), "name": parse_text(a.get("name"))} for a in found]
    return [artist for artist in named if artist["name"]] or None


def parse_image_list(value: Any) -> list[Row] | None:
    """Return the images by address and size, or None."""
    found = [as_object(image) for image in value] if isinstance(value, list) else []
    return [
        {"url": i["url"], **{side: parse_whole(i.get(side)) for side in ("height", "width")}}
        for i in found
        if parse_text(i.get("url"))
    ] or None


def as_object(value: Any) -> Mapping[str, Any]:
    """Return an object; an empty one in place of anything else."""
    if isinstance(value, dict):  # nearly always, and found in a fifth of the time
        return value
    return value if isinstance(value, Mapping) else {}
