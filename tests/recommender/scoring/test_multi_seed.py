"""The score for many seeds, beside slow and obvious answers."""

import numpy as np
import pytest
from scipy import sparse

from recommender.embeddings.factors import CONFIDENCE, REGULARIZATION, FoldIn, fit_factors
from recommender.scoring import multi_seed
from recommender.scoring.contributions import CONTRIBUTIONS
from recommender.scoring.model import ScoringModel
from recommender.scoring.multi_seed import SIGNALS, PlaylistVotes, compute_signals, to_contributions
from recommender.scoring.parameters import Parameters

N_TRACKS, N_PLAYLISTS = 40, 25


@pytest.fixture
def playlists():
    random = np.random.default_rng(5)
    matrix = (random.random((N_PLAYLISTS, N_TRACKS)) < 0.2).astype(np.float32)
    matrix[:, -3:] = 0  # in no playlist
    return matrix


@pytest.fixture
def model(playlists):
    random = np.random.default_rng(6)
    audio, taste = random.normal(size=(N_TRACKS, 4)), random.normal(size=(N_TRACKS, 7))
    artists = sparse.csr_matrix(np.eye(10, dtype=np.float32)[random.integers(0, 10, N_TRACKS)])
    return ScoringModel.from_arrays(
        audio=(audio / np.linalg.norm(audio, axis=1, keepdims=True)).astype(np.float32),
        taste=(taste / np.linalg.norm(taste, axis=1, keepdims=True)).astype(np.float32),
        popularity=np.zeros(N_TRACKS, np.float32),
        artists=artists,
        playlists=sparse.csr_matrix(playlists.T),
        recordings=np.arange(N_TRACKS),
        main_artists=np.arange(N_TRACKS),
        factors=fit_factors(sparse.csr_matrix(playlists)),
        parameters=Parameters(co_occurrence_damping=0.5, artist_smoothing=0.0),
    )


def test_votes_are_those_of_every_playlist_one_by_one(model, playlists):
    seeds = {3: 1.0, 8: 2.0, 11: -0.5}
    count = playlists.sum(axis=0)
    expected = np.zeros(N_TRACKS)
    for playlist in playlists:
        held = sum(
            weight / np.sqrt(count[row] + 1) for row, weight in seeds.items() if playlist[row]
        )
        alike = held / np.sqrt(playlist.sum())
        expected += playlist * np.sign(alike) * abs(alike) ** 1.5
    expected *= (count + 3) ** -0.3
    weights = np.zeros(N_TRACKS, np.float32)
    weights[list(seeds)] = list(seeds.values())
    found = PlaylistVotes.from_model(model).votes(weights)
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-6)


def test_the_ridge_converges_to_the_solution_of_the_whole_system(model, playlists, monkeypatch):
    monkeypatch.setattr(multi_seed, "RIDGE_STEPS", 100)
    weights = np.zeros(N_TRACKS, np.float32)
    weights[[2, 9]] = [1, -0.5]
    count, length = playlists.sum(axis=0), playlists.sum(axis=1)
    by_count = np.maximum(count, 1) ** -0.25
    damped = length[:, None] ** -0.25 * playlists * by_count
    kernel = damped @ damped.T
    penalty = 10 * np.mean((damped**2).sum(axis=1))
    solved = np.linalg.solve(kernel + penalty * np.eye(N_PLAYLISTS), damped @ (weights * by_count))
    expected = damped.T @ solved * np.maximum(count, 1) ** 0.1
    found = PlaylistVotes.from_model(model).ridge(weights)
    np.testing.assert_allclose(found, expected, rtol=1e-3, atol=1e-6)


def test_the_taste_signal_sums_cubed_similarities_over_the_seeds(model):
    rows, weights = np.array([1, 4]), np.array([1.0, 0.5], np.float32)
    taste = model.taste
    expected = [
        sum(w * max(float(taste[t] @ taste[s]), 0) ** 3 for s, w in zip(rows, weights, strict=True))
        for t in range(N_TRACKS)
    ]
    part = compute_signals(PlaylistVotes.from_model(model), rows, weights)[SIGNALS.index("taste")]
    np.testing.assert_allclose(part, np.array(expected) / np.std(expected), rtol=1e-3, atol=1e-5)


def test_every_signal_has_the_standard_deviation_1_or_is_0(model):
    parts = compute_signals(
        PlaylistVotes.from_model(model), np.array([0, 5]), np.ones(2, np.float32)
    )
    np.testing.assert_allclose(parts.std(axis=1), 1, rtol=1e-4)
    cold_start = compute_signals(
        PlaylistVotes.from_model(model), np.array([N_TRACKS - 1]), np.ones(1, np.float32)
    )
    assert not cold_start[SIGNALS.index("votes")].any()
    assert not cold_start[SIGNALS.index("ridge")].any()


def test_opposite_seeds_have_opposite_signals_except_for_popularity(model, playlists):
    rows = np.array([2, 7])
    one = compute_signals(PlaylistVotes.from_model(model), rows, np.ones(2, np.float32))
    other = compute_signals(PlaylistVotes.from_model(model), rows, -np.ones(2, np.float32))
    np.testing.assert_allclose(one[:-1], -other[:-1], atol=1e-4)
    popular = np.log1p(playlists.sum(axis=0))
    for parts in (one, other):
        np.testing.assert_allclose(parts[-1], popular / popular.std(), rtol=1e-4)


def test_contributions_are_the_weighted_signals(model):
    parts = compute_signals(
        PlaylistVotes.from_model(model), np.array([2, 7]), np.ones(2, np.float32)
    )
    weights = np.array([0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 0.6], np.float32)
    contributions = to_contributions(parts, weights)
    np.testing.assert_allclose(contributions.sum(axis=1), weights @ parts, rtol=1e-4, atol=1e-5)
    together = 0.4 * parts[SIGNALS.index("votes")] + 0.5 * parts[SIGNALS.index("ridge")]
    np.testing.assert_allclose(
        contributions[:, CONTRIBUTIONS.index("co_occurrence")], together, rtol=1e-4, atol=1e-5
    )
    np.testing.assert_allclose(
        contributions[:, CONTRIBUTIONS.index("popularity")], 0.6 * parts[-1], rtol=1e-4
    )


def test_the_fold_in_solves_the_regression_of_a_playlist_that_was_not_learned_from(playlists):
    factors = fit_factors(sparse.csr_matrix(playlists)).astype(np.float64)
    rows, weights = np.array([2, 7, 11]), np.array([1.0, 2.0, 0.5])
    confidence, target = np.ones(len(factors)), np.zeros(len(factors))
    confidence[rows] += (CONFIDENCE - 1) * weights
    target[rows] = CONFIDENCE * weights / confidence[rows]
    left = factors.T @ (factors * confidence[:, None]) + REGULARIZATION * np.eye(factors.shape[1])
    expected = factors @ np.linalg.solve(left, factors.T @ (confidence * target))
    found = FoldIn(factors.astype(np.float32)).score(rows, weights)
    np.testing.assert_allclose(found, expected, atol=1e-4)


def test_a_track_of_no_playlist_has_no_factors(playlists):
    factors = fit_factors(sparse.csr_matrix(playlists))
    assert not factors[-3:].any()
    assert factors[:-3].any()
    assert fit_factors(sparse.csr_matrix(playlists[:, :0])).shape == (0, 0)


def test_equally_scaled_weights_of_seeds_give_equal_factor_signals(model):
    votes, rows = PlaylistVotes.from_model(model), np.array([2, 7])
    one, other = (
        compute_signals(votes, rows, np.array(w, np.float32)) for w in ([1, 2], [0.1, 0.2])
    )
    place = SIGNALS.index("factors")
    np.testing.assert_allclose(one[place], other[place], rtol=1e-3, atol=1e-4)
