"""Release dates as Spotify writes them: `1999`, `1999-05` or `1999-05-21`."""

import re
from datetime import date

SHAPE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)


def is_release_date(text: str) -> bool:
    """Return whether `text` names a year, a month or a day that there is; `0000` is none."""
    found = SHAPE.fullmatch(text)
    if not found:
        return False
    year, month, day = (int(part) if part else 1 for part in found.groups())
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
