"""Reads Parquet, some rows at a time."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from ingestion.files.chunks import Chunk, Refuse
from ingestion.files.file_format import UnreadableFile

ROWS_AT_ONCE = 20_000


class ParquetFile:
    """A Parquet file; a row's line is its place in it, from 1."""

    unit = "row"

    def __init__(self, path: Path, refuse: Refuse) -> None:
        self._refuse = refuse
        self.is_damaged = False
        try:
            self._file = pq.ParquetFile(path)
        except (pa.ArrowException, OSError) as error:
            raise UnreadableFile(f"expected Parquet, got a damaged file ({error})") from error
        self.header = list(self._file.schema_arrow.names)

    def chunks(self, wanted: Mapping[str, int]) -> Iterator[Chunk]:
        """Yield the rows with the columns of `wanted`."""
        row = 1
        names = {self.header[place] for place in wanted.values()}
        batches = self._file.iter_batches(batch_size=ROWS_AT_ONCE, columns=sorted(names))
        try:
            for batch in batches:
                columns = {
                    name: batch.column(self._index(batch, place)) for name, place in wanted.items()
                }
                yield Chunk(columns, np.arange(row, row + batch.num_rows))
                row += batch.num_rows
        except (pa.ArrowException, OSError) as error:
            self.is_damaged = True
            self._refuse(f"expected more rows, got damaged data ({error})", line=row)

    def _index(self, batch: pa.RecordBatch, place: int) -> int:
        """Return where a column of the file stands in `batch`; headers may be there twice."""
        name = self.header[place]
        return batch.schema.get_all_field_indices(name)[self.header[:place].count(name)]
