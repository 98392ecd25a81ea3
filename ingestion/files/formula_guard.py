"""Text cells of Segue's own CSV exports, without the mark that keeps them from being formulas.

An export puts a quotation mark before what a spreadsheet would compute, such as `=1+1`, where a
name begins or after a semicolon in it, and says so by a column of its own. Files of others are
taken as they come.
"""

import pyarrow as pa
import pyarrow.compute as pc

from ingestion.files.chunks import Chunk

GUARDED = r"(^|;[ \"]*)'('*[=+\-@\x{ff1d}\x{ff0b}\x{ff0d}\x{ff20}])"
COLUMNS = ("track_id", "name", "artists", "album_name", "genres")


def remove_guards(chunk: Chunk) -> Chunk:
    """Return the rows without these marks."""
    columns = {
        name: _remove(cells) if name in COLUMNS else cells for name, cells in chunk.columns.items()
    }
    return Chunk(columns, chunk.lines)


def _remove(cells: pa.Array) -> pa.Array:
    if not (pa.types.is_string(cells.type) or pa.types.is_large_string(cells.type)):
        try:
            cells = cells.cast(pa.string())
        except pa.ArrowException:  # bytes that are no UTF-8 are reported later
            return cells
    return pc.replace_substring_regex(cells, GUARDED, r"\1\2")
