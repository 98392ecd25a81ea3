"""The option popularity: more of it gives lists of tracks in more playlists."""

import numpy as np
import pytest

from recommender.ranking.mmr import ListOptions
from recommender.serving.filters import TrackMask
from recommender.serving.recommend import RecommendationRequest, recommend

SETTINGS = (-1.0, -0.5, 0.0, 0.5, 1.0)


def mean_popularity(index, n_seeds, popularity):
    random = np.random.default_rng(4)
    means = []
    for _ in range(60):
        seeds = random.choice(len(index.track_ids), n_seeds, replace=False).tolist()
        own = TrackMask(np.isin(index.recordings, index.recordings[seeds]))
        request = RecommendationRequest(
            dict.fromkeys(seeds, 1.0),
            ListOptions(10),
            {"are the seeds": own},
            popularity=popularity,
        )
        result = recommend(index, request)
        np.testing.assert_allclose(result.contributions.sum(axis=1), result.scores, atol=1e-4)
        means.append(index.standardized_popularity[result.rows].mean())
    return float(np.mean(means))


@pytest.mark.parametrize("n_seeds", [1, 5])
def test_the_mean_popularity_of_lists_rises_with_the_option(demo_index, n_seeds):
    means = [mean_popularity(demo_index, n_seeds, setting) for setting in SETTINGS]
    assert (np.diff(means) > 0).all(), means
    # in standard deviations of the catalogue
    assert means[-1] - means[2] > 0.1, means
    assert means[2] - means[0] > 0.1, means


def test_popularity_is_standardized(demo_index):
    values = demo_index.standardized_popularity
    assert abs(values.mean()) < 1e-4
    assert abs(values.std() - 1) < 1e-4
