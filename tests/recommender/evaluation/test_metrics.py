"""The figures against what one can count by hand."""

import numpy as np
import pytest

from recommender.evaluation.metrics import beyond_accuracy_metrics, gini, ranking_metrics


def figures(places, number_of_right, length=500):
    """Return the figures of one list that is right at these places, counted from 1."""
    is_right = np.zeros((1, length), bool)
    is_right[0, np.array(places, int) - 1] = True
    found = ranking_metrics(is_right, np.array([number_of_right]))
    return {name: float(values[0]) for name, values in found.items()}


def test_the_metrics_of_one_list_are_those_of_the_challenge():
    found = figures([1, 3, 12, 400], 5)
    assert found["precision_at_10"] == pytest.approx(0.2)
    assert found["hit_at_10"] == 1
    assert found["r_precision"] == pytest.approx(2 / 5)
    assert found["recall_at_10"] == pytest.approx(2 / 5)
    assert found["recall_at_100"] == pytest.approx(3 / 5)
    assert found["recall_at_500"] == pytest.approx(4 / 5)
    assert found["clicks"] == 0
    gain = 1 + 1 / np.log2(4) + 1 / np.log2(13) + 1 / np.log2(401)
    ideal = sum(1 / np.log2(place + 1) for place in range(1, 6))
    assert found["ndcg"] == pytest.approx(gain / ideal)


@pytest.mark.parametrize(("first", "clicks"), [(1, 0), (10, 0), (11, 1), (500, 49)])
def test_clicks_count_the_requests_for_ten_more_tracks(first, clicks):
    assert figures([first], 1)["clicks"] == clicks


def test_a_list_without_a_relevant_track_has_51_clicks_and_0_otherwise():
    found = figures([], 4)
    assert found.pop("clicks") == 51
    assert set(found.values()) == {0.0}


def test_the_best_possible_list_has_1():
    found = figures(range(1, 31), 30)
    assert found["r_precision"] == found["ndcg"] == found["recall_at_100"] == 1


def test_gini_is_0_for_equals_and_near_1_when_one_has_all():
    assert gini(np.array([3, 3, 3])) == pytest.approx(0)
    assert gini(np.array([0, 0, 0, 0, 8])) == pytest.approx(0.8)
    assert gini(np.zeros(4, int)) == 0


def test_metrics_beyond_accuracy_are_over_all_lists_together():
    lists = np.array([[0, 1, 2], [0, 3, -1]])
    audio_vectors = np.array([[1, 0], [1, 0], [0, 1], [-1, 0], [0, 1]], np.float32)
    artists = np.array([7, 7, 8, 9, 9])
    found = beyond_accuracy_metrics(
        lists, np.array([1, 4]), audio_vectors, artists, np.array([0.5, 0.0])
    )
    assert found["different_tracks"] == 4
    assert found["largest_share"] == 1
    assert found["relative_coverage"] == pytest.approx(4 / (5 * (1 - np.exp(-1))))
    assert found["artist_repetition"] == pytest.approx((1 / 3 + 0) / 2)
    assert found["intra_list_similarity"] == pytest.approx((1 / 3 + -1) / 2)
    assert found["different_artists"] == pytest.approx((2 + 2) / 2)
    assert found["tracks_by_seed_artist"] == pytest.approx((2 + 1) / 2)
    assert found["self_duplicates"] == 0.25


def test_tracks_of_unknown_artists_are_by_different_artists_and_not_by_the_seeds():
    lists, artists = np.array([[1, 2, -1]]), np.array([-1, -1, -1])
    found = beyond_accuracy_metrics(lists, np.array([0]), np.zeros((3, 2), np.float32), artists)
    assert found["different_artists"] == 2
    assert found["tracks_by_seed_artist"] == 0
    assert "self_duplicates" not in found
