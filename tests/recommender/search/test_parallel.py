"""Blocks of queries: several for each core, and no more memory than the setting allows."""

import numpy as np
import pytest

from recommender import NearestTracks
from recommender.search import parallel
from recommender.search.parallel import MAX_BLOCK_SIZE, PAIR_BYTES, size_blocks
from segue.settings import settings


@pytest.fixture
def set_mebibytes(monkeypatch):
    """Return a function that sets the memory of a block."""

    def set_one(number: int) -> None:
        monkeypatch.setenv("SEGUE_BLOCK_MIB", str(number))
        settings.cache_clear()

    yield set_one
    monkeypatch.undo()
    settings.cache_clear()


@pytest.fixture(autouse=True)
def two_cores(monkeypatch):
    monkeypatch.setattr(parallel, "count_cores", lambda: 2)


def test_a_block_takes_no_more_than_the_setting_however_many_tracks_there_are(set_mebibytes):
    set_mebibytes(64)
    sizes = [size_blocks(n_tracks, n_tracks) for n_tracks in (10**5, 10**6)]
    assert sizes == [83, 8]
    assert max(sizes[0] * 10**5, sizes[1] * 10**6) * PAIR_BYTES <= 64 * 2**20


def test_a_block_has_at_least_one_query(set_mebibytes):
    set_mebibytes(1)
    assert size_blocks(10**7, 10**7) == 1


def test_a_million_tracks_have_whole_blocks_by_default(set_mebibytes):
    set_mebibytes(settings().block_mib)
    assert size_blocks(10**6, 10**6) == MAX_BLOCK_SIZE


def test_few_queries_are_shared_among_the_cores(set_mebibytes):
    assert size_blocks(40, 10**4) == 10


def test_the_neighbors_are_the_same_in_small_blocks(set_mebibytes):
    vectors = np.random.default_rng(0).random((2000, 7)).astype(np.float32)
    whole = NearestTracks(5).fit(vectors).kneighbors(vectors)
    set_mebibytes(1)
    assert size_blocks(len(vectors), len(vectors)) == 65
    for found, expected in zip(
        NearestTracks(5).fit(vectors).kneighbors(vectors), whole, strict=True
    ):
        np.testing.assert_array_equal(found, expected)
