"""The layout of landmarks: near ones stay near, and the same vectors give the same places."""

import numpy as np
import pyarrow as pa
import pytest

from recommender.checks import unit_rows
from recommender.layout.landmarks import (
    N_LANDMARKS,
    align,
    choose_landmarks,
    lay_out,
    share_of_neighbors_kept,
)


def groups(n_groups=9, n_each=12, n_features=7, seed=3):
    """Return vectors in groups, of length 1."""
    random = np.random.default_rng(seed)
    centers = random.normal(size=(n_groups, n_features))
    noise = random.normal(scale=0.15, size=(n_groups * n_each, n_features))
    return unit_rows((np.repeat(centers, n_each, axis=0) + noise).astype(np.float32))


def test_groups_stay_together_better_than_on_two_principal_components():
    vectors = groups()
    found = lay_out(vectors)
    centred = vectors - vectors.mean(axis=0)
    axes = np.linalg.svd(centred, full_matrices=False)[2][:2]
    kept = [group_share(each) for each in (found, centred @ axes.T)]
    assert kept[0] > 0.9
    assert kept[0] > kept[1]


def group_share(positions, n_each=12):
    """Return the share of the nearest 11 that are of the same group."""
    distances = ((positions[:, None] - positions[None]) ** 2).sum(axis=2)
    np.fill_diagonal(distances, np.inf)
    nearest = np.argsort(distances, axis=1)[:, : n_each - 1]
    group = np.arange(len(positions)) // n_each
    return (group[nearest] == group[:, None]).mean()


def test_the_same_vectors_give_the_same_bytes_in_a_standard_size():
    vectors = groups()
    first = lay_out(vectors)
    assert first.tobytes() == lay_out(vectors.copy()).tobytes()
    np.testing.assert_allclose(first.mean(axis=0), 0, atol=1e-6)
    np.testing.assert_allclose((first**2).sum(axis=1).mean(), 1, rtol=1e-5)


@pytest.mark.parametrize("n_tracks", [1, 2, 7, 8, 9])
def test_few_tracks_have_finite_places(n_tracks):
    found = lay_out(groups()[:n_tracks])
    assert found.shape == (n_tracks, 2)
    assert np.isfinite(found).all()


def test_equal_vectors_have_finite_places():
    assert np.isfinite(lay_out(np.ones((20, 3), np.float32))).all()


def test_landmarks_are_a_sample_that_stays_when_tracks_come():
    keys = pa.array([f"track{number:05d}" for number in range(5 * N_LANDMARKS)])
    chosen = {keys[row].as_py() for row in choose_landmarks(keys)}
    assert len(chosen) == N_LANDMARKS
    more = pa.array(sorted([*keys.to_pylist(), *(f"new{number}" for number in range(100))]))
    later = {more[row].as_py() for row in choose_landmarks(more)}
    assert len(chosen & later) > 0.95 * N_LANDMARKS
    assert {key for key in later - chosen if not key.startswith("new")} == set()


def test_a_layout_that_was_turned_and_mirrored_is_turned_back():
    wanted = lay_out(groups())
    turn = np.array([[0.6, 0.8], [0.8, -0.6]])  # it mirrors, too
    found = align((wanted @ turn + [3, -1]).astype(np.float32), wanted)
    np.testing.assert_allclose(found, wanted, atol=1e-5)


def test_the_share_of_neighbors_is_that_of_an_obvious_count():
    vectors = groups()
    positions = lay_out(vectors)
    expected = []
    for row in range(len(vectors)):
        others = [other for other in range(len(vectors)) if other != row]
        near = sorted(others, key=lambda other: -float(vectors[row] @ vectors[other]))[:10]
        around = sorted(
            others, key=lambda other: float(((positions[row] - positions[other]) ** 2).sum())
        )[:50]
        expected.append(len(set(near) & set(around)) / 10)
    found = share_of_neighbors_kept(vectors, positions)
    assert found == pytest.approx(np.mean(expected), abs=1e-3)
    assert share_of_neighbors_kept(vectors[:40], positions[:40]) == 1
