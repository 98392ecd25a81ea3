"""Cuts CSV text into whole records without reading it value by value.

A record ends at a newline unless a quote is open. Lines with an even number of quotes are
taken as records by themselves; only the few others are looked at closely. A quote that is never
closed would swallow the rest of the file: its line alone is refused, and reading goes on below it.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ingestion.files.chunks import Refuse
from ingestion.files.file_format import TextStream

BLOCK = 4 << 20
LONGEST_RECORD = 1 << 20
NEWLINE, QUOTE, RETURN = 10, 34, 13
AFTER = "after"


@dataclass(frozen=True)
class Dialect:
    """Separator, quotes and number of fields of a file."""

    delimiter: str
    fields: int


@dataclass(frozen=True)
class Block:
    """Text of whole records; where each begins in it, and on which line of the file."""

    text: bytes
    starts: NDArray[np.int64]
    lines: NDArray[np.int64]

    def record(self, index: int) -> bytes:
        """Return the text of one record, without its line end."""
        end = self.starts[index + 1] if index + 1 < len(self.starts) else len(self.text)
        return self.text[self.starts[index] : end].rstrip(b"\r\n")

    def has_open_record(self, delimiter: str) -> bool:
        """Return whether a record ends within quotes, so that a CSV parser would read past it."""
        return any(
            fields_of(self.record(index), delimiter, strict=False) is None
            for index in self._find_stray_quotes(delimiter)
        )

    def _find_stray_quotes(self, delimiter: str) -> list[int]:
        """Return the records with an opening quote that neither begins a field nor is doubled.

        All others are closed: without a stray quote, the first quote of a record opens a field,
        the second closes it, the third opens one or doubles the second, and so on to an even end.
        """
        text = np.frombuffer(self.text, np.uint8)
        quotes = np.flatnonzero(text == QUOTE)
        records = np.searchsorted(self.starts, quotes, side="right") - 1
        number_in_record = np.arange(len(quotes)) - np.searchsorted(quotes, self.starts)[records]
        before = text[quotes - 1]  # at place 0 it is the last byte, which is a newline
        is_opening = np.isin(before, (NEWLINE, QUOTE, ord(delimiter)))
        return np.unique(records[(number_in_record % 2 == 0) & ~is_opening]).tolist()


def blocks(stream: TextStream, dialect: Dialect, line: int, refuse: Refuse) -> Iterator[Block]:
    """Yield the records of `stream`, which begins on `line`; call `refuse` for the broken ones."""
    rest, is_last = b"", False
    while not is_last:
        text = stream.read(BLOCK)
        is_last = not text
        text = rest + text
        if is_last and text and not text.endswith(b"\n"):
            text += b"\n"
        cut = _Lines(text, dialect, line, is_last, refuse)
        block = cut.block()
        if len(block.starts):
            yield block
        rest, line = text[cut.length :], line + cut.number
    if stream.is_damaged:
        refuse("expected more rows, got the damaged end of a compressed file", line=line)


def fields_of(record: bytes, delimiter: str, *, strict: bool = True) -> list[str] | None:
    """Return the fields of `record`, or None when it is not exactly one record.

    What follows a closing quote is no record when `strict`, and else goes on with the field, as
    Arrow has it.
    """
    text = record.decode("utf-8", "surrogateescape")
    try:
        # an open quote would swallow what comes after the record
        rows = list(csv.reader([text, AFTER], delimiter=delimiter, strict=strict))
    except csv.Error:
        return None
    return rows[0] if rows[1:] == [[AFTER]] else None


class _Lines:
    """The lines of one portion of text: which are kept, and which continue the one before."""

    def __init__(
        self, text: bytes, dialect: Dialect, line: int, is_last: bool, refuse: Refuse
    ) -> None:
        self._text, self._dialect, self._line, self._refuse = text, dialect, line, refuse
        self._bytes = np.frombuffer(text, np.uint8)
        self._ends = np.flatnonzero(self._bytes == NEWLINE) + 1
        self._starts = np.concatenate([[0], self._ends[:-1]]).astype(np.int64)[: len(self._ends)]
        self._kept = np.ones(len(self._ends), bool)
        self._continues = np.zeros(len(self._ends), bool)
        self.number = len(self._ends)
        self._look_closely(self._lines_with_an_open_quote(), is_last)
        self.length = int(self._ends[self.number - 1]) if self.number else 0

    def block(self) -> Block:
        """Return the records that are whole."""
        starts, ends = self._starts[: self.number], self._ends[: self.number]
        is_kept, sizes = self._kept[: self.number], ends - starts
        is_first = is_kept & ~self._continues[: self.number] & ~self._blank(starts, sizes)
        lines = np.flatnonzero(is_first) + self._line
        if is_kept.all():
            return Block(self._text[: self.length], starts[is_first], lines)
        text = self._bytes[: self.length][np.repeat(is_kept, sizes)].tobytes()
        moved = np.cumsum(np.where(is_kept, sizes, 0)) - np.where(is_kept, sizes, 0)
        return Block(text, moved[is_first], lines)

    def _blank(self, starts: NDArray[np.int64], sizes: NDArray[np.int64]) -> NDArray[np.bool_]:
        if not len(starts):
            return np.zeros(0, bool)
        return (sizes == 1) | ((sizes == 2) & (self._bytes[starts] == RETURN))

    def _lines_with_an_open_quote(self) -> list[int]:
        quotes = np.flatnonzero(self._bytes == QUOTE)
        before = np.searchsorted(quotes, np.concatenate([[0], self._ends]))
        return np.flatnonzero(np.diff(before) % 2).tolist()

    def _look_closely(self, odd: list[int], is_last: bool) -> None:
        place = 0
        while place < len(odd):
            first = odd[place]
            start, following = int(self._starts[first]), odd[place + 1 : place + 2]
            if not following and not is_last and len(self._text) - start < LONGEST_RECORD:
                self.number = first  # it may be closed further on
                return
            if following and self._is_record(start, int(self._ends[following[0]])):
                self._continues[first + 1 : following[0] + 1] = True
                place += 2
                continue
            if fields_of(self._text[start : self._ends[first]], self._dialect.delimiter) is None:
                self._kept[first] = False
                self._refuse(
                    "expected a closing quote, got the end of the line; the row is left out",
                    line=self._line + first,
                    raw_text=self._text[start : self._ends[first]].rstrip(b"\r\n"),
                )
            place += 1

    def _is_record(self, start: int, end: int) -> bool:
        if end - start > LONGEST_RECORD:
            return False
        fields = fields_of(self._text[start:end], self._dialect.delimiter)
        return fields is not None and len(fields) == self._dialect.fields
