"""Converts cells to typed values; a value that does not fit is left empty and reported."""

import functools
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from ingestion.files.chunks import Chunk, Refuse
from ingestion.files.file_format import is_utf8
from ingestion.files.ids import build_playlist_keys, parse_ids, parse_track_id
from ingestion.files.layouts import Lists
from ingestion.files.lists import split_lists
from ingestion.load.json_values import is_release_date, parse_instant

ParseName = Callable[[str], int | None]
TRUE, FALSE = ("true", "1", "1.0", "yes", "t"), ("false", "0", "0.0", "no", "f")
ID_EXPECTED = "expected the id, URI or address of a track"
INSTANT_EXPECTED = "expected an instant like 2024-05-01T10:00:00Z"
# a day that every month has: nothing more to look at
SAFE_DATE = r"^(?:[1-9]\d{3})(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|1\d|2[0-8]))?)?$"
DAY_EXPECTED = "expected a day as YYYY-MM-DD"
DATE_EXPECTED = "expected a date as YYYY, YYYY-MM or YYYY-MM-DD"
LEFT_EMPTY = "the value is left empty"


def _compute_once(method: Callable[..., Any]) -> Callable[..., Any]:
    """Remember what a method of Cells returned, so that a bad value is reported once."""

    @functools.wraps(method)
    def cached(self: "Cells", name: str, *options: Any) -> Any:
        if name not in self:
            return None
        key = (method.__name__, name, *options)
        if key not in self.computed:
            self.computed[key] = method(self, name, *options)
        return self.computed[key]

    return cached


class Cells:
    """The cells of a chunk by our column names; a column that the file lacks gives None."""

    def __init__(
        self, chunk: Chunk, headers: Mapping[str, str], missing: tuple[str, ...], refuse: Refuse
    ) -> None:
        self.chunk, self._headers, self._refuse = chunk, headers, refuse
        self._missing = missing
        self.computed: dict[tuple[Any, ...], pa.Array] = {}

    def __contains__(self, name: str) -> bool:
        return name in self.chunk.columns

    def filter(self, is_kept: NDArray[np.bool_]) -> "Cells":
        """Return the rows where `is_kept` is true, with what was already worked out."""
        if is_kept.all():
            return self
        filtered = Cells(self.chunk.filter(is_kept), self._headers, self._missing, self._refuse)
        mask = pa.array(is_kept)
        filtered.computed = {key: values.filter(mask) for key, values in self.computed.items()}
        return filtered

    @_compute_once
    def text(self, name: str) -> pa.Array | None:
        """Return a column as text; bytes other than UTF-8, and NUL, are refused."""
        texts = self._as_text(name)
        is_missing = pc.is_in(texts, value_set=pa.array(self._missing, pa.string()))
        return pc.if_else(is_missing, pa.scalar(None, pa.string()), texts)

    @_compute_once
    def number(self, name: str, low: float, high: float) -> pa.Array | None:
        """Return a column as finite numbers from `low` to `high`."""
        return self._in_range(name, self._numbers(name, "a number"), "a number", low, high)

    @_compute_once
    def integer(
        self, name: str, low: int, high: int, parse_name: ParseName | None = None
    ) -> pa.Array | None:
        """Return a column as whole numbers from `low` to `high`; 3.0 is whole.

        `parse_name` returns the number of a text that is none, such as the name of a key.
        """
        values = self._numbers(name, "a whole number", parse_name)
        if pa.types.is_floating(values.type):
            values = self._in_range(name, values, "a whole number", low, high)
            broken = pc.not_equal(values, pc.trunc(values))
            values = self._set_null(name, values, broken, "expected a whole number")
            return values.cast(pa.int64())
        return self._in_range(name, values, "a whole number", low, high)

    @_compute_once
    def boolean(self, name: str) -> pa.Array | None:
        """Return a column of true and false, or 1 and 0."""
        if pa.types.is_boolean(self.chunk.columns[name].type):
            return self.chunk.columns[name]
        texts = self.text(name)
        lower = pc.utf8_lower(pc.utf8_trim_whitespace(texts))
        is_true = pc.is_in(lower, value_set=pa.array(TRUE))
        is_false = pc.is_in(lower, value_set=pa.array(FALSE))
        known = pc.or_(is_true, is_false)
        bad = pc.and_(pc.invert(known), pc.is_valid(texts))
        self.report(name, bad, "expected true or false")
        return pc.if_else(known, is_true, None)

    @_compute_once
    def release_date(self, name: str) -> pa.Array | None:
        """Return a column of dates as Spotify writes them: a year, a month or a day."""
        texts = self.text(name)
        safe = pc.fill_null(pc.match_substring_regex(texts, SAFE_DATE), True)
        if pc.all(safe).as_py():
            return texts
        parsed = [_release_date(text) for text in texts.filter(pc.invert(safe)).to_pylist()]
        dates = pc.replace_with_mask(texts, pc.invert(safe), pa.array(parsed, pa.string()))
        self.report(name, pc.and_(pc.is_null(dates), pc.is_valid(texts)), DATE_EXPECTED)
        return dates

    @_compute_once
    def instant(self, name: str) -> pa.Array | None:
        """Return a column of instants in UTC; one without a zone is taken as UTC."""
        kind = pa.timestamp("us", "UTC")
        if pa.types.is_timestamp(self.chunk.columns[name].type):
            return self.chunk.columns[name].cast(kind, safe=False)
        return self._parse_distinct(
            name, lambda text: parse_instant(text.strip()), kind, INSTANT_EXPECTED
        )

    @_compute_once
    def day(self, name: str) -> pa.Array | None:
        """Return a column of days; anything else is null, and the caller reports it."""
        kind = self.chunk.columns[name].type
        if pa.types.is_date(kind) or pa.types.is_timestamp(kind):
            return self.chunk.columns[name].cast(pa.date32(), safe=False)
        distinct = self.text(name).dictionary_encode()
        parsed = map(_day, distinct.dictionary.to_pylist())
        return pa.array(parsed, pa.date32()).take(distinct.indices)

    @_compute_once
    def list_of(self, name: str, how: Lists) -> pa.ListArray | None:
        """Return a column of lists."""
        cells = self.chunk.columns[name]
        if not _is_list_of_text(cells.type):
            cells = self.text(name)
        lists, bad = split_lists(cells, how)
        self.report(name, bad, "expected a list like ['a', 'b']")
        return lists

    @_compute_once
    def ids_of(self, name: str) -> pa.Array | None:
        """Return a column of ids of any entity, also those in URIs and addresses."""
        return parse_ids(self.text(name))

    def playlist_ids(self) -> pa.Array | None:
        """Return the id of each row's playlist; one without an id is known by its name."""
        if "playlist_id" in self:
            return self.ids_of("playlist_id")
        names = self.text("playlist_name")
        return None if names is None else build_playlist_keys(names)

    @_compute_once
    def track_ids(self, name: str) -> pa.Array | None:
        """Return a column of track ids; anything else is null, and the caller reports it."""
        texts = self.text(name)
        plain = pc.match_substring_regex(texts, r"^[0-9A-Za-z]{22}$")
        if pc.all(plain).as_py():
            return texts
        return pa.array((parse_track_id(text) for text in texts.to_pylist()), pa.string())

    # within ------------------------------------------------------------------------------

    def _as_text(self, name: str) -> pa.Array:
        cells = self.chunk.columns[name]
        if pa.types.is_dictionary(cells.type):
            cells = cells.dictionary_decode()
        if pa.types.is_nested(cells.type):
            self.report(name, pc.is_valid(cells), "expected text")
            return pa.nulls(len(cells), pa.string())
        try:
            texts = cells.cast(pa.string())
        except pa.ArrowInvalid:
            bad = np.array([cell is not None and not is_utf8(cell) for cell in cells.to_pylist()])
            self.report(name, pa.array(bad), "expected UTF-8")
            texts = pc.if_else(pa.array(bad), None, cells).cast(pa.string())
        has_nul = pc.fill_null(pc.match_substring(texts, "\x00"), False)
        return self._set_null(name, texts, has_nul, "expected text without NUL")

    def _numbers(self, name: str, what: str, parse_name: ParseName | None = None) -> pa.Array:
        cells = self.chunk.columns[name]
        if pa.types.is_integer(cells.type) and cells.type != pa.uint64():
            return cells.cast(pa.int64())
        if pa.types.is_floating(cells.type) or pa.types.is_decimal(cells.type):
            return cells.cast(pa.float64())
        if cells.type == pa.uint64():  # may be past what a bigint holds
            return cells.cast(pa.float64(), safe=False)
        texts = pc.utf8_trim_whitespace(self.text(name))
        try:
            return texts.cast(pa.float64())
        except pa.ArrowInvalid:
            distinct = texts.dictionary_encode()
            parsed = [_number(text, parse_name) for text in distinct.dictionary.to_pylist()]
            numbers = pa.array(parsed, pa.float64()).take(distinct.indices)
            bad = pc.and_(pc.is_null(numbers), pc.is_valid(texts))
            self.report(name, bad, f"expected {what}")
            return numbers

    def _in_range(
        self, name: str, values: pa.Array, what: str, low: float, high: float
    ) -> pa.Array:
        inside = pc.and_(pc.greater_equal(values, low), pc.less_equal(values, high))
        bad = pc.invert(inside)  # also what is not a number
        return self._set_null(name, values, bad, f"expected {what} from {low:g} to {high:g}")

    def _parse_distinct(
        self, name: str, parse: Callable[[str], Any], kind: pa.DataType, expected: str
    ) -> pa.Array:
        texts = self.text(name)
        distinct = texts.dictionary_encode()
        parsed = [parse(text) for text in distinct.dictionary.to_pylist()]
        values = pa.array(parsed, kind).take(distinct.indices)
        self.report(name, pc.and_(pc.is_null(values), pc.is_valid(texts)), expected)
        return values

    def _set_null(self, name: str, values: pa.Array, bad: pa.Array, expected: str) -> pa.Array:
        if not pc.any(bad).as_py():
            return values
        self.report(name, bad, expected)
        return pc.if_else(pc.fill_null(bad, False), pa.scalar(None, values.type), values)

    def report(
        self, name: str, bad: pa.Array, expected: str, consequence: str = LEFT_EMPTY
    ) -> None:
        """List the rows where `bad` is true, with what was expected in column `name`."""
        for row in _find_true(bad):
            cell = self.chunk.columns[name][row].as_py()
            raw = cell if isinstance(cell, bytes) else str(cell)
            self._refuse(
                f"{expected}, got {_format_cell(cell)}; {consequence}",
                line=int(self.chunk.lines[row]), column=self._headers[name], raw_text=raw,
            )  # fmt: skip


def _find_true(mask: pa.Array) -> NDArray[np.int64]:
    return np.flatnonzero(pc.fill_null(mask, False).to_numpy(zero_copy_only=False))


def _is_list_of_text(kind: pa.DataType) -> bool:
    if not (pa.types.is_list(kind) or pa.types.is_large_list(kind)):
        return False
    inner = kind.value_type
    return pa.types.is_string(inner) or pa.types.is_large_string(inner)


def _format_cell(cell: object) -> str:
    text = cell.decode("utf-8", "backslashreplace") if isinstance(cell, bytes) else str(cell)
    return repr(text if len(text) <= 80 else text[:80] + "…")


def _number(text: str, parse_name: ParseName | None) -> float | None:
    try:
        return None if "_" in text else float(text)
    except ValueError:
        return parse_name(text) if parse_name else None


def _release_date(text: str) -> str | None:
    date = text.strip().split("T")[0].split(" ")[0]
    return date if is_release_date(date) else None


def _day(text: str) -> date | None:
    try:
        return datetime.fromisoformat(text.strip()).date()
    except ValueError:
        return None
