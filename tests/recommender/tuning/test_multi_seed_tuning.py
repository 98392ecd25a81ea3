"""The weights for many seeds follow the data, and stay where the data cannot tell."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from recommender.data.dataset import Dataset
from recommender.pipeline.vectors import embed_content
from recommender.scoring.multi_seed import PREFIX, SIGNALS
from recommender.scoring.parameters import Parameters
from recommender.tuning.multi_seed import HalfPlaylistQuery, fit_multi_seed


def found_by(tables):
    dataset = Dataset.from_tables(**tables)
    audio, content = embed_content(dataset)
    found = fit_multi_seed(dataset, audio, content, Parameters())
    return {name.removeprefix(PREFIX): value for name, value in found.items()}


def test_every_signal_has_a_weight_and_the_fit_returns_its_metrics(world):
    found = found_by(world.tables)
    assert set(SIGNALS) < set(found)
    assert all(found[part] >= 0 for part in SIGNALS)
    assert found["held_out_playlists"] >= 20
    by_chance = 12 / 600
    assert found["r_precision"] > 3 * by_chance
    assert 0 < found["ndcg"] <= 1


def test_the_same_tables_give_the_same_weights(world):
    assert found_by(world.tables) == found_by(world.tables)


def some_playlists(world, number):
    playlist_ids = world.memberships["playlist_id"]
    keys = pa.array(sorted(set(playlist_ids.to_pylist()))[:number])
    kept = world.memberships.filter(pc.is_in(playlist_ids, value_set=keys))
    return {**world.tables, "memberships": kept}


def test_too_few_playlists_give_no_weights(world):
    assert found_by(some_playlists(world, 8)) == {}


def test_where_few_are_held_out_every_fold_is_in_turn(world):
    found = found_by(some_playlists(world, 40))
    assert 30 <= found["held_out_playlists"] <= 40
    assert found["r_precision"] > 2 * 12 / 600


def test_r_precision_and_ndcg_are_those_of_the_challenge():
    parts = np.array([[4.0, 3.0, 2.0, 1.0, 0.0]], np.float32)
    half = HalfPlaylistQuery(parts, np.array([True, False, True, False, False]), n_relevant=3)
    r_precision, ndcg = half.measure(np.ones(1, np.float32))
    assert r_precision == pytest.approx(2 / 3)
    ideal = 1 + 1 / np.log2(3) + 1 / np.log2(4)
    assert ndcg == pytest.approx((1 + 1 / np.log2(4)) / ideal)
