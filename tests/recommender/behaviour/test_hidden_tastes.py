"""Verdicts teach a hidden taste: precision rises with every ten; other tastes stay out."""

import numpy as np
import pytest

from benchmarks.simulated_user import demo_taste, sessions
from ingestion.demo.generator import generate_catalogue
from ingestion.demo.scenes import SCENES, listened_with
from recommender.ranking.mmr import ListOptions
from recommender.serving.filters import TrackMask
from recommender.serving.recommend import RecommendationRequest, recommend
from recommender.serving.relevance_feedback import Verdicts, apply_relevance_feedback

A_LITTLE = 0.02  # what the mean of a hundred listeners may fall by chance from ten to ten


@pytest.mark.parametrize("seed", [1, 2])
def test_precision_rises_with_every_ten_verdicts(demo_index, seed):
    found = sessions(demo_index, demo_taste(demo_index), n_listeners=50, n_rounds=6, seed=seed)
    steps = np.diff(found.precision)
    assert (steps > -A_LITTLE).all(), found.precision
    assert found.precision[1] > found.precision[0] + 0.05, found.precision
    assert found.precision[3] > found.precision[1] + 0.05, found.precision
    assert found.precision[-1] > found.precision[0] + 0.22, found.precision
    assert found.ceiling > 0.99  # what is right does not run out


def test_verdicts_on_other_music_leave_a_list_nearly_as_good(demo_index):
    random = np.random.default_rng(3)
    clusters = generate_catalogue().cluster_of
    scene_of = np.array([clusters[key] for key in demo_index.track_ids])
    shares = []
    for _ in range(40):
        scene, other = (SCENES[number] for number in random.choice(len(SCENES), 2, replace=False))
        if other == listened_with(scene):
            continue
        seed = int(random.choice(np.flatnonzero(scene_of == scene)))
        said = random.permutation(np.flatnonzero(scene_of == other))[:30].tolist()
        verdicts = Verdicts(said[:20], said[20:])
        own = TrackMask(demo_index.recordings == demo_index.recordings[seed])
        lists = [
            recommend(
                demo_index, RecommendationRequest(weights, ListOptions(10), {"are the seed": own})
            ).rows
            for weights in (
                {seed: 1.0},
                apply_relevance_feedback(demo_index, {seed: 1.0}, verdicts),
            )
        ]
        shares.append([np.mean(scene_of[rows] == scene) for rows in lists])
    without, with_verdicts = np.mean(shares, axis=0)
    assert with_verdicts > without - 0.05
