"""Descriptions: enough numbers for a straight line to bend, and none out of nothing."""

import numpy as np
from sklearn.linear_model import Ridge

from recommender.embeddings.content import ContentFeatures


def numbers(n_tracks=500):
    return np.random.default_rng(0).normal(size=(n_tracks, 3))


def test_a_linear_model_on_content_features_learns_a_product_and_a_wave():
    values = numbers()
    target = values[:, 1] * values[:, 2] + np.sin(3 * values[:, 0])
    spread = ContentFeatures().fit(values).transform(values)
    assert Ridge(1.0).fit(spread, target).score(spread, target) > 0.9
    assert Ridge(1.0).fit(values, target).score(values, target) < 0.3


def test_a_track_without_any_data_is_a_row_of_zeros():
    values = numbers()
    values[3] = np.nan
    spread = ContentFeatures().fit(values).transform(values)
    assert not spread[3].any()
    assert spread[4].any()


def test_an_unknown_year_is_not_taken_for_the_middle_year():
    values = numbers()
    values[3, 0], values[4, 0] = np.nan, np.median(values[:, 0])
    spread = ContentFeatures(spline_column=0).fit(values).transform(values)
    spline = spread[:, -1 - 12 :]
    assert not spline[3].any()
    assert spline[4].any()
