"""Tables of groups, compared with a slow answer for each group."""

import numpy as np
import pytest

from recommender.ranking.groups import GroupTables

N_GROUPS = 60


@pytest.fixture
def entries():
    """Return groups of 0 to 40 entries, in any order, of which not all values are members."""
    random = np.random.default_rng(0)
    sizes = random.permutation(np.concatenate([np.arange(41), np.zeros(9, int), np.ones(10, int)]))
    groups = random.permutation(np.repeat(np.arange(N_GROUPS), sizes))
    values = random.integers(0, 9, (40, 25)).astype(np.float32)  # many are equal
    values[::7] = -np.inf
    return groups, random.permutation(values.size)[: len(groups)], values


def test_the_greatest_values_of_each_group_are_summed(entries):
    groups, places, values = entries
    tables = GroupTables.build(groups, places, values.size)
    for n in (1, 3, 50):
        found = tables.sum_greatest(values, n, N_GROUPS)
        for group in range(N_GROUPS):
            own = values.ravel()[places[groups == group]]
            own = np.sort(own[np.isfinite(own)])[::-1]
            assert found[group] == own[:n].sum()


def test_what_is_below_the_greatest_of_its_group_is_marked(entries):
    groups, places, values = entries
    tables = GroupTables.build(groups, places, values.size, fewest=2)
    expected = np.zeros(values.size, np.bool_)
    for group in np.unique(groups):
        own = places[groups == group]
        expected[own] = values.ravel()[own] < values.ravel()[own].max()
    found = tables.is_below_greatest(values)
    assert found.shape == values.shape
    np.testing.assert_array_equal(found.ravel(), expected)
    assert found.any()


def test_without_entries_nothing_is_found():
    nothing = np.zeros(0, np.intp)
    tables = GroupTables.build(nothing, nothing, 6)
    values = np.ones((2, 3), np.float32)
    assert not tables.sum_greatest(values, 2, 4).any()
    assert not tables.is_below_greatest(values).any()
