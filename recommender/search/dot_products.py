"""Dot products of pairs of rows: little memory, and the same sum in every block."""

import numpy as np

from recommender.checks import FloatArray
from recommender.search.topk import IntArray

PAIRS_AT_ONCE = 32_768


def multiply_pairs(
    left: FloatArray, right: FloatArray, rows: IntArray, columns: IntArray
) -> FloatArray:
    """Return the product of row `rows[i]` of `left` with row `columns[i]` of `right`.

    BLAS orders its sums by the shape of a block, so that equal rows may differ in the
    last bit; here every product is summed in the same order, and equal rows tie exactly.

    Parameters
    ----------
    left, right : arrays of shape (…, n_features)
    rows, columns : arrays of n_pairs places
    """
    products = np.empty(len(rows), dtype=np.float32)
    for start in range(0, len(rows), PAIRS_AT_ONCE):
        pairs = slice(start, start + PAIRS_AT_ONCE)
        products[pairs] = np.einsum("ij,ij->i", left[rows[pairs]], right[columns[pairs]])
    return products


def rounding_error_bound(n_summands: int, scale: float) -> float:
    """Return by how much two float32 sums of products may disagree about their difference.

    Each sum of n products of the given scale is off by at most n times the unit of
    rounding_error_bound; two sums are compared, and each was summed twice.
    """
    return 4 * n_summands * float(np.finfo(np.float32).eps) / 2 * max(scale, 1e-30)


def max_norm(rows: FloatArray) -> float:
    """Return the largest length of a row; two of them bound every product (Cauchy, Schwarz)."""
    squares = np.einsum("ij,ij->i", rows, rows, dtype=np.float64)
    return float(np.sqrt(squares.max(initial=0)))
