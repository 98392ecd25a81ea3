"""The score against the obvious answer: dense matrices, weighted and added."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse

from recommender.scoring.contributions import CONTRIBUTIONS
from recommender.scoring.model import normalize_rows
from recommender.scoring.query import Query

N_TRACKS = 83
WEIGHTS = np.array([0.3, 1.1, 0.5, 0.7, 1.0, 1.0], dtype=np.float32)


@pytest.fixture
def model(model_builder):
    return model_builder(N_TRACKS)


@pytest.mark.parametrize("kind", ["one seed", "many seeds, some of them negative"])
def test_scores_and_contributions_are_those_of_the_obvious_answer(
    model, obvious_contributions, kind
):
    seeds = np.zeros((7, N_TRACKS), dtype=np.float32)
    if kind == "one seed":
        seeds[np.arange(7), np.arange(0, 70, 10)] = 1
    else:
        seeds[:, :20] = np.random.default_rng(1).normal(size=(7, 20))
    query = Query(model, sparse.csr_matrix(seeds))
    contributions = obvious_contributions(model, seeds)
    np.testing.assert_allclose(query.scores(WEIGHTS), contributions @ WEIGHTS, atol=2e-5)
    rows, columns = (index.ravel() for index in np.indices((7, N_TRACKS)))
    np.testing.assert_allclose(
        query.contributions(rows, columns), contributions.reshape(-1, 6), atol=2e-5
    )
    np.testing.assert_allclose(query.all_contributions(), contributions[0], atol=2e-5)


def test_rows_make_one_query_of_each_track(model):
    tracks = np.array([4, 80, 4])
    np.testing.assert_array_equal(model.select_seeds(tracks).toarray(), np.eye(N_TRACKS)[tracks])


def test_similarity_is_the_cosine_of_the_weighted_vectors(model):
    root = np.sqrt(WEIGHTS[:2])
    vectors = np.hstack([model.audio * root[0], model.taste * root[1]])
    lengths = np.linalg.norm(vectors, axis=1)
    expected = vectors @ vectors.T / np.outer(lengths, lengths)
    query = Query(model, model.select_seeds(np.arange(N_TRACKS)))
    rows, columns = (index.ravel() for index in np.indices((N_TRACKS, N_TRACKS)))
    contributions = query.contributions(rows, columns) * WEIGHTS
    found = query.similarity(rows, columns, contributions, WEIGHTS)
    np.testing.assert_allclose(found, expected.ravel(), atol=1e-5)
    assert np.abs(found).max() <= 1


def test_a_track_without_vectors_has_similarity_zero(model):
    model.audio[9] = model.taste[9] = 0
    query = Query(model, model.select_seeds(np.array([9])))
    zero = np.zeros(N_TRACKS, dtype=np.intp)
    contributions = query.contributions(zero, np.arange(N_TRACKS)) * WEIGHTS
    assert not query.similarity(zero, np.arange(N_TRACKS), contributions, WEIGHTS).any()


def test_equal_tracks_have_equal_contributions_to_the_bit(model_builder):
    model = replace(
        model_builder(300), cold_seed_popularity_weight=0.0
    )  # they are not listed alike
    for block in (model.audio, model.taste, model.popularity):
        block[150:] = block[:150]
    query = Query(model, model.select_seeds(np.array([7])))
    dense = [CONTRIBUTIONS.index(name) for name in ("audio", "taste", "popularity")]
    contributions = query.contributions(np.zeros(300, dtype=np.intp), np.arange(300))[:, dense]
    assert contributions[:150].tobytes() == contributions[150:].tobytes()


def test_normalized_rows_multiply_to_the_cosine_of_two_sets():
    sets = np.array([[1, 1, 0, 0], [1, 0, 1, 0], [0, 0, 0, 0]], dtype=np.float32)
    rows = normalize_rows(sparse.csr_matrix(sets))
    np.testing.assert_allclose((rows @ rows.T).toarray(), [[1, 0.5, 0], [0.5, 1, 0], [0, 0, 0]])


def test_popularity_counts_most_for_a_seed_in_no_playlist(model_builder):
    model = replace(model_builder(60), cold_seed_popularity_weight=0.5)
    empty = model.playlists.tolil()
    empty[7] = 0
    model = replace(model, playlists=empty.tocsr())
    plain = replace(model, cold_seed_popularity_weight=0.0)
    counts = np.diff(model.playlists.indptr)
    for seed in (7, int(counts.argmax())):
        more, less = (
            Query(some, some.select_seeds(np.array([seed]))).all_contributions()[
                :, CONTRIBUTIONS.index("popularity")
            ]
            for some in (model, plain)
        )
        expected = 0.5 * np.log1p(counts) / (1 + counts[seed]) ** 2
        np.testing.assert_allclose(more - less, expected, atol=1e-6)
