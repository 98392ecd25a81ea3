"""Times of scrobbles as programs write them."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

NUMBER = re.compile(r"\d{1,16}(?:\.\d+)?")
FIRST_MILLISECONDS = 10**11  # as seconds, this is the year 5138
# 02 Jan 2026 15:04 and its like; a day before or after its month in numbers would be a guess
FORMATS = ("%d %b %Y %H:%M", "%d %b %Y, %H:%M", "%d %b %Y %H:%M:%S", "%d %B %Y %H:%M",
           "%d %B %Y, %H:%M", "%b %d, %Y %H:%M", "%Y/%m/%d %H:%M", "%Y/%m/%d %H:%M:%S")  # fmt: skip


def parse_time(text: str, zone: ZoneInfo) -> float | None:
    """Return the second of the UNIX epoch; times without a zone are those of `zone`.

    Known are seconds and milliseconds of the epoch, ISO 8601, and `02 Jan 2026 15:04`.
    """
    text = text.strip()
    if NUMBER.fullmatch(text):
        number = float(text)
        return number / 1_000 if number >= FIRST_MILLISECONDS else number
    found = _parse_iso(text) or _parse_format(text)
    if found is None:
        return None
    try:
        return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC).timestamp()
    except OverflowError:  # the first and the last day of the calendar
        return None


def _parse_iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text.removesuffix(" UTC") + "+00:00" * text.endswith(" UTC"))
    except ValueError:
        return None


def _parse_format(text: str) -> datetime | None:
    for form in FORMATS:
        try:
            return datetime.strptime(text, form)
        except ValueError:
            continue
    return None
