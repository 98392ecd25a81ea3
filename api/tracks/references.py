"""The forms in which people name one track exactly: an id, a URI, a link or an ISRC."""

import re

SPOTIFY = re.compile(
    r"(?:spotify:track:|(?:https?://)?(?:open|play)\.spotify\.com/(?:intl-[a-z]{2,3}/)?"
    r"(?:embed/)?track/)([0-9A-Za-z]{22})(?:[/?#].*)?",
    re.IGNORECASE,
)
ISRC = re.compile(r"([A-Z]{2})([A-Z0-9]{3})([0-9]{2})([0-9]{5})")
PREFIX = re.compile(r"\s*isrc\s*[:=]\s*", re.IGNORECASE)


def parse_spotify_id(text: str) -> str | None:
    """Return the id in a URI or a link of Spotify's that leads to a track, else None."""
    found = SPOTIFY.fullmatch(text.strip())
    return found.group(1) if found else None


def parse_isrc(text: str) -> str | None:
    """Return the ISRC that `text` is, as 12 capitals and digits, else None.

    `isrc:` may stand before it, and hyphens or blanks between its parts.
    """
    compact = re.sub(r"[\s\-\u2010-\u2013]", "", PREFIX.sub("", text, count=1)).upper()
    return compact if ISRC.fullmatch(compact) else None


def is_called_isrc(text: str) -> bool:
    """Return whether `text` says that it is an ISRC, be it one or not."""
    return PREFIX.match(text) is not None


def spell_isrc(isrc: str) -> list[str]:
    """Return the spellings under which sources store an ISRC."""
    found = ISRC.fullmatch(isrc)
    assert found is not None
    spellings = (isrc, "-".join(found.groups()))
    return [*spellings, *(each.lower() for each in spellings)]
