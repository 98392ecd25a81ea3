"""Lists for several requests at the same time."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from api.recommendations import index_cache
from api.recommendations.index_cache import LoadedIndex


def test_lists_are_computed_one_after_the_other(monkeypatch: pytest.MonkeyPatch):
    at_work, most = threading.Semaphore(1), []

    def recommend(_index: object, request: int) -> int:
        most.append(at_work.acquire(blocking=False))
        threading.Event().wait(0.01)
        at_work.release()
        return request

    monkeypatch.setattr(index_cache, "recommend", recommend)
    loaded = LoadedIndex(index=None, banned=None)
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(loaded.recommend, range(8))) == list(range(8))
    assert most == [True] * 8


def test_a_list_that_fails_leaves_the_turn_to_the_next(monkeypatch: pytest.MonkeyPatch):
    loaded = LoadedIndex(index=None, banned=None)
    monkeypatch.setattr(index_cache, "recommend", lambda _index, request: 1 / request)
    with pytest.raises(ZeroDivisionError):
        loaded.recommend(0)
    assert loaded.recommend(2) == 0.5
