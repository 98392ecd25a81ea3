"""Reads the rows of a query into Arrow by binary COPY, on a connection that is already open."""

from collections.abc import Sequence
from struct import Struct
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from dbt_project.copy_rows import Places, find_fields, int32_at
from dbt_project.copy_write import quote_identifier
from dbt_project.postgres_types import ColumnType, Scalar

_HEADER_SIZE = 19  # signature, flags, and an extension that Postgres leaves empty
_TRAILER = b"\xff\xff"
_CHUNK = 16 << 20  # bytes that are decoded at once
_int32 = Struct(">i").unpack_from
_int16 = Struct(">h").unpack_from


def read_arrow(connection: Any, query: str) -> pa.Table:
    """Return the rows of a query, with the types that Postgres gives its columns.

    `numeric` is read as double precision, and a type without an Arrow equivalent (uuid,
    jsonb, an enum) as text. `connection` is an open psycopg2 connection.
    """
    with connection.cursor() as cursor:
        # the query is the model's own, so there is nobody to inject anything
        cursor.execute(f"select * from ({query}) as described limit 0")  # noqa: S608
        names = [column.name for column in cursor.description]
        types = [ColumnType.from_oid(column.type_code) for column in cursor.description]
        casts = [
            f"{quote_identifier(name)}::{kind}" for name, kind in zip(names, types, strict=True)
        ]
        cast = f"select {', '.join(casts)} from ({query}) as described"  # noqa: S608
        sink = _Sink(types)
        cursor.copy_expert(f"copy ({cast}) to stdout (format binary)", sink, size=1 << 20)
    schema = pa.schema([(name, kind.arrow) for name, kind in zip(names, types, strict=True)])
    batches = [pa.record_batch(columns, schema=schema) for columns in sink.finish()]
    return pa.Table.from_batches(batches, schema=schema)


class _Sink:
    """File that psycopg2 writes to; it decodes whole rows once it has enough bytes."""

    def __init__(self, types: Sequence[ColumnType]) -> None:
        self._types = types
        self._buffer = bytearray()
        self._is_opened = False
        self._chunks: list[list[pa.Array]] = []

    def write(self, data: bytes) -> None:
        """Add the next bytes."""
        self._buffer += data
        if len(self._buffer) > _CHUNK:
            self._decode()

    def finish(self) -> list[list[pa.Array]]:
        """Decode the rest and return the columns of every chunk."""
        self._decode()
        if self._buffer != _TRAILER:
            raise EOFError(
                f"expected the end of the COPY, got {len(self._buffer)} bytes that are no whole "
                "row; the connection may have been cut, so build the model again"
            )
        return self._chunks

    def _decode(self) -> None:
        if not self._is_opened:
            self._is_opened = True
            del self._buffer[:_HEADER_SIZE]
        used = 1
        while used:
            columns, used = decode_rows(bytes(self._buffer), self._types)
            if used:
                self._chunks.append(columns)
                del self._buffer[:used]


def decode_rows(data: bytes, types: Sequence[ColumnType]) -> tuple[list[pa.Array], int]:
    """Return the columns of all whole rows in `data`, and how many bytes these rows take."""
    bounds, used = _bounds(data, len(types))
    columns = [
        _column(data, field[:, 0], field[:, 1], kind)
        for field, kind in zip(bounds.transpose(1, 0, 2), types, strict=True)
    ]
    return columns, used


def _bounds(data: bytes, n_fields: int) -> tuple[Places, int]:
    """Return the result of `find_fields`, at once if all rows have the lengths of the first."""
    row = _first_row(data, n_fields)
    if row is None:
        return np.empty((0, n_fields, 2), np.int64), 0
    size = int(row[-1, 0] + max(row[-1, 1], 0))
    table = np.frombuffer(data, np.uint8, len(data) // size * size).reshape(-1, size)
    fixed = np.concatenate([[0, 1], (row[:, :1] - np.arange(4, 0, -1)).reshape(-1)])
    if (table[:, fixed] == table[0, fixed]).all():
        # a shorter rest is for the next call
        starts = np.arange(len(table))[:, None] * size + row[:, 0]
        lengths = np.broadcast_to(row[:, 1], starts.shape)
        return np.stack([starts, lengths], axis=2), table.size
    return find_fields(data, n_fields)


def _first_row(data: bytes, n_fields: int) -> Places | None:
    """Return the fields of the first row, shape (n_fields, 2); None if it is not complete."""
    position, row = 2, []
    if len(data) < 2 or _int16(data, 0)[0] != n_fields:
        return None
    for _ in range(n_fields):
        if position + 4 > len(data):
            return None
        length = _int32(data, position)[0]
        row.append((position + 4, length))
        position += 4 + max(length, 0)
    return np.array(row, np.int64) if position <= len(data) else None


def _column(
    data: bytes, starts: npt.NDArray[np.int64], lengths: npt.NDArray[np.int64], kind: ColumnType
) -> pa.Array:
    """Return the column whose values are in `data` at `starts`, `lengths` bytes each."""
    if kind.is_array:
        return _lists(data, starts, lengths, kind.scalar)
    return _scalars(_join(data, starts, lengths), lengths, kind.scalar)


def _join(data: bytes, starts: npt.NDArray[np.int64], lengths: npt.NDArray[np.int64]) -> bytes:
    """Return the values concatenated; a null has no bytes."""
    steps = np.diff(starts)
    if len(steps) and lengths[0] >= 0 and np.ptp(steps) == 0 and np.ptp(lengths) == 0:
        values = np.frombuffer(data, np.uint8)[starts[0] :]
        shape = (len(starts), int(lengths[0]))
        return np.lib.stride_tricks.as_strided(values, shape, (int(steps[0]), 1)).tobytes()
    ends = starts + np.maximum(lengths, 0)
    return b"".join([data[a:b] for a, b in zip(starts.tolist(), ends.tolist(), strict=True)])


def _scalars(values: bytes, lengths: npt.NDArray[np.int64], scalar: Scalar) -> pa.Array:
    is_null = lengths < 0
    if scalar.wire is None:
        offsets = np.concatenate([[0], np.cumsum(np.maximum(lengths, 0))]).astype(np.int32)
        return pa.StringArray.from_buffers(
            len(lengths), pa.py_buffer(offsets), pa.py_buffer(values), _validity(is_null)
        )
    wire = np.frombuffer(values, scalar.wire)
    numbers = np.zeros(len(lengths), wire.dtype.newbyteorder("="))
    numbers[~is_null] = wire
    if scalar.name == "boolean":
        return pa.array(numbers.astype(bool), mask=is_null)
    if scalar.epoch:
        numbers += np.where(is_null, 0, scalar.epoch).astype(numbers.dtype)
    plain = pa.array(numbers, mask=is_null)
    return plain.cast(scalar.arrow) if scalar.epoch else plain


def _validity(is_null: npt.NDArray[np.bool_]) -> pa.Buffer | None:
    return pa.py_buffer(np.packbits(~is_null, bitorder="little")) if is_null.any() else None


def _lists(
    data: bytes, starts: npt.NDArray[np.int64], lengths: npt.NDArray[np.int64], scalar: Scalar
) -> pa.Array:
    """Return the lists of one-dimensional arrays: each a header of 20 bytes, then fields."""
    counts = np.zeros(len(starts), np.int64)
    counts[lengths > 12] = int32_at(data, starts[lengths > 12] + 12)
    offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    filled = np.flatnonzero(counts)
    content = _join(data, starts[filled] + 20, lengths[filled] - 20)
    return pa.ListArray.from_buffers(
        pa.list_(scalar.arrow),
        len(lengths),
        [_validity(lengths < 0), pa.py_buffer(offsets)],
        children=[_elements(content, int(offsets[-1]), scalar)],
    )


def _elements(content: bytes, n_elements: int, scalar: Scalar) -> pa.Array:
    """Return the elements of arrays, which are fields without a row around them."""
    if scalar.wire is not None:
        layout = np.dtype([("length", ">i4"), ("value", scalar.wire)])
        if len(content) == n_elements * layout.itemsize:
            fields = np.frombuffer(content, layout)
            if (fields["length"] == layout["value"].itemsize).all():
                values = np.ascontiguousarray(fields["value"]).tobytes()
                return _scalars(values, fields["length"].astype(np.int64), scalar)
    bounds = np.zeros((n_elements, 2), np.int64)
    position = 0
    for element in bounds:
        length = _int32(content, position)[0]
        element[:] = (position + 4, length)
        position += 4 + max(length, 0)
    return _scalars(_join(content, bounds[:, 0], bounds[:, 1]), bounds[:, 1], scalar)
