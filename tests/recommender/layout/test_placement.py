"""Places of tracks among landmarks, and the clusters of a map."""

import numpy as np

from recommender.checks import unit_rows
from recommender.layout.placement import (
    LONGEST_SHIFT,
    N_CLUSTERS,
    Placement,
    cluster_landmarks,
    nearest_clusters,
)

LANDMARKS = np.eye(6, 7, dtype=np.float32)
POSITIONS = np.array([[0, 0], [9, 0], [0, 9], [9, 9], [-9, 0], [0, -9]], np.float32)


def test_a_track_is_at_the_landmark_that_it_is_like():
    found = Placement().fit(LANDMARKS, POSITIONS).transform(LANDMARKS[[3, 1]])
    np.testing.assert_allclose(found, POSITIONS[[3, 1]], atol=LONGEST_SHIFT)


def test_a_track_between_two_landmarks_is_between_their_places():
    middle = unit_rows(LANDMARKS[[0]] + LANDMARKS[[1]])
    found = Placement().fit(LANDMARKS, POSITIONS).transform(middle)
    np.testing.assert_allclose(found, [[4.5, 0]], atol=2 * LONGEST_SHIFT)


def test_a_track_unlike_all_landmarks_is_in_their_middle():
    far = np.zeros((2, 7), np.float32)
    far[1, 0] = -1
    found = Placement().fit(LANDMARKS[:1], POSITIONS[1:2]).transform(far)
    np.testing.assert_allclose(found, np.repeat(POSITIONS[1:2], 2, axis=0), atol=LONGEST_SHIFT)


def test_tracks_of_one_landmark_that_differ_do_not_cover_one_another():
    random = np.random.default_rng(2)
    landmarks = unit_rows(random.normal(size=(40, 7)).astype(np.float32))
    near = unit_rows(landmarks[[5]] + random.normal(scale=0.02, size=(30, 7)))
    positions = random.normal(size=(40, 2)).astype(np.float32)
    found = Placement().fit(landmarks, positions).transform(near)
    assert len(np.unique(found.round(5), axis=0)) == 30


def test_a_block_of_rows_changes_no_place(monkeypatch):
    vectors = unit_rows(np.random.default_rng(4).normal(size=(11, 7)).astype(np.float32))
    placement = Placement().fit(LANDMARKS, POSITIONS)
    whole = placement.transform(vectors)
    monkeypatch.setattr("recommender.layout.placement.ROWS_AT_ONCE", 3)
    np.testing.assert_allclose(placement.transform(vectors), whole, atol=1e-5)


def test_clusters_are_the_planted_groups_the_largest_first():
    random = np.random.default_rng(1)
    centers = np.array([[0, 0], [30, 0], [0, 30]])
    group = np.repeat([2, 0, 1], [20, 12, 8])
    positions = (centers[group] + random.normal(size=(40, 2))).astype(np.float32)
    found = cluster_landmarks(positions)
    assert [set(found[group == number]) for number in (2, 0, 1)] == [{0}, {1}, {2}]
    more = nearest_clusters(centers.astype(np.float32) + 1, positions, found)
    assert more.tolist() == [1, 2, 0]


def test_there_are_no_more_clusters_than_the_map_can_name():
    positions = np.random.default_rng(0).normal(size=(1000, 2)).astype(np.float32)
    assert set(cluster_landmarks(positions)) == set(range(N_CLUSTERS))
    assert set(cluster_landmarks(positions[:5])) == {0}
