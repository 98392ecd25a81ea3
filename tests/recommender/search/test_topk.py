"""The selection of candidates never loses one of the best, whatever the shape."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.search.topk import (
    find_kth_largest,
    order_by_score,
    rank_within_group,
    select_candidates,
)


@settings(max_examples=80)
@given(
    n_queries=st.integers(1, 5),
    n_tracks=st.integers(1, 700),
    k=st.integers(1, 30),
    levels=st.sampled_from([3, 50, 10_000]),
    seed=st.integers(0, 99),
)
def test_the_best_are_among_the_candidates_and_ties_all_stay(n_queries, n_tracks, k, levels, seed):
    random = np.random.default_rng(seed)
    scores = random.integers(0, levels, (n_queries, n_tracks)).astype(np.float32)
    rows, columns = select_candidates(scores, k)
    for query in range(n_queries):
        worst = np.sort(scores[query])[::-1][: min(k, n_tracks)][-1]
        expected = np.flatnonzero(scores[query] >= worst)
        assert set(expected) <= set(columns[rows == query])


def test_candidates_are_few_among_many():
    scores = np.random.default_rng(0).random((4, 20_000), dtype=np.float32)
    rows, _ = select_candidates(scores, 20)
    assert np.bincount(rows).max() < 100


def test_slack_keeps_those_just_below_the_bound():
    scores = np.zeros((1, 4000), dtype=np.float32)
    scores[0, ::2] = 1
    scores[0, 1] = 1 - 1e-4
    assert 1 not in select_candidates(scores, 5)[1]
    assert 1 in select_candidates(scores, 5, slack=1e-3)[1]


@pytest.mark.parametrize("n_tracks", [6, 3000])
def test_what_is_excluded_is_never_a_candidate(n_tracks):
    scores = np.full((2, n_tracks), -np.inf, dtype=np.float32)
    scores[0, 3] = -5
    rows, columns = select_candidates(scores, 4)
    assert list(zip(rows, columns, strict=True)) == [(0, 3)]


def test_the_order_is_by_row_then_value_then_column():
    rows, columns = np.array([1, 0, 1, 1]), np.array([9, 5, 2, 4])
    values = np.array([0.5, 0.1, 0.5, 0.7])
    assert order_by_score(rows, columns, values).tolist() == [1, 3, 2, 0]


def test_places_count_from_zero_within_each_row():
    assert rank_within_group(np.array([0, 0, 2, 2, 2, 5])).tolist() == [0, 1, 0, 1, 2, 0]


def test_the_kth_largest_value_of_a_row_is_minus_infinity_where_there_are_fewer():
    rows = np.array([0, 0, 0, 2, 2])
    values = np.array([3, 5, 5, 7, 1], dtype=np.float32)
    assert find_kth_largest(rows, values, 2, 4).tolist() == [5, -np.inf, 1, -np.inf]
    assert find_kth_largest(rows, values, 3, 4).tolist() == [3, -np.inf, -np.inf, -np.inf]
