"""A provider that measures higher than another changes no lists, if both measured some tracks."""

import numpy as np
import pytest

from benchmarks.provider_shift import lists_of, measure_again, share_kept
from tests.recommender.conftest import build_world

N_COMPARED = 200


@pytest.fixture(scope="module")
def world():
    return build_world(n_tracks=800, n_playlists=80)


@pytest.mark.parametrize("which", ["a random half", "one end of the scale"])
def test_a_shifted_second_provider_leaves_the_lists_as_they_were(world, which):
    features, seeds = world.features, np.arange(0, 600, 3)
    energy = np.array(features["af_energy"], np.float64)
    is_other = (
        np.random.default_rng(1).random(len(features)) < 0.5
        if which == "a random half"
        else energy > np.nanmedian(energy)
    )
    true = lists_of(world.tables, features, seeds)
    compared, pooled = (
        lists_of(world.tables, measure_again(features, is_other, number), seeds)
        for number in (N_COMPARED, None)
    )
    for before, after, mixed in zip(true, compared, pooled, strict=True):
        assert share_kept(before, after) >= 0.98
        assert share_kept(before, mixed) < share_kept(before, after)
