"""The share of verdicts in the score of one seed, and which seed that is."""

import pytest

from recommender.serving.scores import HALF_WAY, find_one_seed, share_of_verdicts


@pytest.mark.parametrize(
    ("seeds", "weights", "expected"),
    [
        ({5: 1.0}, {5: 1.0}, 5),
        ({5: 1.0}, {5: 1.0, 7: 0.2}, 5),
        ({5: 1.0, 9: 0.0}, {5: 1.0, 7: -0.2}, 5),
        ({}, {7: 1.0}, 7),  # a like instead of seeds
        ({5: 0.0}, {7: 1.0}, 7),
        ({}, {7: 1.0, 8: 1.0}, None),
        ({5: 1.0, 6: 1.0}, {5: 1.0, 6: 1.0}, None),
        ({5: -1.0}, {5: -1.0, 7: 1.0}, None),
        ({}, {}, None),
    ],
)
def test_the_one_seed_is_the_one_named_or_the_one_like(seeds, weights, expected):
    assert find_one_seed(seeds, weights) == expected


@pytest.mark.parametrize(
    ("weights", "expected"),
    [
        ({5: 2.0}, 0.0),
        ({5: 2.7}, 0.0),  # the seed itself is liked
        ({5: 2.0, 7: 2 * HALF_WAY}, 0.5),
        ({5: 2.0, 7: HALF_WAY, 8: -HALF_WAY}, 0.5),
        ({5: 2.0, 7: -2 * HALF_WAY / 3}, 0.25),
    ],
)
def test_verdicts_count_by_their_weight_relative_to_the_seed(weights, expected):
    assert share_of_verdicts({5: 2.0}, weights) == pytest.approx(expected)


def test_verdicts_on_many_seeds_have_no_share_of_their_own():
    assert share_of_verdicts({5: 1.0, 6: 1.0}, {5: 1.0, 6: 1.0, 7: 0.3}) == 0


def test_a_like_instead_of_a_seed_without_weight_is_scored_as_a_seed():
    assert share_of_verdicts({7: 0.0}, {7: 1.0}) == 0
