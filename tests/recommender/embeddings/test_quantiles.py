"""Numbers through their own quantiles: order kept, sizes forgotten, gaps in the middle."""

import numpy as np
from scipy.stats import norm

from recommender.embeddings.quantiles import NormalScores


def test_the_scores_of_many_numbers_are_their_normal_quantiles():
    values = np.random.default_rng(0).lognormal(size=(2000, 1))
    scores = NormalScores().fit(values).transform(values)
    rank = values[:, 0].argsort().argsort()
    inside = (rank > 100) & (rank < 1900)
    np.testing.assert_allclose(scores[inside, 0], norm.ppf((rank[inside] + 0.5) / 2000), atol=0.02)


def test_the_unit_of_a_column_makes_no_difference():
    values = np.random.default_rng(1).normal(size=(300, 2))
    stretched = values * [1000, 0.001] + [5, -7]
    np.testing.assert_allclose(
        NormalScores().fit(values).transform(values),
        NormalScores().fit(stretched).transform(stretched),
        atol=1e-6,
    )


def test_a_missing_value_is_in_the_middle():
    values = np.array([[1.0], [np.nan], [3.0], [np.inf], [9.0]])
    scores = NormalScores().fit(values).transform(values)
    assert scores[1, 0] == scores[3, 0] == 0
    assert scores[0, 0] < 0 < scores[4, 0]


def test_a_column_that_is_unknown_throughout_is_zeros(recwarn):
    values = np.column_stack([np.full(9, np.nan), np.arange(9)])
    learned = NormalScores().fit(values)
    assert learned.known_columns_.tolist() == [False, True]
    assert not learned.transform(values)[:, 0].any()
    assert not recwarn.list


def test_the_extremes_are_kept_within_reach():
    values = np.random.default_rng(2).normal(size=(500, 3))
    scores = NormalScores(max_score=2.0).fit(values).transform(values * 100)
    assert np.abs(scores).max() == 2.0


def test_no_rows_at_all_are_no_error():
    learned = NormalScores().fit(np.zeros((0, 4)))
    assert learned.transform(np.zeros((0, 4))).shape == (0, 4)
