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


def shifted_scales():
    """Return values of two providers, the second's shifted and stretched, and their scales."""
    values = np.random.default_rng(4).normal(size=(1000, 2))
    scales = np.zeros((1000, 2), np.int64)
    scales[500:] = 1
    values[500:] = values[:500]
    return np.where(scales == 1, 0.5 * values - 3, values), scales


def test_the_same_tracks_measured_on_two_scales_have_the_same_scores():
    values, scales = shifted_scales()
    scores = NormalScores().fit(values, scales).transform(values, scales)
    np.testing.assert_allclose(scores[:500], scores[500:], atol=1e-6)
    assert np.abs(NormalScores().fit(values).transform(values)[:500] - scores[:500]).max() > 0.5


def test_one_scale_alone_has_the_scores_of_no_scale():
    values, _ = shifted_scales()
    values[7, 1] = np.nan
    one = np.zeros(values.shape, np.int64)
    scored = NormalScores().fit(values, one).transform(values, one)
    np.testing.assert_array_equal(scored, NormalScores().fit(values).transform(values))


def test_a_scale_of_few_values_uses_the_quantiles_of_all():
    values, _ = shifted_scales()
    few = np.where(np.arange(1000)[:, None] < 801, 0, 1) * np.ones((1, 2), np.int64)
    scored = NormalScores(min_values=200).fit(values, few).transform(values, few)
    pooled = NormalScores().fit(values).transform(values)
    np.testing.assert_array_equal(scored[801:], pooled[801:])
    assert not np.allclose(scored[:801], pooled[:801])


def test_each_column_has_scales_of_its_own():
    values, scales = shifted_scales()
    scales[:, 1] = -1  # unknown: of no scale
    scored = NormalScores().fit(values, scales).transform(values, scales)
    np.testing.assert_allclose(scored[:500, 0], scored[500:, 0], atol=1e-6)
    pooled = NormalScores().fit(values).transform(values)
    np.testing.assert_array_equal(scored[:, 1], pooled[:, 1])
