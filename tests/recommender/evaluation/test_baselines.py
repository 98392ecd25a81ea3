"""The baselines are what their names say: each against the obvious way to the same scores."""

import numpy as np
import pytest

from recommender.data.dataset import Dataset
from recommender.evaluation.baselines import build_baselines

SEEDS = np.array([3, 40, 41])


@pytest.fixture(scope="module")
def dataset(world):
    return Dataset.from_tables(**world.tables)


@pytest.fixture(scope="module")
def baselines(dataset):
    return build_baselines(dataset)


def test_all_seven_score_every_track(dataset, baselines):
    assert list(baselines) == [
        "random", "popularity", "artist_popularity", "unscaled_cosine", "item_knn", "als",
        "sparse_ease",
    ]  # fmt: skip
    for baseline in baselines.values():
        scores = baseline.scores
        assert np.isfinite(scores(SEEDS)).all()
        assert scores(SEEDS).shape == (len(dataset.keys),)
        np.testing.assert_array_equal(scores(SEEDS), scores(SEEDS))


def test_popularity_is_the_number_of_playlists(dataset, baselines):
    counts = np.asarray(dataset.playlists.sum(axis=0)).ravel()
    order = np.argsort(-baselines["popularity"].scores(SEEDS), kind="stable")
    assert (np.diff(counts[order]) <= 0).all()


def test_the_same_artist_goes_before_everyone(dataset, baselines):
    same = (dataset.artists @ dataset.artists[SEEDS].sum(axis=0).T).A1 > 0
    scores = baselines["artist_popularity"].scores(SEEDS)
    assert scores[same].min() > scores[~same].max()


def test_item_knn_adds_the_cosines_of_sets_of_playlists(dataset, baselines):
    dense = dataset.playlists.toarray().T
    lengths = np.maximum(np.linalg.norm(dense, axis=1), 1e-9)
    cosines = (dense @ dense.T) / np.outer(lengths, lengths)
    np.testing.assert_allclose(
        baselines["item_knn"].scores(SEEDS), cosines[SEEDS].sum(axis=0), atol=1e-5
    )


def test_unscaled_cosine_is_led_by_the_largest_numbers(dataset, baselines):
    scores = baselines["unscaled_cosine"].scores(SEEDS[:1])
    assert scores[SEEDS[0]] == pytest.approx(1)
    tempo = dataset.features[:, 8]
    alone = np.corrcoef(np.abs(tempo - tempo[SEEDS[0]]), scores)[0, 1]
    assert alone < -0.3


def test_als_scores_tracks_of_the_same_playlists_higher(dataset, baselines):
    dense = dataset.playlists.toarray()
    together = dense.T @ dense
    seed = int(np.argmax(together.diagonal()))
    scores = baselines["als"].scores(np.array([seed]))
    beside = together[seed] >= 5
    assert scores[beside].mean() > scores[together[seed] == 0].mean() + 0.1
