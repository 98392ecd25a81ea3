"""Ids of Spotify's as people have them: alone, in a URI, or in the address of a page."""

import re

import pyarrow as pa
import pyarrow.compute as pc

from ingestion.load.name_keys import digest

TRACK_ID = re.compile(
    r"^(?:spotify:track:|https?://(?:open|play)\.spotify\.com/(?:intl-[\w-]+/)?(?:embed/)?track/)"
    r"([0-9A-Za-z]+)"
)
# until 2018 the URI and the address of a playlist began with its owner
ENTITY_ID = (
    r"^(?:spotify:(?:user:[^:]+:)?\w+:"
    r"|https?://(?:open|play)\.spotify\.com/(?:intl-[\w-]+/)?(?:embed/)?(?:user/[^/]+/)?\w+/)"
    r"([^:/?#\s]+)(?:[?#/].*)?$"
)
# an id of Spotify's, alone or in an address: which makes a column called `id` one of tracks
CERTAIN_ID = re.compile(rf"\s*(?:[0-9A-Za-z]{{22}}\s*$|{TRACK_ID.pattern.removeprefix('^')})")
PLAIN_ID = re.compile(r"^[^\s:/]{1,255}$")


def parse_track_id(text: str | None) -> str | None:
    """Return the id in a track's URI or address, an id as it is, and None for anything else."""
    if text is None:
        return None
    text = text.strip()
    found = TRACK_ID.match(text)
    if found:
        return found.group(1)
    return text if PLAIN_ID.match(text) else None


def parse_ids(texts: pa.Array) -> pa.Array:
    """Return the ids in URIs and addresses of Spotify; other texts as they are."""
    trimmed = pc.utf8_trim_whitespace(texts)
    if not pc.any(pc.match_substring(trimmed, ":")).as_py():
        return trimmed
    return pc.replace_substring_regex(trimmed, ENTITY_ID, r"\1")


def build_playlist_keys(names: pa.Array) -> pa.Array:
    """Return the id of playlists that are only named: the one that the source `history` gives."""
    distinct = names.dictionary_encode()
    keys = [f"name:{digest(name)}" for name in distinct.dictionary.to_pylist()]
    return pa.array(keys, pa.string()).take(distinct.indices)
