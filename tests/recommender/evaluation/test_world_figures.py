"""Figures and baselines of the synthetic world, on playlists that can be counted by hand."""

from types import SimpleNamespace

import numpy as np
import pytest
from scipy import sparse

from benchmarks.world_baselines import RIDGE, Questions, build_baselines, measure
from benchmarks.world_structure import OrderedPlaylists, measure_structure
from recommender.features import FEATURES

N_TRACKS = 30


@pytest.fixture
def playlists():
    """Draw forty playlists of six tracks."""
    random = np.random.default_rng(1)
    rows = np.repeat(np.arange(40), 6)
    tracks = np.concatenate([random.permutation(N_TRACKS)[:6] for _ in range(40)])
    return sparse.csr_matrix((np.ones(240, np.float32), (rows, tracks)), (40, N_TRACKS))


def test_ease_over_playlists_is_ease_over_tracks(playlists):
    scores = build_baselines(playlists, np.arange(N_TRACKS))["EASE"]()
    dense = playlists.toarray().astype(float)
    inverse = np.linalg.inv(dense.T @ dense + RIDGE * np.eye(N_TRACKS))
    weights = -inverse / np.diag(inverse)
    np.fill_diagonal(weights, 0)
    query = sparse.csr_matrix(([1.0, 1.0], ([0, 0], [3, 7])), (1, N_TRACKS))
    found, expected = scores(query)[0], (query @ weights)[0]
    others = np.setdiff1d(np.arange(N_TRACKS), [3, 7])
    assert found[others] == pytest.approx(expected[others], rel=1e-3)


def test_a_method_that_knows_the_answer_is_always_right():
    def scores(query):
        found = np.zeros(query.shape, np.float32)
        found[:, 10:20] = 1
        return found

    right = np.arange(10, 20)
    counts = np.ones(600, np.int64)
    counts[1] = 0
    questions = Questions(
        np.array([0, 1]), [right, np.arange(15, 25)], [np.array([0, 1])], [right], np.arange(5)
    )
    found = measure(scores, questions, counts)
    assert (found.precision, found.cold, found.distinct, found.largest) == (0.75, 0.5, 10, 1)
    assert found.r_precision == 1
    assert found.ndcg == pytest.approx(1)


def test_figures_of_ordered_playlists_can_be_counted_by_hand():
    # one artist has the even tracks, every odd track is by an artist of its own
    artists = np.where(np.arange(24) % 2 == 0, 0, 1 + np.arange(24))
    tracks = np.concatenate([[0, 2, 4, 1, 3, 5], np.arange(12), np.arange(24)])
    learned = OrderedPlaylists(np.array([0, 6, 18, 42]), tracks, artists)
    further = OrderedPlaylists(np.array([0, 2]), np.array([0, 1]), artists)
    assert learned.tracks_of(0).tolist() == [0, 2, 4, 1, 3, 5]
    features = np.random.default_rng(2).normal(size=(24, len(FEATURES)))
    figures = measure_structure(learned, further, SimpleNamespace(features=features))
    assert (figures["playlists"], figures["tracks"], figures["artists"]) == (3, 24, 13)
    assert figures["length, 50 %"] == 12
    assert figures["tracks in one playlist"] == 0.5
    assert figures["playlists per track, most"] == 3
    assert figures["different artists, length 5-10"] == pytest.approx(4 / 6)
    assert figures["next by the same artist"] == pytest.approx(2 / 39)
    expected = np.mean([3 * 2 / (6 * 5), 6 * 5 / (12 * 11), 12 * 11 / (24 * 23)])
    assert figures["two members by the same artist"] == pytest.approx(expected)
    assert figures["new tracks of further playlists"] == 0
