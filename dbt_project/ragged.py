"""Byte strings of different lengths, one per row, in one array, which avoids a loop over rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Sizes = npt.NDArray[np.int64]

_WIDE = 256  # from this mean length on, copying by row is quicker than indexing by byte


@dataclass(frozen=True)
class Ragged:
    """One byte string per row: their sizes, and all their bytes, concatenated."""

    sizes: Sizes
    data: Bytes

    @classmethod
    def from_rows(cls, rows: npt.NDArray[Any]) -> Self:
        """Return the rows of an array of shape (n_rows,) or (n_rows, n_columns) as bytes."""
        width = rows.itemsize * (rows.shape[1] if rows.ndim == 2 else 1)
        data = np.ascontiguousarray(rows).view(np.uint8).reshape(-1)
        return cls(np.full(len(rows), width, np.int64), data)

    @property
    def width(self) -> int | None:
        """Return the size that all rows have, or none if they differ or there is no row."""
        if len(self.sizes) and self.sizes.min() == self.sizes.max():
            return int(self.sizes[0])
        return None

    def group(self, counts: Sizes) -> Self:
        """Return one row for each of `counts`: that many of these rows, concatenated in order."""
        ends = np.concatenate([[0], np.cumsum(self.sizes)])
        bounds = np.concatenate([[0], np.cumsum(counts)])
        return type(self)(np.diff(ends[bounds]), self.data)


def concatenate_columns(parts: Sequence[Ragged]) -> Ragged:
    """Return rows that each concatenate the rows of all parts, in the order of the parts."""
    sizes: Sizes = np.stack([part.sizes for part in parts]).sum(axis=0)
    blocks = [part.data.reshape(len(sizes), part.width) for part in parts if part.width is not None]
    if len(blocks) == len(parts):
        return Ragged(sizes, _join_blocks(blocks))
    joined = np.empty(int(sizes.sum()), np.uint8)
    starts = np.cumsum(sizes) - sizes
    for part in parts:
        _place(joined, starts, part)
        starts = starts + part.sizes
    return Ragged(sizes, joined)


def _join_blocks(blocks: Sequence[Bytes]) -> Bytes:
    """Return the rows of arrays of shape (n_rows, width), side by side.

    A value of 2, 4 or 8 bytes is copied as one number, which is quicker than byte by byte.
    """
    joined = np.empty((len(blocks[0]), sum(block.shape[1] for block in blocks)), np.uint8)
    start = 0
    for block in blocks:
        width = block.shape[1]
        kind = f"u{width}" if width in (1, 2, 4, 8) else f"V{width}"
        joined[:, start : start + width].view(kind)[:] = block.view(kind)
        start += width
    return joined.reshape(-1)


def _place(joined: Bytes, starts: Sizes, part: Ragged) -> None:
    """Copy each row of `part` to its start in `joined`."""
    own = np.cumsum(part.sizes) - part.sizes
    if len(part.data) > _WIDE * len(part.sizes):
        for start, begin, size in zip(
            starts.tolist(), own.tolist(), part.sizes.tolist(), strict=True
        ):
            joined[start : start + size] = part.data[begin : begin + size]
    elif len(part.data):
        places = np.repeat(starts - own, part.sizes)
        places += np.arange(len(part.data))
        joined[places] = part.data
