"""How a file of Exportify.net joins names of artists: settled once for the file, not row by row.

Until July 2025 it joined them by a comma, since then by a semicolon. `10,000 Maniacs` would be
two artists where the file has no row of several.
"""

from collections.abc import Mapping
from dataclasses import replace

import pyarrow.compute as pc

from ingestion.files.cells import Cells
from ingestion.files.chunks import ignore
from ingestion.files.input_files import InputFile
from ingestion.files.layouts import Layout, normalize_header

SINCE_SEMICOLONS = {"record_label", "explicit"}


def settle_separator(
    file: InputFile, layout: Layout, header: list[str], places: Mapping[str, int]
) -> Layout:
    """Return `layout`, with names joined by semicolons if this file was written so."""
    if layout.artists != "comma" or "artists" not in places:
        return layout
    is_newer = SINCE_SEMICOLONS & set(map(normalize_header, header))
    if is_newer or _has_semicolon(file, places["artists"]):
        return replace(layout, artists="semicolon")
    return layout


def _has_semicolon(file: InputFile, place: int) -> bool:
    wanted = {"artists": place}
    for chunk in file.open_table(quiet=True).chunks(wanted):
        names = Cells(chunk, {"artists": ""}, ("",), ignore).text("artists")
        if pc.any(pc.match_substring(names, ";")).as_py():
            return True
    return False
