"""Columns that Segue has no field for: one JSON object per row, and one report per file.

A file without such columns costs nothing here.
"""

import json
import re
from collections.abc import Mapping
from itertools import count

import pyarrow as pa
import pyarrow.compute as pc

from ingestion.files.cells import LEFT_EMPTY, Cells
from ingestion.files.input_files import InputFile
from ingestion.files.lists import quote_json
from ingestion.load.summary import Problem

# what pandas writes beside the columns of a table, and a header that is blank
NOTHING_TO_KEEP = re.compile(r"(?:Unnamed: 0(?:\.\d+)*|__index_level_\d+__)?")
LONGEST_LIST = 500
BYTES = (pa.binary(), pa.large_binary())
TEXTS = (pa.string(), pa.large_string())


class ExtraColumns:
    """The columns of `header` that `places` leaves over; they are reported to `file` at once."""

    def __init__(self, file: InputFile, header: list[str], places: Mapping[str, int]) -> None:
        self._file = file
        keys = _keys(header, set(places.values()))
        self._keys = {f"extra {place}": key for place, key in keys.items()}
        # to be read beside those of ours, by names that are none of ours
        self.places = {f"extra {place}": place for place in keys}
        if keys:
            names = ", ".join(map(_to_printable, keys.values()))
            shown_names = names if len(names) <= LONGEST_LIST else f"{names[:LONGEST_LIST]}…"
            file.rejections.add(
                Problem(
                    f"kept in _payload as they came: {shown_names}",
                    str(file.path), provider=file.read.provider,
                )
            )  # fmt: skip

    def build_payload(self, cells: Cells) -> pa.Array | None:
        """Return for each row `{"header":"text",…}` without empty cells; null where all are."""
        if not self._keys:
            return None
        members = [
            pc.binary_join_element_wise(f",{_json(key)}:", quote_json(self._texts(cells, name)), "")
            for name, key in self._keys.items()
        ]
        # not "skip": Arrow then forgets the rows in which all are null
        joined = pc.binary_join_element_wise(
            *members, "", null_handling="replace", null_replacement=""
        )
        filled = pc.if_else(pc.equal(joined, ""), pa.scalar(None, pa.string()), joined)
        return pc.binary_join_element_wise("{", pc.utf8_slice_codeunits(filled, 1), "}", "")

    def _texts(self, cells: Cells, name: str) -> pa.Array:
        column = cells.chunk.columns[name]
        if pa.types.is_dictionary(column.type):
            column = column.dictionary_decode()
        if column.type in BYTES:
            return cells.text(name)
        if not pa.types.is_nested(column.type):
            try:
                if column.type not in TEXTS:
                    return column.cast(pa.string())
                column.cast(pa.large_binary()).cast(pa.large_string())  # Parquet's may be none
                return cells.text(name)
            except pa.ArrowException:
                pass  # a type that Arrow cannot write, or one value of it
        return self._one_by_one(cells, name, column)

    def _one_by_one(self, cells: Cells, name: str, column: pa.Array) -> pa.Array:
        texts = [_to_text(cell) for cell in column]
        for row, text in enumerate(texts):
            if text is None and column[row].is_valid:
                self._file.refuse(
                    f"expected a value that can be written as text, got {column.type};"
                    f" {LEFT_EMPTY}",
                    line=int(cells.chunk.lines[row]), column=self._keys[name],
                )  # fmt: skip
        return pa.array([text or None for text in texts], pa.string())


def _keys(header: list[str], taken: set[int]) -> dict[int, str]:
    """Return the key of each column that is left over, by its place; no two are the same."""
    keys: dict[str, int] = {}
    for place, name in enumerate(header):
        if place in taken or NOTHING_TO_KEEP.fullmatch(name.strip()):
            continue
        # as jsonb can hold it
        key = name.encode("utf-8", "backslashreplace").decode().replace("\x00", "\ufffd")
        others = (f"{key} ({number})" for number in count(2))
        while key in keys:
            key = next(others)
        keys[key] = place
    return {place: key for key, place in keys.items()}


def _to_text(cell: pa.Scalar) -> str | None:
    """Return a list, an object or a value of a rare type as text; None where there is none."""
    try:
        value = cell.as_py()
    except (ValueError, OverflowError, pa.ArrowException):
        return None
    if isinstance(value, bytes):
        return value.decode("utf-8", "backslashreplace")
    return _json(value) if isinstance(value, list | dict) else None if value is None else str(value)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _to_printable(key: str) -> str:
    """Return a header on one line, without what a terminal would obey."""
    return key if key.isprintable() else repr(key)[1:-1]
