"""Hashes of 64 bits: of texts, of the rows of arrays and sparse matrices, and of groups of rows."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy import sparse

from recommender.checks import FloatArray

if TYPE_CHECKING:
    import pyarrow as pa

Hashes = npt.NDArray[np.uint64]

ROWS_AT_ONCE = 32_768


def mix(values: Hashes) -> Hashes:
    """Return the values mixed so that each bit depends on all bits, as splitmix64 does."""
    mixed = values + np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


def mix_columns(columns: Sequence[Hashes]) -> Hashes:
    """Return one hash a row of columns of hashes."""
    mixed = np.zeros(len(columns[0]), np.uint64)
    for column in columns:
        mixed = mix(mixed ^ column)
    return mixed


def hash_texts(texts: "pa.Array") -> Hashes:
    """Return a hash of each text."""
    digests = b"".join(
        blake2b(str(text).encode(), digest_size=8).digest() for text in texts.to_pylist()
    )
    return np.frombuffer(digests, np.uint64)


def hash_rows(rows: FloatArray) -> Hashes:
    """Return a hash of the bits of each row of an array (n_rows, n_columns)."""
    found = np.empty(len(rows), np.uint64)
    width = rows.shape[1] + rows.shape[1] % 2  # two numbers at a time
    for start in range(0, len(rows), ROWS_AT_ONCE):
        block = rows[start : start + ROWS_AT_ONCE]
        padded = np.zeros((len(block), width), np.float32)
        padded[:, : rows.shape[1]] = block
        columns = np.ascontiguousarray(padded.view(np.uint64).T)
        found[start : start + len(block)] = mix_columns(list(columns))
    return found


def hash_entries(matrix: sparse.csr_matrix, columns: Hashes) -> Hashes:
    """Return a hash of the entries of each row, whatever their order and the other columns.

    Parameters
    ----------
    columns : the hash of each column of the matrix
    """
    bits = np.ascontiguousarray(matrix.data, np.float32).view(np.uint32).astype(np.uint64)
    entries = mix(columns[matrix.indices] ^ mix(bits))
    sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(entries, dtype=np.uint64)])
    return mix(sums[matrix.indptr[1:]] - sums[matrix.indptr[:-1]])


def hash_groups(codes: npt.NDArray[np.integer], rows: Hashes) -> Hashes:
    """Return for each row a hash of all rows of its group.

    Parameters
    ----------
    codes : the group of each row, at least 0
    rows : the hash of each row
    """
    sums = np.zeros(int(codes.max(initial=-1)) + 1, np.uint64)
    np.add.at(sums, codes, mix(rows))
    return sums[codes]
