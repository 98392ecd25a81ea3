"""An entry of Last.fm as a listen; its files and its API write it in the same way.

What entries say badly: the name of an artist or an album is under `#text` or `name`; the ids of
MusicBrainz may be those of another kind of thing, and are not read.
"""

from typing import Any

from ingestion.listens.listen import Listen, build_listen
from ingestion.load.json_values import as_object, parse_text


def parse_scrobble(entry: object) -> Listen | None:
    """Return the listen of an entry; None for what plays now.

    Raises
    ------
    NoListen
        If it has no time, or no name.
    """
    body = as_object(entry)
    if as_object(body.get("@attr")).get("nowplaying") == "true":
        return None
    return build_listen(
        find_second(body),
        parse_text(body.get("name")),
        _find_name(body.get("artist")),
        album_name=_find_name(body.get("album")),
    )


def find_second(entry: Any) -> int | None:
    """Return the second of a scrobble; None for what plays now."""
    return parse_count(as_object(as_object(entry).get("date")).get("uts"))


def parse_count(value: Any) -> int | None:
    """Return a number that is at least 0, as Last.fm writes it: often as text."""
    if isinstance(value, str) and value.isdecimal() and len(value) < 16:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _find_name(value: Any) -> str | None:
    body = as_object(value)
    return parse_text(body.get("#text")) or parse_text(body.get("name")) or parse_text(value)
