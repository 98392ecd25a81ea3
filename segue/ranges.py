"""Whole numbers: ranges joined to one array, and the different ones of an array."""

from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

Whole = TypeVar("Whole", bound=np.integer[Any])


def join_ranges(starts: npt.NDArray[Any], sizes: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """Return the numbers of all ranges, one range after the other.

    These are, for example, the entries of some rows of a sparse matrix.

    Parameters
    ----------
    starts, sizes : arrays of n integers; range number i is starts[i] … starts[i] + sizes[i] - 1
    """
    before = np.cumsum(sizes) - sizes
    joined: npt.NDArray[np.int64] = np.arange(int(sizes.sum())) + np.repeat(starts - before, sizes)
    return joined


def sort_distinct(values: npt.NDArray[Whole]) -> npt.NDArray[Whole]:
    """Return the different values, ascending; np.unique takes many times as long for millions."""
    ascending = np.sort(values)
    is_first = np.ones(len(ascending), np.bool_)
    np.not_equal(ascending[1:], ascending[:-1], out=is_first[1:])
    return ascending[is_first]
