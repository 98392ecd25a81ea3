"""Intervals: they hold the truth as often as they say, and take playlists whole."""

import numpy as np

from recommender.evaluation.bootstrap import PairedBootstrap


def test_the_interval_holds_the_true_mean_in_about_19_of_20_cases():
    random = np.random.default_rng(3)
    held = 0
    for _ in range(200):
        playlists = np.repeat(np.arange(40), 3)
        values = np.repeat(random.normal(0.3, 0.1, 40), 3) + random.normal(0, 0.01, 120)
        found = PairedBootstrap(playlists, n_draws=300).interval(values)
        held += found.lower <= 0.3 <= found.upper
    assert 180 <= held <= 199


def test_queries_of_one_playlist_are_resampled_together():
    values = np.repeat(np.random.default_rng(0).random(20), 10)
    together = PairedBootstrap(np.repeat(np.arange(20), 10)).interval(values)
    apart = PairedBootstrap(np.arange(200)).interval(values)
    assert together.upper - together.lower > 2 * (apart.upper - apart.lower)
    assert together.mean == apart.mean == values.mean()


def test_a_paired_difference_is_surer_than_two_means():
    random = np.random.default_rng(1)
    hard = random.random(80)
    one, other = hard, hard + 0.02 + random.normal(0, 0.005, 80)
    draws = PairedBootstrap(np.arange(80))
    assert draws.interval(other - one).lower > 0
    assert draws.interval(other).lower < draws.interval(one).upper


def test_the_same_queries_give_the_same_interval():
    values = np.random.default_rng(2).random(30)
    assert PairedBootstrap(np.arange(30)).interval(values) == PairedBootstrap(
        np.arange(30)
    ).interval(values)
