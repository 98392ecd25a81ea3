"""Ranges joined to one array: those of no length leave nothing."""

import numpy as np
import pytest

from segue.ranges import join_ranges, sort_distinct


@pytest.mark.parametrize(
    ("starts", "sizes", "expected"),
    [([5, 0, 9], [2, 3, 1], [5, 6, 0, 1, 2, 9]), ([4, 7, 1], [0, 2, 0], [7, 8]), ([], [], [])],
)
def test_the_ranges_follow_each_other(starts, sizes, expected):
    found = join_ranges(np.array(starts, np.int64), np.array(sizes, np.int64))
    assert found.tolist() == expected


def test_different_values_come_in_order_once():
    values = np.random.default_rng(2).integers(0, 50, 200)
    np.testing.assert_array_equal(sort_distinct(values), np.unique(values))
    assert len(sort_distinct(values[:0])) == 0
