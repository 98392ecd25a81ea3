"""Partitions of lists: the same results alone, in any order, and in another process."""

import pickle

import numpy as np
import pytest

from recommender.ranking.ivf import IVFIndex
from recommender.ranking.lists import ListPartitions, rank_all
from recommender.scoring.parameters import Parameters

WEIGHTS = Parameters().weights
COLUMNS = ("seeds", "ranks", "tracks", "contributions", "scores", "similarities")


@pytest.fixture(params=["exact", "near cells"])
def search(request, model_builder):
    """Return the arguments of `rank_all` for the exact search and for that of cells."""
    model = model_builder(1500, n_recordings=900)
    near = (IVFIndex(model, WEIGHTS), 200) if request.param == "near cells" else ()
    return model, WEIGHTS, 10, *near


def test_partitions_give_the_same_lists_in_any_order_and_after_pickling(search):
    expected = list(rank_all(*search))
    near = search[3:] or (None, 0)
    whole = ListPartitions(*search[:3], *near, block_size=len(np.unique(expected[0].seeds)))
    whole.prepare()
    pickled = pickle.dumps(whole, protocol=5)
    partitions = pickle.loads(pickled)
    assert partitions.n_partitions == len(expected) > 2
    for number in reversed(range(partitions.n_partitions)):
        found = partitions.run(number)
        for name in COLUMNS:
            np.testing.assert_array_equal(getattr(found, name), getattr(expected[number], name))


def test_nothing_that_is_derived_is_pickled(model_builder):
    model = model_builder(700)
    fields = len(pickle.dumps(model))
    model.compute_derived()
    assert len(pickle.dumps(model)) == fields
    ivf = IVFIndex(model, WEIGHTS)
    before = len(pickle.dumps(ivf))
    assert len(ivf.cells.blocks) > 5
    assert len(pickle.dumps(ivf)) == before


def test_some_lists_are_ranked_alone(search):
    model = search[0]
    near = search[3:] or (None, 0)
    seeds = np.random.default_rng(3).permutation(model.n_tracks)[:130]
    chosen = ListPartitions(*search[:3], *near, block_size=40, seeds=np.sort(seeds))
    found = [chosen.run(number) for number in range(chosen.n_partitions)]
    assert len(found) > 2
    scores = _by_seed(found)
    assert sorted(scores) == sorted(seeds)
    whole = _by_seed(rank_all(*search))
    if near[0] is None:
        for seed in seeds:
            np.testing.assert_array_equal(scores[seed], whole[seed])
    else:  # they are compared with what they share with fewer queries, and find nearly the same
        same = [np.isin(scores[seed], whole[seed]).mean() for seed in seeds]
        assert np.mean(same) > 0.95
    assert list(rank_all(*search, *(None, 0)[len(search) - 3 :], seeds=seeds[:0])) == []


def _by_seed(lists):
    found = {}
    for part in lists:
        for seed in np.unique(part.seeds):
            found[seed] = part.scores[part.seeds == seed]
    return found
