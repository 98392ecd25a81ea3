"""The tuned baselines against the dense, obvious way, and the choice of their parameters."""

import numpy as np
import pytest
from scipy import sparse

from recommender.evaluation import tuned_baselines
from recommender.evaluation.tuned_baselines import choose_parameters, fit_sparse_ease


@pytest.fixture(scope="module")
def playlists():
    random = np.random.default_rng(4)
    group = np.arange(120) % 4
    is_member = random.random((120, 70)) < np.where(np.arange(70) % 4 == group[:, None], 0.5, 0.2)
    return sparse.csr_matrix(is_member.astype(np.float32))


def test_sparse_ease_with_all_neighbors_is_ease(playlists):
    """With every track near, a row of the approximate inverse is that of the inverse itself."""
    ridge, seeds = 3.0, np.array([2, 7])
    dense = playlists.toarray().astype(np.float64)
    inverse = np.linalg.inv(dense.T @ dense + ridge * np.eye(70))
    weights = -inverse / np.diag(inverse)
    np.fill_diagonal(weights, 0)
    assert ((dense.T @ dense) > 0).all()  # else a track is not near every other
    np.testing.assert_allclose(
        fit_sparse_ease(playlists, [ridge])[0](seeds), weights[seeds].sum(axis=0), atol=1e-9
    )


def test_a_row_of_sparse_ease_holds_its_nearest_tracks_alone(playlists, monkeypatch):
    monkeypatch.setattr(tuned_baselines, "N_NEIGHBORS", 5)
    scores = fit_sparse_ease(playlists, [3.0])[0](np.array([2]))
    dense = playlists.toarray()
    counts = dense.sum(axis=0)
    cosines = dense.T @ dense[:, 2] / np.sqrt(counts * counts[2])
    cosines[2] = -1
    assert set(np.flatnonzero(scores)) == set(np.argsort(-cosines)[:5])


def test_tracks_with_few_neighbors_are_solved_for_beside_those_with_many(playlists):
    """Tracks of a block have as many neighbors as the longest row; the others' are padding."""
    lonely = sparse.csr_matrix(([1.0], ([3], [0])), shape=(120, 2))
    few = sparse.hstack([playlists, lonely], format="csr")
    dense = few.toarray().astype(np.float64)
    for ridge, scores in zip([1.0, 9.0], fit_sparse_ease(few, [1.0, 9.0]), strict=True):
        expected, diagonal = np.zeros((72, 72)), np.zeros(72)
        for track in range(72):
            near = np.union1d(track, np.flatnonzero(dense.T @ dense[:, track]))
            gram = dense[:, near].T @ dense[:, near] + ridge * np.eye(len(near))
            expected[track, near] = -np.linalg.inv(gram)[near == track]
            diagonal[track] = -expected[track, track]
            expected[track, track] = 0
        for seeds in ([5, 70, 71], [3], [70]):
            np.testing.assert_allclose(
                scores(np.array(seeds)), expected[seeds].sum(axis=0) / diagonal, atol=1e-12
            )


def test_the_parameters_that_find_the_other_half_are_chosen(playlists):
    random = np.random.default_rng(0)

    def fit(training, grid):
        assert training.shape[0] == playlists.shape[0] - 12
        noise = random.random(training.shape[1])
        near = (training.T @ training).toarray()
        for quality in grid:
            yield (
                lambda seeds, quality=quality: (
                    quality * near[seeds].sum(axis=0) + (1 - quality) * noise
                )
            )

    assert choose_parameters(fit, [0.0, 1.0, 0.0], playlists) == 1.0


def test_too_few_playlists_leave_the_first_parameters(playlists):
    assert choose_parameters(lambda *_: pytest.fail("fitted"), [5, 6], playlists[:4]) == 5
