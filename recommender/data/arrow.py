"""Conversion between arrays and Arrow columns of lists, as vectors are stored in tables."""

from typing import TYPE_CHECKING

import numpy as np

from recommender.checks import FloatArray

if TYPE_CHECKING:
    import pyarrow as pa


def to_list_array(rows: FloatArray) -> "pa.Array":
    """Return an Arrow array with one list of float32 per row."""
    import pyarrow as pa

    offsets = np.arange(len(rows) + 1, dtype=np.int32) * rows.shape[1]
    return pa.ListArray.from_arrays(pa.array(offsets), pa.array(rows.ravel(), pa.float32()))


def to_matrix(column: "pa.ChunkedArray") -> FloatArray:
    """Return the array (n_rows, n_columns) of a column of lists that are equally long."""
    values = column.combine_chunks()
    width = len(values[0]) if len(values) else 0
    return values.flatten().to_numpy().astype(np.float32).reshape(len(values), width)
