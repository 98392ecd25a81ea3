"""The behaviour that the default model and every baseline share, by the `Recommender` protocol."""

import numpy as np
import pytest

from recommender.data.dataset import Dataset
from recommender.evaluation.baselines import build_baselines
from recommender.evaluation.recommenders import IndexRecommender, recommend_batch
from tests.conftest import quick_fit

METHODS = (
    "segue", "random", "popularity", "artist_popularity", "unscaled_cosine", "item_knn", "als",
    "sparse_ease",
)  # fmt: skip
LENGTH = 25
WARM, SEVERAL = np.array([3]), np.array([3, 40, 41])


@pytest.fixture(scope="module")
def dataset(world):
    return Dataset.from_tables(**world.tables)


@pytest.fixture(scope="module")
def recommenders(world, dataset):
    with quick_fit(part=4, tries_vectors=False):
        ours = IndexRecommender.fit(world.tables, dataset)
    return {"segue": ours, **build_baselines(dataset)}


@pytest.fixture(params=METHODS)
def recommender(request, recommenders):
    return recommenders[request.param]


@pytest.fixture(scope="module")
def cold(dataset):
    """Return a seed that no playlist holds."""
    return np.flatnonzero(np.asarray(dataset.playlists.sum(axis=0)).ravel() == 0)[:1]


def test_every_method_is_in_the_suite(recommenders):
    assert tuple(recommenders) == METHODS


@pytest.mark.parametrize("seeds", [WARM, SEVERAL])
def test_a_list_is_as_long_as_requested(recommender, seeds):
    assert len(recommender.recommend(seeds, LENGTH).rows) == LENGTH


def test_a_list_is_never_longer_than_the_catalogue(recommender, dataset):
    found = recommender.recommend(WARM, 10 * len(dataset.keys))
    assert len(found.rows) <= len(dataset.keys)
    assert len(set(found.rows.tolist())) == len(found.rows)


@pytest.mark.parametrize("seeds", [WARM, SEVERAL])
def test_no_seed_is_recommended_under_any_id(recommender, dataset, seeds):
    found = recommender.recommend(seeds, LENGTH)
    assert not set(dataset.recordings[found.rows]) & set(dataset.recordings[seeds])


def test_no_recording_is_in_a_list_twice(recommender, dataset):
    recordings = dataset.recordings[recommender.recommend(SEVERAL, 200).rows]
    assert len(set(recordings.tolist())) == len(recordings)


@pytest.mark.parametrize("seeds", [WARM, SEVERAL])
def test_scores_are_finite_and_descend(recommender, seeds):
    found = recommender.recommend(seeds, LENGTH)
    assert found.scores.shape == found.rows.shape
    assert np.isfinite(found.scores).all()
    assert (np.diff(found.scores) <= 0).all()


def test_the_same_seeds_give_the_same_list(recommender):
    once, again = (recommender.recommend(SEVERAL, LENGTH) for _ in range(2))
    np.testing.assert_array_equal(once.rows, again.rows)
    np.testing.assert_array_equal(once.scores, again.scores)


def test_a_shorter_list_is_the_beginning_of_a_longer_one(recommender):
    short, long = (recommender.recommend(WARM, length).rows for length in (5, LENGTH))
    np.testing.assert_array_equal(short, long[:5])


def test_a_cold_seed_has_a_list_too(recommender, cold):
    assert len(recommender.recommend(cold, LENGTH).rows) == LENGTH


def test_a_batch_equals_one_query_at_a_time(recommender, cold):
    queries = [WARM, SEVERAL, cold, *(np.array([seed]) for seed in range(50, 90))]
    lists = recommend_batch(recommender, queries, LENGTH)
    assert lists.shape == (len(queries), LENGTH)
    for row, seeds in zip(lists, queries, strict=True):
        np.testing.assert_array_equal(row, recommender.recommend(seeds, LENGTH).rows)
