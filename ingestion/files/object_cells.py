"""Columns of a file in which a cell may be a whole object of Spotify's, such as an album."""

import pyarrow as pa
import pyarrow.compute as pc

from ingestion.files.cells import Cells
from ingestion.files.objects import is_structure, parse_field


def find_field(cells: Cells, name: str, key: str) -> pa.Array | None:
    """Return what stands under `key` in cells that are an object; null in the others."""
    texts = cells.text(name)
    if texts is None:
        return None
    has_object = is_structure(texts)
    if not pc.any(has_object).as_py():
        return pa.nulls(len(texts), pa.string())
    fields = [
        parse_field(text, key) if is_object else None
        for text, is_object in zip(texts.to_pylist(), has_object.to_pylist(), strict=True)
    ]
    return pa.array(fields, pa.string())


def find_names(cells: Cells, name: str) -> pa.Array | None:
    """Return a column of names; of a cell that is an object, the name in it."""
    texts = cells.text(name)
    if texts is None:
        return None
    has_object = is_structure(texts)
    names = find_field(cells, name, "name")
    cells.report(name, pc.and_(has_object, pc.is_null(names)), "expected a name")
    return pc.if_else(has_object, names, texts)
