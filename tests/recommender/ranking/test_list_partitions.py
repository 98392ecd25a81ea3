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
