"""Reads CSV: Arrow parses whole blocks; those that it counts differently are read row by row."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import csv as arrow_csv

from ingestion.files.chunks import Chunk, Refuse
from ingestion.files.csv_records import Block, Dialect, blocks, fields_of
from ingestion.files.file_format import TextStream, UnreadableFile, is_utf8

DELIMITERS = ",;\t|"
LONGEST_HEADER = 1 << 16


class CsvFile:
    """A CSV file; its values come as bytes, because one bad byte must cost one value only."""

    unit = "line"

    def __init__(self, path: Path, refuse: Refuse) -> None:
        self._path, self._refuse = path, refuse
        self.is_damaged = False
        with TextStream(path) as stream:
            header, self._header_lines, self._header_size = _header(stream)
        self._dialect = _dialect(header)
        names = fields_of(header, self._dialect.delimiter)
        if names is None:
            raise UnreadableFile("expected a header of column names, got a broken line", line=1)
        self.header = [name.strip() for name in names]

    def chunks(self, wanted: Mapping[str, int]) -> Iterator[Chunk]:
        """Yield the rows with the columns of `wanted`, and refuse those with other fields."""
        with TextStream(self._path) as stream:
            stream.read(self._header_size)
            for block in blocks(stream, self._dialect, self._header_lines + 1, self._refuse):
                chunk = self._parse_with_arrow(block, wanted)
                yield self._parse_row_by_row(block, wanted) if chunk is None else chunk
            self.is_damaged = stream.is_damaged

    def _parse_with_arrow(self, block: Block, wanted: Mapping[str, int]) -> Chunk | None:
        """Return the rows as Arrow reads them, or None when it counts them differently."""
        if b"\r" in block.text and block.text.count(b"\r") != block.text.count(b"\r\n"):
            return None  # Arrow would end a line there
        if block.has_open_record(self._dialect.delimiter):
            return None  # Arrow would go on into the next record; the count may be equal by chance
        broken: list[arrow_csv.InvalidRow] = []

        def skip(row: arrow_csv.InvalidRow) -> str:
            broken.append(row)
            return "skip"

        try:
            table = self._table(block, wanted)
        except pa.ArrowInvalid:  # a row of other fields, which Arrow can only tell of in UTF-8
            if not is_utf8(block.text):
                return None
            table = self._table(block, wanted, skip)
        if table.num_rows + len(broken) != len(block.lines):
            return None
        is_kept = np.ones(len(block.lines), bool)
        for row in broken:
            is_kept[row.number - 1] = False
            self._refuse_fields(row.actual_columns, int(block.lines[row.number - 1]), row.text)
        columns = {name: table.column(str(i)).combine_chunks() for name, i in wanted.items()}
        return Chunk(columns, block.lines[is_kept])

    def _table(
        self,
        block: Block,
        wanted: Mapping[str, int],
        skip: Callable[[arrow_csv.InvalidRow], str] | None = None,
    ) -> pa.Table:
        places = [str(place) for place in range(self._dialect.fields)]
        return arrow_csv.read_csv(
            pa.BufferReader(block.text),
            arrow_csv.ReadOptions(
                use_threads=False, column_names=places, block_size=len(block.text) + 1
            ),
            arrow_csv.ParseOptions(
                delimiter=self._dialect.delimiter, newlines_in_values=True,
                invalid_row_handler=skip,
            ),
            arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(places, pa.binary()), check_utf8=False,
                include_columns=sorted({str(place) for place in wanted.values()}),
            ),
        )  # fmt: skip

    def _parse_row_by_row(self, block: Block, wanted: Mapping[str, int]) -> Chunk:
        rows: list[list[str]] = []
        lines: list[int] = []
        for index, line in enumerate(block.lines.tolist()):
            record = block.record(index)
            fields = fields_of(record, self._dialect.delimiter, strict=False)
            if fields is None:
                self._refuse(
                    "expected one row, got quotes or line ends that do not fit; it is left out",
                    line=line, raw_text=record.rstrip(b"\r\n"),
                )  # fmt: skip
            elif len(fields) != self._dialect.fields:
                self._refuse_fields(len(fields), line, record.rstrip(b"\r\n"))
            else:
                rows.append(fields)
                lines.append(line)
        columns = {
            name: pa.array(
                [row[place].encode("utf-8", "surrogateescape") for row in rows], pa.binary()
            )
            for name, place in wanted.items()
        }
        return Chunk(columns, np.array(lines, np.int64))

    def _refuse_fields(self, got: int, line: int, text: str | bytes) -> None:
        self._refuse(
            f"expected {self._dialect.fields} fields, got {got}; the row is left out",
            line=line, raw_text=text,
        )  # fmt: skip


def _header(stream: TextStream) -> tuple[bytes, int, int]:
    """Return the first line that is not blank, on which line it ends, and after how many bytes."""
    start = stream.read(LONGEST_HEADER)
    size = 0
    for number, line in enumerate(start.splitlines(keepends=True), 1):
        size += len(line)
        if line.strip():
            _check_end(line, size == len(start) == LONGEST_HEADER)
            return line, number, size
    raise UnreadableFile("expected a header of column names, got blank lines", line=1)


def _check_end(header: bytes, is_cut: bool) -> None:
    if header.endswith(b"\r"):
        raise UnreadableFile("expected lines that end in LF or CRLF, got CR alone; convert it", 1)
    if is_cut:
        raise UnreadableFile(f"expected a header, got a line over {LONGEST_HEADER:,} bytes", 1)


def _dialect(header: bytes) -> Dialect:
    text = header.decode("utf-8", "surrogateescape")
    delimiter = max(DELIMITERS, key=text.count)
    return Dialect(delimiter, len(fields_of(header, delimiter) or ()))
