"""Places of rows and fields in the bytes of a binary COPY, found for many rows at once."""

from typing import Any

import numpy as np
import numpy.typing as npt

Places = npt.NDArray[np.int64]


def int32_at(data: bytes, places: npt.NDArray[np.int64]) -> Places:
    """Return the big-endian whole numbers of four bytes at some places."""
    return _view(data, ">i4")[places].astype(np.int64)


def find_fields(data: bytes, n_fields: int) -> tuple[Places, int]:
    """Return where each field starts and how long it is (-1: null), and where the rows end.

    The array has the shape (n_rows, n_fields, 2). A row that is not complete is left out.

    A row begins with its number of fields, and each field with its length. So the place of a row
    follows from the one before, but to go from row to row takes longer than to read all places that
    could be rows, side by side, and to leave out those that no row leads to.
    """
    starts = np.flatnonzero(_view(data, ">i2") == n_fields)
    position = starts + 2
    found: list[Places] = []
    for _ in range(n_fields):
        length = np.full(len(starts), -2, np.int64)
        inside = np.flatnonzero(position + 4 <= len(data))
        length[inside] = int32_at(data, position[inside])
        first = position + 4
        position = first + np.maximum(length, 0)
        found.append(np.stack([first, length], axis=1))
        possible = np.flatnonzero((length >= -1) & (position <= len(data)))
        if len(possible) < len(starts):
            starts, position = starts[possible], position[possible]
            found = [field[possible] for field in found]
    rows = _follow(starts, position)
    fields = np.stack([field[rows] for field in found], axis=1)
    return fields, int(position[rows[-1]]) if len(rows) else 0


def _follow(starts: Places, ends: Places) -> npt.NDArray[np.intp]:
    """Return the rows that follow one another from the first byte on."""
    after = np.searchsorted(starts, ends)
    follows = starts[np.minimum(after, len(starts) - 1)] == ends
    step = np.where(follows, after, -1).tolist()
    rows = []
    row = 0 if len(starts) and starts[0] == 0 else -1
    while row >= 0:
        rows.append(row)
        row = step[row]
    return np.array(rows, np.intp)


def _view(data: bytes, kind: str) -> npt.NDArray[Any]:
    """Return the numbers that begin at each byte."""
    size = np.dtype(kind).itemsize
    return np.ndarray(max(len(data) - size + 1, 0), kind, data, strides=(1,))
