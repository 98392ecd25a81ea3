"""Entries of playlists by kind: tracks, and the local files and episodes that have no track id."""

import pyarrow as pa
import pyarrow.compute as pc

OTHERS = ("local", "episode")


def is_other_item(texts: pa.Array) -> pa.Array:
    """Return which of the ids, URIs or addresses are of a local file or an episode."""
    return pc.not_equal(build_item_types(texts), "track")


def build_item_types(texts: pa.Array) -> pa.Array:
    """Return track, local or episode for each id, URI or address."""
    types = pa.repeat(pa.scalar("track"), len(texts))
    trimmed = pc.utf8_ltrim_whitespace(texts)
    for other in OTHERS:
        is_other = pc.fill_null(pc.starts_with(trimmed, f"spotify:{other}:"), False)
        types = pc.if_else(is_other, other, types)
    return types


def build_uris(texts: pa.Array, ids: pa.Array) -> pa.Array:
    """Return the URI of each entry: as the file has it, else made of the track's id."""
    trimmed = pc.utf8_trim_whitespace(texts)
    is_uri = pc.fill_null(pc.starts_with(trimmed, "spotify:"), False)
    return pc.if_else(is_uri, trimmed, pc.binary_join_element_wise("spotify:track:", ids, ""))
