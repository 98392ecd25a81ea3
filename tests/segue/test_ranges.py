"""Ranges joined to one array: those of no length leave nothing."""

import numpy as np
import pytest

from segue.ranges import join_ranges


@pytest.mark.parametrize(
    ("starts", "sizes", "expected"),
    [([5, 0, 9], [2, 3, 1], [5, 6, 0, 1, 2, 9]), ([4, 7, 1], [0, 2, 0], [7, 8]), ([], [], [])],
)
def test_the_ranges_follow_each_other(starts, sizes, expected):
    found = join_ranges(np.array(starts, np.int64), np.array(sizes, np.int64))
    assert found.tolist() == expected
