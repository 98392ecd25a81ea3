"""Verdicts teach a hidden taste: precision rises with every ten; other tastes stay out."""

import numpy as np
import pytest

from benchmarks.simulated_user import demo_taste, sessions
from ingestion.demo.generator import generate_catalogue
from ingestion.demo.scenes import SCENES, listened_with
from recommender.ranking.mmr import ListOptions
from recommender.serving.filters import TrackMask
from recommender.serving.recommend import RecommendationRequest, recommend

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
        lists = [
            _ten_best(demo_index, seed),
            _ten_best(demo_index, seed, likes=said[:20], dislikes=said[20:]),
        ]
        shares.append([np.mean(scene_of[rows] == scene) for rows in lists])
    without, with_verdicts = np.mean(shares, axis=0)
    assert with_verdicts > without - 0.05


@pytest.mark.parametrize("verdict", ["likes", "dislikes"])
def test_one_verdict_changes_a_list_by_little(demo_index, verdict):
    random = np.random.default_rng(4)
    artists = demo_index.model.main_artists
    seeds = np.flatnonzero(demo_index.model.number_of_playlists >= 3)
    kept, own = [], []
    for seed in random.choice(seeds, 60, replace=False).tolist():
        before = _ten_best(demo_index, seed)
        after = _ten_best(demo_index, seed, **{verdict: [int(before[4])]})
        kept.append(len(np.intersect1d(before, after)))
        own.append([(artists[rows] == artists[seed]).sum() for rows in (before, after)])
    own_before, own_after = np.mean(own, axis=0)
    assert np.mean(kept) > 7
    assert own_after < own_before + 1


def _ten_best(index, seed, likes=(), dislikes=()):
    own = index.recordings == index.recordings[seed]
    own[list(dislikes)] = True
    request = RecommendationRequest(
        seeds={seed: 1.0},
        options=ListOptions(10),
        exclusions={"are the seed, or disliked": TrackMask(own)},
        likes=[index.track_ids[row] for row in likes],
        dislikes=[index.track_ids[row] for row in dislikes],
    )
    return recommend(index, request).rows
