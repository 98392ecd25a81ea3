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
        fit_sparse_ease(playlists, ridge)(seeds), weights[seeds].sum(axis=0), atol=1e-9
    )


def test_a_row_of_sparse_ease_holds_its_nearest_tracks_alone(playlists, monkeypatch):
    monkeypatch.setattr(tuned_baselines, "N_NEIGHBORS", 5)
    scores = fit_sparse_ease(playlists, 3.0)(np.array([2]))
    dense = playlists.toarray()
    counts = dense.sum(axis=0)
    cosines = dense.T @ dense[:, 2] / np.sqrt(counts * counts[2])
    cosines[2] = -1
    assert set(np.flatnonzero(scores)) == set(np.argsort(-cosines)[:5])


def test_the_parameters_that_find_the_other_half_are_chosen(playlists):
    random = np.random.default_rng(0)

    def fit(training, quality):
        assert training.shape[0] == playlists.shape[0] - 12
        noise = random.random(training.shape[1])
        near = (training.T @ training).toarray()
        return lambda seeds: quality * near[seeds].sum(axis=0) + (1 - quality) * noise

    assert choose_parameters(fit, [0.0, 1.0, 0.0], playlists) == 1.0


def test_too_few_playlists_leave_the_first_parameters(playlists):
    assert choose_parameters(lambda *_: pytest.fail("fitted"), [5, 6], playlists[:4]) == 5
