"""Exportify.app writes its headers in the language of the person: the order identifies them.

The order is that of https://github.com/watsonbox/exportify; what may follow it is told by name.
"""

import re
from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from ingestion.files.chunks import Chunk
from ingestion.files.input_files import InputFile
from ingestion.files.layouts import GENERIC, layout_of

IN_ORDER = (
    "Track URI", "Track Name", "Artist URI(s)", "Artist Name(s)", "Album URI", "Album Name",
    "Album Artist URI(s)", "Album Artist Name(s)", "Album Release Date", "Album Image URL",
    "Disc Number", "Track Number", "Track Duration (ms)", "Track Preview URL", "Explicit",
    "Popularity", "ISRC", "Added By", "Added At",
)  # fmt: skip
SHAPES = {
    "Track URI": r"^\s*spotify:track:",
    "Artist URI(s)": r"^\s*spotify:artist:",
    "Album URI": r"^\s*spotify:album:",
}


def translate_header(file: InputFile, header: list[str]) -> list[str]:
    """Return `header`, in English when it is Exportify.app's in another language."""
    if layout_of(header) is not GENERIC or len(header) < len(IN_ORDER):
        return header
    wanted = {name: IN_ORDER.index(name) for name in SHAPES}
    for chunk in file.open_table(quiet=True).chunks(wanted):
        if len(chunk):
            return [*IN_ORDER, *header[len(IN_ORDER) :]] if _has_shape(chunk) else header
    return header


def is_in_other_language(header: Sequence[str], first_row: Sequence[str]) -> bool:
    """Return whether a table is Exportify.app's in some language, by its first row."""
    places = {name: IN_ORDER.index(name) for name in SHAPES}
    return len(first_row) == len(header) >= len(IN_ORDER) and all(
        re.match(shape, first_row[places[name]]) for name, shape in SHAPES.items()
    )


def _has_shape(chunk: Chunk) -> bool:
    """Return whether some row has the URIs of a track, an artist and an album in their places."""
    fits = [_matches(chunk.columns[name], shape) for name, shape in SHAPES.items()]
    return bool(pc.any(pc.and_(pc.and_(fits[0], fits[1]), fits[2])).as_py())


def _matches(cells: pa.Array, shape: str) -> pa.Array:
    if not (pa.types.is_binary(cells.type) or pa.types.is_string(cells.type)):
        return pa.repeat(pa.scalar(False), len(cells))
    return pc.fill_null(pc.match_substring_regex(cells, shape), False)
