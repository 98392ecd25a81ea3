"""The score against the obvious answer: five dense matrices, weighted and added."""

import numpy as np
import pytest
from scipy import sparse

from recommender.catalogue import TERMS, Catalogue, damped_playlists, damped_rows

N_TRACKS = 83
WEIGHTS = np.array([0.3, 1.1, 0.5, 0.7, 1.0], dtype=np.float32)


@pytest.fixture
def catalogue(some_catalogue):
    return some_catalogue(N_TRACKS)


@pytest.mark.parametrize("kind", ["one seed", "many seeds, some of them negative"])
def test_scores_and_contributions_are_those_of_the_obvious_answer(catalogue, obvious_terms, kind):
    seeds = np.zeros((7, N_TRACKS), dtype=np.float32)
    if kind == "one seed":
        seeds[np.arange(7), np.arange(0, 70, 10)] = 1
    else:
        seeds[:, :20] = np.random.default_rng(1).normal(size=(7, 20))
    query = catalogue.query(sparse.csr_matrix(seeds))
    terms = obvious_terms(catalogue, seeds)
    np.testing.assert_allclose(query.scores(WEIGHTS), terms @ WEIGHTS, atol=2e-5)
    rows, columns = (index.ravel() for index in np.indices((7, N_TRACKS)))
    np.testing.assert_allclose(query.terms(rows, columns), terms.reshape(-1, 5), atol=2e-5)


def test_rows_make_one_query_of_each_track(catalogue):
    tracks = np.array([4, 80, 4])
    np.testing.assert_array_equal(catalogue.rows(tracks).toarray(), np.eye(N_TRACKS)[tracks])


def test_similarity_is_the_cosine_of_the_weighted_vectors(catalogue):
    root = np.sqrt(WEIGHTS[:2])
    vectors = np.hstack([catalogue.sound * root[0], catalogue.taste * root[1]])
    lengths = np.linalg.norm(vectors, axis=1)
    expected = vectors @ vectors.T / np.outer(lengths, lengths)
    query = catalogue.query(catalogue.rows(np.arange(N_TRACKS)))
    rows, columns = (index.ravel() for index in np.indices((N_TRACKS, N_TRACKS)))
    terms = query.terms(rows, columns) * WEIGHTS
    found = query.similarity(rows, columns, terms, WEIGHTS)
    np.testing.assert_allclose(found, expected.ravel(), atol=1e-5)
    assert np.abs(found).max() <= 1


def test_a_track_without_vectors_has_similarity_zero(catalogue):
    catalogue.sound[9] = catalogue.taste[9] = 0
    query = catalogue.query(catalogue.rows(np.array([9])))
    zero = np.zeros(N_TRACKS, dtype=np.intp)
    terms = query.terms(zero, np.arange(N_TRACKS)) * WEIGHTS
    assert not query.similarity(zero, np.arange(N_TRACKS), terms, WEIGHTS).any()


def test_equal_tracks_have_equal_contributions_to_the_bit(some_catalogue):
    catalogue = some_catalogue(300)
    for block in (catalogue.sound, catalogue.taste, catalogue.prior):
        block[150:] = block[:150]
    query = catalogue.query(catalogue.rows(np.array([7])))
    dense = [TERMS.index(name) for name in ("sound", "taste", "prior")]
    terms = query.terms(np.zeros(300, dtype=np.intp), np.arange(300))[:, dense]
    assert terms[:150].tobytes() == terms[150:].tobytes()


def test_damped_rows_multiply_to_the_cosine_of_two_sets():
    sets = np.array([[1, 1, 0, 0], [1, 0, 1, 0], [0, 0, 0, 0]], dtype=np.float32)
    plain = damped_rows(sparse.csr_matrix(sets))
    np.testing.assert_allclose((plain @ plain.T).toarray(), [[1, 0.5, 0], [0.5, 1, 0], [0, 0, 0]])
    damped = damped_rows(sparse.csr_matrix(sets), shrinkage=2)
    np.testing.assert_allclose((damped @ damped.T).toarray()[0], [0.5, 0.25, 0])


@pytest.mark.parametrize("damping", [0.0, 0.2, 0.5])
def test_co_occurrence_is_the_asymmetric_cosine_of_two_sets_of_playlists(damping):
    random = np.random.default_rng(3)
    sets = (random.random((12, 30)) < 0.3).astype(np.float32)
    sets[4] = 0  # in no playlist
    playlists, asking = damped_playlists(sparse.csr_matrix(sets), 3.0, damping)
    nothing = np.zeros((12, 2), np.float32)
    catalogue = Catalogue(
        sound=nothing, taste=nothing, prior=nothing[:, 0],
        artists=damped_rows(sparse.csr_matrix(np.eye(12, dtype=np.float32))),
        playlists=playlists, recordings=np.arange(12), asking=asking,
    )  # fmt: skip
    found = catalogue.query(catalogue.rows(np.arange(12))).co_occurrence.toarray()
    counts = sets.sum(axis=1) + 3
    expected = (sets @ sets.T) / np.outer(counts ** (1 - damping), counts**damping)
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-7)


def test_without_damping_co_occurrence_is_the_share_of_the_seeds_playlists():
    sets = np.array([[1, 1, 1, 1], [1, 1, 0, 0]], dtype=np.float32)
    playlists, asking = damped_playlists(sparse.csr_matrix(sets), 0.0, 0.0)
    together = (playlists @ playlists.T).toarray() * asking[:, None]
    np.testing.assert_allclose(together, [[1, 0.5], [1, 1]])
