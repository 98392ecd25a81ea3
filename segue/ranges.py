"""Ranges of numbers joined to one array, as for the entries of some rows of a sparse matrix."""

from typing import Any

import numpy as np
import numpy.typing as npt


def join_ranges(starts: npt.NDArray[Any], sizes: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """Return the numbers of all ranges, one range after the other.

    Parameters
    ----------
    starts, sizes : arrays of n integers; range number i is starts[i] … starts[i] + sizes[i] - 1
    """
    before = np.cumsum(sizes) - sizes
    joined: npt.NDArray[np.int64] = np.arange(int(sizes.sum())) + np.repeat(starts - before, sizes)
    return joined
