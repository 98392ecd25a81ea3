"""Writes Arrow into a Postgres table by binary COPY, on a connection that is already open."""

import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dbt_project.postgres_types import ColumnType, Scalar
from dbt_project.ragged import Ragged, concatenate_columns

_HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_TRAILER = b"\xff\xff"
_CHUNK = 8 << 20  # bytes of Arrow that are encoded at once


def write_arrow(
    connection: Any,
    relation: str,
    schema: pa.Schema,
    batches: Iterable[pa.RecordBatch],
    freeze: bool = False,
) -> int:
    """Append record batches to a table and return their number of rows.

    Parameters
    ----------
    connection : an open psycopg2 connection
    relation : the table, with quotes where Postgres needs them
    schema : the columns of the batches, all of them columns of the table
    batches : each with that schema; they are taken one by one
    freeze : whether the table was created in the same transaction, so that its rows can be
        written frozen, as visible to everyone

    Raises
    ------
    UnsupportedType
        If a column's type has no Postgres type.
    Exception
        Any error of the iterator of batches, unchanged.
    """
    types = [ColumnType.from_arrow(field.type) for field in schema]
    names = ", ".join(quote_identifier(name) for name in schema.names)
    options = "format binary, freeze" if freeze else "format binary"
    stream = _Stream(batches, types)
    try:
        with connection.cursor() as cursor:
            cursor.copy_expert(
                f"copy {relation} ({names}) from stdin ({options})", stream, size=1 << 20
            )
    except Exception:
        if stream.error is not None:  # psycopg2 would pass on only its text
            raise stream.error from None
        raise
    return stream.number_of_rows


def quote_identifier(name: str) -> str:
    """Return a name in quotes for SQL."""
    return '"' + name.replace('"', '""') + '"'


def encode_rows(batch: pa.RecordBatch, types: Sequence[ColumnType]) -> bytes:
    """Return the rows of a batch in the format between header and trailer of a COPY."""
    count = np.full(batch.num_rows, len(types), ">i2")
    fields = [_fields(column, kind) for column, kind in zip(batch.columns, types, strict=True)]
    return concatenate_columns([Ragged.from_rows(count), *fields]).data.tobytes()


def _fields(column: pa.Array, kind: ColumnType) -> Ragged:
    """Return each value after its length; a null is only the length -1."""
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    values = _lists(column, kind.scalar) if kind.is_array else _values(column, kind.scalar)
    is_known = column.is_valid().to_numpy(zero_copy_only=False)
    lengths = np.where(is_known, values.sizes, -1).astype(">i4")
    return concatenate_columns([Ragged.from_rows(lengths), values])


def _values(column: pa.Array, scalar: Scalar) -> Ragged:
    """Return the bytes of single values; a null has none."""
    if scalar.wire is None:
        return _texts(column)
    # a timestamp in nanoseconds loses what Postgres cannot keep; nothing else may lose anything
    known = column.drop_null().cast(scalar.arrow, safe=not pa.types.is_timestamp(scalar.arrow))
    if scalar.epoch:
        known = known.cast(pa.int32() if scalar.wire == ">i4" else pa.int64())
    numbers = known.to_numpy(zero_copy_only=False)
    wire = (numbers - scalar.epoch if scalar.epoch else numbers).astype(scalar.wire)
    is_known = column.is_valid().to_numpy(zero_copy_only=False)
    return Ragged(np.where(is_known, wire.itemsize, 0), wire.view(np.uint8))


def _texts(column: pa.Array) -> Ragged:
    texts = pc.fill_null(column.cast(pa.large_string()), "")
    _, offsets_buffer, data_buffer = texts.buffers()
    offsets = np.frombuffer(offsets_buffer, np.int64)[texts.offset :][: len(texts) + 1]
    if not len(texts):
        return Ragged(np.empty(0, np.int64), np.empty(0, np.uint8))
    data = np.frombuffer(data_buffer or b"", np.uint8)[offsets[0] : offsets[-1]]
    return Ragged(np.diff(offsets), data)


def _lists(column: pa.Array, scalar: Scalar) -> Ragged:
    """Return the bytes of one-dimensional arrays: a header, then the elements as fields."""
    elements = pc.list_flatten(column)
    lengths = pc.fill_null(pc.list_value_length(column), 0)
    counts = lengths.to_numpy(zero_copy_only=False).astype(np.int64)
    has_nulls = int(elements.null_count > 0)
    header = np.empty((len(column), 5), ">i4")  # dimensions, nulls, type, length, first index
    header[:] = (1, has_nulls, scalar.oid, 0, 1)
    header[:, 3] = counts
    header[counts == 0, :2] = 0  # an empty array has no dimension, and its header ends there
    is_known = column.is_valid().to_numpy(zero_copy_only=False)
    sizes = np.where(counts > 0, 20, np.where(is_known, 12, 0)).astype(np.int64)
    headers = header.view(np.uint8).reshape(-1, 20)[np.arange(20) < sizes[:, None]]
    return concatenate_columns(
        [Ragged(sizes, headers), _fields(elements, ColumnType(scalar)).group(counts)]
    )


class _Stream(io.RawIOBase):
    """File that psycopg2 reads from; batches are encoded on demand."""

    def __init__(self, batches: Iterable[pa.RecordBatch], types: Sequence[ColumnType]) -> None:
        self.number_of_rows = 0
        self.error: BaseException | None = None
        self._parts = self._encoded_parts(batches, types)
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        """Return True."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, at most `size` of them, and none at the end."""
        while not self._rest:
            try:
                part = next(self._parts, None)
            except BaseException as error:
                self.error = error
                raise
            if part is None:
                return b""
            self._rest = memoryview(part)
        if size < 0:
            size = len(self._rest)
        part, self._rest = self._rest[:size], self._rest[size:]
        return bytes(part)

    def _encoded_parts(
        self, batches: Iterable[pa.RecordBatch], types: Sequence[ColumnType]
    ) -> Iterator[bytes]:
        yield _HEADER
        for batch in batches:
            n_rows = max(1, batch.num_rows * _CHUNK // max(batch.nbytes, _CHUNK))
            for start in range(0, batch.num_rows, n_rows):
                chunk = batch.slice(start, n_rows)
                self.number_of_rows += chunk.num_rows
                yield encode_rows(chunk, types)
        yield _TRAILER
