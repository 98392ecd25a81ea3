"""Co-occurrence against the obvious answer, counted set by set; and what artists lend."""

import numpy as np
import pytest
from scipy import sparse

from recommender.scoring.co_occurrence import MAX_PLAYLISTS_PER_ARTIST, fit_co_occurrence
from recommender.scoring.model import ScoringModel
from recommender.scoring.parameters import Parameters
from recommender.scoring.query import Query


def build_model(sets, artists, shrinkage, damping, smoothing):
    """Return a model of which only the playlists matter."""
    nothing = np.zeros((len(sets), 2), np.float32)
    return ScoringModel.from_arrays(
        audio=nothing,
        taste=nothing,
        popularity=nothing[:, 0],
        artists=sparse.csr_matrix(artists),
        playlists=sparse.csr_matrix(sets),
        recordings=np.arange(len(sets)),
        main_artists=np.arange(len(sets)),
        parameters=Parameters(
            co_occurrence_shrinkage=shrinkage,
            co_occurrence_damping=damping,
            artist_smoothing=smoothing,
        ),
    )


def co_occurrence(model):
    """Return the term of every pair of tracks."""
    return Query(model, model.select_seeds(np.arange(model.n_tracks))).co_occurrence.toarray()


@pytest.fixture
def sets():
    """Return twelve tracks in thirty playlists, one of them in none."""
    found = (np.random.default_rng(3).random((12, 30)) < 0.3).astype(np.float32)
    found[4] = 0
    return found


@pytest.fixture
def artists():
    """Return five artists of twelve tracks: a duet, a solo track for each, one by nobody."""
    found = np.zeros((12, 6), np.float32)
    found[np.arange(11), np.arange(11) % 5] = 1
    found[0, 3] = 1
    return found


@pytest.mark.parametrize("damping", [0.0, 0.2, 0.5])
def test_co_occurrence_is_the_asymmetric_cosine_of_two_sets_of_playlists(sets, artists, damping):
    found = co_occurrence(build_model(sets, artists, 3.0, damping, 0.0))
    counts = sets.sum(axis=1) + 3
    expected = (sets @ sets.T) / np.outer(counts ** (1 - damping), counts**damping)
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-7)


def test_without_damping_co_occurrence_is_the_share_of_the_seeds_playlists():
    sets = np.array([[1, 1, 1, 1], [1, 1, 0, 0]], dtype=np.float32)
    found = co_occurrence(build_model(sets, np.eye(2, dtype=np.float32), 0.0, 0.0, 0.0))
    np.testing.assert_allclose(found, [[1, 0.5], [1, 1]])


@pytest.mark.parametrize("damping", [0.0, 0.2])
def test_smoothing_adds_the_share_of_the_artists_playlists(sets, artists, damping):
    found = co_occurrence(build_model(sets, artists, 3.0, damping, 3.0))
    counts = sets.sum(axis=1) + 3
    expected = np.zeros((12, 12))
    for seed in range(12):
        shares = []
        for artist in np.flatnonzero(artists[seed]):
            held = sets[artists[:, artist] > 0].any(axis=0)  # playlists that hold the artist
            shares.append((sets * held).sum(axis=1) / (1 + held.sum()))
        share = np.mean(shares, axis=0) if shares else np.zeros(12)
        joint = sets @ sets[seed] + 3 * share
        expected[seed] = joint / (counts[seed] ** (1 - damping) * counts**damping)
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-7)
    assert found[4].any()  # nobody has listed it, but its artist


def test_the_playlists_of_an_artist_are_those_with_most_of_its_tracks():
    n_playlists = 3 * MAX_PLAYLISTS_PER_ARTIST
    sets = np.zeros((4, n_playlists), np.float32)
    sets[0] = 1  # a hit of the artist, in every playlist
    sets[1, -5:] = 1  # its other track, in five of them
    sets[3, :-5] = 1  # somebody else's
    artists = np.array([[1, 0], [1, 0], [1, 0], [0, 1]], np.float32)
    _, co_occurrence = fit_co_occurrence(
        sparse.csr_matrix(sets), sparse.csr_matrix(artists), 3, 0, 3
    )
    artist_weights = co_occurrence.artist_playlists[0]
    assert artist_weights.nnz == MAX_PLAYLISTS_PER_ARTIST
    assert set(range(n_playlists - 5, n_playlists)) <= set(artist_weights.indices)
    np.testing.assert_allclose(
        artist_weights.sum(), MAX_PLAYLISTS_PER_ARTIST / (MAX_PLAYLISTS_PER_ARTIST + 1), rtol=1e-6
    )
    assert np.diff(co_occurrence.artist_weights.indptr).tolist() == [1, 1, 1, 1]
