"""Rows on their way into Postgres, as CSV files of a few megabytes each.

dlt would write Parquet, read it and write CSV; CSV at once takes two thirds of the time. A file
leaves out the columns that hold nothing, and holds either rows that are new or rows that are
known with other content, since these are loaded differently.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as arrow_csv

from ingestion.load.tables import TABLES

BYTES_AT_ONCE = 4 << 20


@dataclass(frozen=True)
class ChangedRows:
    """Rows of one table: new ones, or, if not `is_new`, ones with other content."""

    table: str
    rows: pa.Table
    is_new: bool


@dataclass(frozen=True)
class CsvChunk:
    """A CSV file with a header, ready for COPY."""

    table: str
    is_new: bool
    path: Path
    columns: tuple[str, ...]
    number_of_rows: int


class CsvChunkWriter:
    """Gathers rows until a chunk is full, and writes it into `folder`."""

    def __init__(self, folder: Path, load_id: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._load_id = folder, load_id
        self._waiting: dict[tuple[str, bool], list[pa.Table]] = {}
        self._number = 0

    def add(self, some: ChangedRows) -> Iterator[CsvChunk]:
        """Take rows; yield the chunk that they fill."""
        waiting = self._waiting.setdefault((some.table, some.is_new), [])
        waiting.append(some.rows)
        if sum(rows.nbytes for rows in waiting) >= BYTES_AT_ONCE:
            yield self._write(some.table, some.is_new)

    def rest(self) -> Iterator[CsvChunk]:
        """Yield the chunks that are not full."""
        for table, is_new in list(self._waiting):
            yield self._write(table, is_new)

    def _write(self, table: str, is_new: bool) -> CsvChunk:
        gathered = pa.concat_tables(self._waiting.pop((table, is_new)))
        # in the order of the key Postgres finds the place in its index sooner
        rows = gathered.sort_by([(name, "ascending") for name in TABLES[table].key])
        names = [name for name in rows.column_names if rows.column(name).null_count < len(rows)]
        load_ids = pa.repeat(pa.scalar(self._load_id), len(rows))
        written = rows.select(names).append_column("_dlt_load_id", load_ids)
        self._number += 1
        path = self._folder / f"{table}.{self._number}.csv"
        arrow_csv.write_csv(written, path)
        return CsvChunk(table, is_new, path, tuple(written.column_names), len(rows))
