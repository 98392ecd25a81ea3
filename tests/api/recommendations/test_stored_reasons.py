"""Stored reasons and lists: the same bytes as those put together in a request."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import orjson
import pytest
from apiflask import APIFlask

from api.db.builds import EXTENSION
from api.recommendations.index_cache import LoadedIndex
from api.recommendations.stored_reasons import build_stored_reasons
from tests.api.stored_answers import answer, load_build, stored_answer

SEED = "1" * 22


@pytest.fixture
def small(make_app: Callable[..., Any], api_url: str) -> tuple[APIFlask, LoadedIndex]:
    app = make_app(api_url)
    return app, load_build(app)


@pytest.mark.parametrize("limit", [1, 7, 10])
def test_all_lists_of_the_small_catalogue_are_the_same_bytes(small, limit):
    app, source = small
    n_stored = 0
    for track_id in source.index.track_ids:
        found = stored_answer(app, source, track_id, limit=limit)
        n_stored += bool(found)
        assert found in (b"", answer(app, source, track_id, limit=limit)), track_id
    assert n_stored > 0
    assert stored_answer(app, source, SEED, limit=limit)


def test_a_list_that_is_stored_in_part_only_is_put_together(small):
    app, source = small
    assert not stored_answer(app, source, SEED, limit=100)
    assert not stored_answer(app, source, "unknown", limit=1)


@pytest.mark.parametrize(
    "options",
    [{"diversity": 0.3}, {"popularity": -0.5}, {"max_per_artist": 1}, {"max_of_seed_artist": 0}],
)
def test_a_list_in_another_order_is_not_read_as_it_is_stored(small, options):
    app, source = small
    assert not stored_answer(app, source, SEED, **options)
    client = app.test_client()
    path = f"/api/v1/tracks/{SEED}/recommendations"
    assert client.get(path, query_string=options).data != client.get(path).data


def test_a_track_that_has_no_summary_is_left_out(small):
    app, source = small
    assert source.reasons is not None
    assert source.index.stored is not None
    first = source.index.stored.at(source.index.rows[SEED]).rows[0]
    places = np.where(np.arange(len(source.reasons.places)) == first, -1, source.reasons.places)
    gone = replace(source, reasons=replace(source.reasons, places=places))
    assert stored_answer(app, source, SEED, limit=5)
    assert not stored_answer(app, gone, SEED, limit=5)


def test_banned_tracks_are_replaced_by_the_next_of_the_list(small):
    app, source = small
    assert source.index.stored is not None
    rows = source.index.stored.at(source.index.rows[SEED]).rows
    banned = source.banned.copy()
    banned[rows[2]] = True
    catalogue = app.extensions[EXTENSION].source.current()["catalogue"]
    reasons = build_stored_reasons(source.index, banned, catalogue)
    changed = replace(source, banned=banned, reasons=reasons)
    found = stored_answer(app, changed, SEED, limit=5)
    assert found == answer(app, changed, SEED, limit=5)
    items = orjson.loads(found)["items"]
    expected = [source.index.track_ids[each] for each in (*rows[:2], *rows[3:6])]
    assert [item["track"]["track_id"] for item in items] == expected
    assert [item["rank"] for item in items] == [1, 2, 3, 4, 5]


def test_a_worker_sends_the_same_list_and_etag_again(small):
    app, _ = small
    path = f"/api/v1/tracks/{SEED}/recommendations"
    for options in ({}, {"diversity": 0.3}):
        first, again = (app.test_client().get(path, query_string=options) for _ in range(2))
        assert (first.data, first.headers["ETag"]) == (again.data, again.headers["ETag"])
        known = {"If-None-Match": first.headers["ETag"]}
        assert app.test_client().get(path, query_string=options, headers=known).status_code == 304
