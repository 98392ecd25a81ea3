"""The place where lists are computed: this machine, or the cluster of the settings."""

import runpy
import sys
from unittest.mock import MagicMock

import pytest

from recommender import build_recommendations, build_vectors
from recommender.errors import DaskClusterError, DeviceUnavailable
from recommender.pipeline.executors import executor_from_settings, products_from_settings
from recommender.search.partitions import LOCAL
from recommender.search.topk import select_products
from segue.settings import PROJECT_ROOT, settings


@pytest.fixture
def set_variable(monkeypatch):
    """Return a function that sets a variable of the environment, for the settings of a test."""

    def set_one(name: str, value: str) -> None:
        monkeypatch.setenv(name, value)
        settings.cache_clear()

    yield set_one
    monkeypatch.undo()
    settings.cache_clear()


@pytest.mark.parametrize("unset", [None, ""])
def test_lists_are_computed_here_by_default(set_variable, monkeypatch, unset):
    monkeypatch.delenv("DASK_SCHEDULER", raising=False)
    if unset is not None:
        set_variable("DASK_SCHEDULER", unset)
    assert executor_from_settings() is LOCAL


def test_a_wrong_address_fails_the_model_before_it_reads_or_writes(set_variable):
    model = runpy.run_path(str(PROJECT_ROOT / "models/marts/recommendations.py"))["model"]
    set_variable("DASK_SCHEDULER", "processes")
    dbt, session = MagicMock(), MagicMock()
    with pytest.raises(DaskClusterError, match="got 'processes'; correct it, or unset it"):
        model(dbt, session)
    dbt.ref.assert_not_called()
    session.arrow.assert_not_called()


def test_a_gpu_that_is_not_there_fails_the_model_before_it_reads(set_variable, monkeypatch):
    model = runpy.run_path(str(PROJECT_ROOT / "models/marts/recommendations.py"))["model"]
    assert products_from_settings() is select_products
    set_variable("SEGUE_DEVICE", "cuda")
    monkeypatch.setitem(sys.modules, "torch", None)
    dbt = MagicMock()
    with pytest.raises(DeviceUnavailable, match=r"expected PyTorch for SEGUE_DEVICE=cuda.*unset"):
        model(dbt, MagicMock())
    dbt.ref.assert_not_called()


def test_lists_come_from_the_executor_as_it_yields_them(world):
    given = []

    class Executor:
        def map(self, partitions):
            given.append(partitions.n_partitions)
            yield partitions.run(0)
            raise DaskClusterError("the cluster went away")

    vectors = build_vectors(**world.tables)
    reader = build_recommendations(
        vectors, world.tracks, world.memberships, world.artists, executor=Executor()
    )
    expected = build_recommendations(vectors, world.tracks, world.memberships, world.artists)
    assert given == []
    assert reader.read_next_batch().equals(expected.read_next_batch())
    assert given[0] > 1
    with pytest.raises(Exception, match="the cluster went away"):
        reader.read_next_batch()
