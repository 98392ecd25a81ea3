"""Keys of tracks that are only named: equal where the warehouse would call the names equal."""

import hashlib
import re
import unicodedata

ACCENTS = re.compile("[\u0300-\u036f]")


def normalize_name(name: str) -> str:
    """Return `name` in lower case, without accents and with single blanks.

    The macro `normalised` of dbt says the same in SQL: a play by name finds its track there.
    """
    if name.isascii():
        return " ".join(name.lower().split())
    plain = ACCENTS.sub("", unicodedata.normalize("NFKD", name))
    # letter by letter, as Postgres does it: Python would write the last sigma of a word otherwise
    return " ".join("".join(letter.lower() for letter in plain).split())


def build_name_key(artist: str | None, name: str | None) -> str:
    """Return the key of a track known by the names of itself and of its artist."""
    names = " / ".join((normalize_name(artist or ""), normalize_name(name or "")))
    return f"name:{digest(names)}"


def digest(text: str) -> str:
    """Return a short fingerprint of `text`, which JSON may have left with half a surrogate."""
    return hashlib.md5(text.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()
