"""The taste block: tracks of one playlist are near, and the rest falls back in order."""

import numpy as np
import pytest
from scipy import sparse

import recommender.embeddings.taste
from recommender.embeddings.taste import TasteVectors

N_TRACKS = 60


def incidence(pairs, shape):
    rows, columns = zip(*pairs, strict=True) if pairs else ((), ())
    ones = np.ones(len(rows), dtype=np.float32)
    return sparse.csr_matrix((ones, (rows, columns)), shape=shape)


@pytest.fixture
def world():
    """Two scenes of 25 tracks, told apart by playlists; ten tracks that nobody lists.

    Tracks 50-52 are by an artist of the first scene, 53-55 have the genre of the second,
    56-58 only audio like the first, and of 59 nothing is known.
    """
    random = np.random.default_rng(0)
    pairs = [
        (playlist, 25 * (playlist % 2) + track)
        for playlist in range(30)
        for track in random.permutation(25)[: 6 + playlist % 5]
    ]
    playlists = incidence(pairs, (30, N_TRACKS))
    artists = incidence(
        [(t, t // 5) for t in range(50)] + [(50 + i, i) for i in range(3)], (N_TRACKS, 10)
    )
    genres = incidence(
        [(t, t // 25) for t in range(50)] + [(53 + i, 1) for i in range(3)], (N_TRACKS, 2)
    )
    audio = np.zeros((N_TRACKS, 3))
    audio[:25, 0] = audio[56:59, 0] = 1
    audio[25:50, 1] = 1
    audio[:59, 2] = random.normal(0, 0.1, 59)
    audio[50:56] = 0
    return playlists, artists, genres, audio


@pytest.fixture
def learned(world):
    return TasteVectors(n_dimensions=6).fit(*world)


def scene_similarity(learned, tracks):
    """Return the mean product of some tracks with the first and with the second scene."""
    vectors = learned.vectors_
    products = vectors[tracks] @ vectors[:50].T
    return products[:, :25].mean(), products[:, 25:].mean()


def test_tracks_of_one_scene_are_nearer_than_those_of_the_other(learned):
    own, other = scene_similarity(learned, list(range(25)))
    assert own > other + 0.3


@pytest.mark.parametrize(
    ("tracks", "scene", "cold_start_source"),
    [([50, 51, 52], 0, "artist"), ([53, 54, 55], 1, "genre"), ([56, 57, 58], 0, "audio")],
)
def test_a_cold_start_track_gets_its_vector_from_its_groups_or_features(
    learned, tracks, scene, cold_start_source
):
    means = scene_similarity(learned, tracks)
    assert means[scene] > means[1 - scene] + 0.2
    assert set(learned.cold_start_source_[tracks]) == {cold_start_source}


def test_a_track_without_any_data_has_no_taste_vector(learned):
    assert not learned.vectors_[59].any()
    assert learned.number_of_playlists_[59] == 0


def test_a_track_of_a_playlist_has_no_cold_start_source(learned):
    assert set(learned.cold_start_source_[:50][learned.number_of_playlists_[:50] > 0]) == {"none"}


def test_without_shrinkage_a_track_of_a_playlist_ignores_its_artist(world):
    playlists, artists, genres, audio = world
    nobody = sparse.csr_matrix(artists.shape, dtype=np.float32)
    listed = np.asarray(playlists.sum(axis=0)).ravel() > 0
    for shrinkage, is_same in ((0.0, True), (5.0, False)):
        with_artists = TasteVectors(6, shrinkage).fit(playlists, artists, genres, audio)
        without = TasteVectors(6, shrinkage).fit(playlists, nobody, genres, audio)
        close = np.allclose(with_artists.vectors_[listed], without.vectors_[listed], atol=1e-5)
        assert close is is_same


def test_the_place_of_an_unshrunk_track_is_that_of_a_full_decomposition(world):
    playlists, *_ = world
    nothing = sparse.csr_matrix((N_TRACKS, 0), dtype=np.float32)
    learned = TasteVectors(30, shrinkage=0.0).fit(
        playlists, nothing, nothing, np.zeros((N_TRACKS, 1))
    )
    dense = playlists.toarray()
    lengths, counts = dense.sum(axis=1), np.maximum(dense.sum(axis=0), 1)
    _, strengths, directions = np.linalg.svd(dense / np.sqrt(lengths)[:, None] / np.sqrt(counts))
    own = directions[:30].T * strengths
    own /= np.maximum(np.linalg.norm(own, axis=1, keepdims=True), 1e-9)
    own[dense.sum(axis=0) == 0] = 0
    np.testing.assert_allclose(learned.vectors_ @ learned.vectors_.T, own @ own.T, atol=1e-5)


def test_fewer_playlists_than_dimensions_give_shorter_vectors(world):
    playlists, *rest = world
    assert TasteVectors(96).fit(playlists[:5], *rest).vectors_.shape == (N_TRACKS, 5)


def test_without_playlists_there_is_no_taste(world):
    playlists, *rest = world
    assert TasteVectors(8).fit(playlists[:0], *rest).vectors_.shape == (N_TRACKS, 0)


def test_another_shrinkage_places_as_a_fit_with_it_would(world, learned):
    again = TasteVectors(n_dimensions=6, shrinkage=11.0).fit(*world)
    np.testing.assert_allclose(learned.embed(11.0, 6), again.vectors_, atol=1e-6)


def test_a_large_catalogue_is_learned_in_single_precision_to_nearly_the_same(
    world, learned, monkeypatch
):
    monkeypatch.setattr(recommender.embeddings.taste, "LARGE", 40)
    again = TasteVectors(n_dimensions=6).fit(*world)
    assert again._own.dtype == np.float32
    assert again.cold_start_source_.tolist() == learned.cold_start_source_.tolist()
    products = [found.vectors_ @ found.vectors_.T for found in (again, learned)]
    np.testing.assert_allclose(products[0][:50, :50], products[1][:50, :50], atol=0.1)
    own, other = scene_similarity(again, [56, 57, 58])
    assert own > other
    assert np.array_equal(again.vectors_, TasteVectors(n_dimensions=6).fit(*world).vectors_)
