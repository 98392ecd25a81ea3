"""The gate: the default model is worse than no baseline, and its figures can be believed."""

from dataclasses import asdict

import numpy as np
import pytest

from benchmarks.quality_data import demo
from ingestion.demo.generator import generate_catalogue
from recommender.data.dataset import Dataset
from recommender.data.versions import hash_dataset
from recommender.evaluation.evaluate import (
    DEFAULT_MODEL,
    JUDGED,
    LISTS_OF,
    compare_with_best,
    evaluate,
)
from recommender.evaluation.metrics import LENGTH
from recommender.evaluation.recommenders import IndexRecommender, recommend_batch
from recommender.evaluation.splitting import read_dataset, split_by_playlist
from recommender.scoring.parameters import Parameters
from tests.conftest import quick_fit

MARGIN = 0.02  # in the paired interval of the best baseline's lead


def cells(found):
    return {(f.stratum, f.metric, f.method): f for f in found.values}


@pytest.fixture(scope="module")
def on_demo():
    with quick_fit(part=4):
        return evaluate(demo(), None, 300, 60)  # halves of all held-out playlists


@pytest.mark.parametrize(("stratum", "metric"), JUDGED)
def test_no_baseline_is_better_on_the_demo_catalogue(on_demo, stratum, metric):
    found = cells(on_demo)
    ours = found[stratum, metric, DEFAULT_MODEL]
    baselines = [
        f for key, f in found.items() if key[:2] == (stratum, metric) and key[2] != DEFAULT_MODEL
    ]
    assert len(baselines) == 7
    for baseline in baselines:
        assert baseline.value <= ours.value, baseline


@pytest.mark.parametrize("judged", JUDGED)
def test_the_best_baseline_may_be_better_by_a_margin_at_most(on_demo, judged):
    best = compare_with_best(on_demo.values)[judged]
    others = [
        f.value
        for f in on_demo.values
        if (f.stratum, f.metric) == judged and f.method != DEFAULT_MODEL
    ]
    assert best.value == max(others)
    assert best.is_better != "yes", best
    assert best.difference_upper < MARGIN, best


def test_every_metric_value_has_a_method_a_stratum_and_an_interval_around_it(on_demo):
    for figure in on_demo.values:
        if figure.lower is not None:
            assert figure.lower <= figure.value + 1e-9
            assert figure.value <= figure.upper + 1e-9
        is_paired = figure.stratum not in LISTS_OF and figure.method != DEFAULT_MODEL
        assert (figure.difference is not None) is is_paired
        assert figure.is_better in ({"yes", "no", "undecided"} if is_paired else {None})
    found = cells(on_demo)
    ours, als = (found["all", "ndcg", name] for name in (DEFAULT_MODEL, "als"))
    assert als.difference == pytest.approx(als.value - ours.value)


def test_hot_and_cold_make_up_all(on_demo):
    found = cells(on_demo)
    hot, cold, both = (
        found[name, "precision_at_10", DEFAULT_MODEL] for name in ("hot", "cold", "all")
    )
    assert hot.number_of_queries + cold.number_of_queries == both.number_of_queries
    mean = (
        hot.value * hot.number_of_queries + cold.value * cold.number_of_queries
    ) / both.number_of_queries
    assert mean == pytest.approx(both.value)


def test_lists_of_evenly_drawn_seeds_are_measured_beside_those_of_playlists(on_demo):
    found = cells(on_demo)
    for name in LISTS_OF:
        ours = found[name, "different_artists", DEFAULT_MODEL]
        assert ours.number_of_queries == 300
        assert 1 <= ours.value <= 10
        assert 0 <= found[name, "tracks_by_seed_artist", DEFAULT_MODEL].value <= 10
        assert found[name, "different_tracks", "popularity"].value < 60
    assert ("even_lists", "self_duplicates", DEFAULT_MODEL) not in found


def test_no_list_of_ours_holds_another_id_of_its_seed(on_demo):
    found = cells(on_demo)
    assert found["lists", "self_duplicates", DEFAULT_MODEL].value == 0
    assert found["lists", "self_duplicates", "unscaled_cosine"].value > 0


def test_the_same_data_gives_the_same_metrics_and_other_data_another_version(world):
    tables = world.tables
    defaults = asdict(Parameters())  # that a fit is the same every time has a test of its own
    once, again = evaluate(tables, defaults, 60, 10), evaluate(tables, defaults, 60, 10)
    assert once == again
    fewer = {**tables, "memberships": tables["memberships"].slice(0, 900)}
    versions = [hash_dataset(read_dataset(each)) for each in (tables, fewer)]
    assert versions[0] == once.data_version != versions[1]


def test_a_list_keeps_to_the_planted_clusters(demo_index):
    world, dataset = generate_catalogue(), Dataset.from_tables(**demo())
    keys = dataset.keys.to_pylist()
    random = np.random.default_rng(0)
    recommender = IndexRecommender(demo_index, dataset)
    warm = [row for row, key in enumerate(keys) if key not in world.cold]
    cold = [row for row, key in enumerate(keys) if key in world.cold]
    for rows, least in ((warm, 0.7), (cold, 0.6)):
        shares = []
        for row in random.choice(rows, 60, replace=False):
            scene = world.cluster_of[keys[row]]
            ten = recommender.recommend(np.array([row]), 10).rows
            shares.append(np.mean([world.cluster_of[keys[track]] == scene for track in ten]))
        assert np.mean(shares) >= least


def test_no_list_holds_a_planted_duplicate_of_its_seed_or_of_another_track(demo_index):
    world, dataset = generate_catalogue(), Dataset.from_tables(**demo())
    keys = dataset.keys.to_pylist()
    whole = {track.track_id: track.version_of or track.track_id for track in world.tracks}
    doubled = [row for row, key in enumerate(keys) if whole[key] != key]
    assert len(doubled) > 20
    recommender = IndexRecommender(demo_index, dataset)
    for row in doubled[:40]:
        codes = [
            whole[keys[track]] for track in (row, *recommender.recommend(np.array([row]), 50).rows)
        ]
        assert len(set(codes)) == len(codes)


def test_a_query_of_unknown_seeds_has_an_empty_list(world):
    split = split_by_playlist(world.tables, 20, 5)
    silent = {**split.tables, "features": world.features.slice(0, 0)}
    with quick_fit(part=4, tries_vectors=False):
        recommender = IndexRecommender.fit(silent, split.dataset)
    lists = recommend_batch(recommender, [query.seeds for query in split.queries], LENGTH)
    assert lists.shape == (len(split.queries), 500)
    known = set(recommender.index.track_ids)
    keys = split.dataset.keys.to_pylist()
    for query, row in zip(split.queries, lists, strict=True):
        if not {keys[seed] for seed in query.seeds} & known:
            assert (row == -1).all()
