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
from api.recommendations.stored_answer import read_stored_answer
from api.recommendations.stored_reasons import build_stored_reasons
from tests.api.stored_answers import answer, load_build


def is_stored(app: APIFlask, source: LoadedIndex, track_id: str, limit: int) -> bool:
    with app.app_context():
        return read_stored_answer(source, source.index.rows[track_id], limit) is not None


@pytest.fixture
def small(make_app: Callable[..., Any], api_url: str) -> tuple[APIFlask, LoadedIndex]:
    app = make_app(api_url)
    return app, load_build(app)


@pytest.mark.parametrize("limit", [1, 7, 10, 20])
def test_all_lists_of_the_small_catalogue_are_the_same_bytes(small, limit):
    app, source = small
    put_together = replace(source, reasons=None)
    for track_id in source.index.track_ids:
        found = answer(app, source, track_id, limit=limit)
        assert found == answer(app, put_together, track_id, limit=limit), track_id
    assert limit == 20 or any(is_stored(app, source, each, limit) for each in source.index.rows)


@pytest.mark.parametrize(
    "options",
    [{"diversity": 0.3}, {"popularity": -0.5}, {"max_per_artist": 1}, {"max_of_seed_artist": 0}],
)
def test_a_list_in_another_order_is_not_read_as_it_is_stored(small, options):
    app, source = small
    track_id = "1" * 22
    put_together = replace(source, reasons=None)
    found = answer(app, source, track_id, **options)
    assert found == answer(app, put_together, track_id, **options)
    assert found != answer(app, source, track_id)


def test_a_track_that_has_no_summary_is_left_out(small):
    app, source = small
    assert source.reasons is not None
    row, limit = source.index.rows["1" * 22], 5
    assert source.index.stored is not None
    first = source.index.stored.at(row).rows[0]
    places = np.where(np.arange(len(source.reasons.places)) == first, -1, source.reasons.places)
    gone = replace(source, reasons=replace(source.reasons, places=places))
    assert is_stored(app, source, "1" * 22, limit)
    assert not is_stored(app, gone, "1" * 22, limit)


def test_banned_tracks_are_replaced_by_the_next_of_the_list(small):
    app, source = small
    row = source.index.rows["1" * 22]
    assert source.index.stored is not None
    rows = source.index.stored.at(row).rows
    banned = source.banned.copy()
    banned[rows[2]] = True
    catalogue = app.extensions[EXTENSION].source.current()["catalogue"]
    reasons = build_stored_reasons(source.index, banned, catalogue)
    changed = replace(source, banned=banned, reasons=reasons)
    assert is_stored(app, changed, "1" * 22, 5)
    found = orjson.loads(answer(app, changed, "1" * 22, limit=5))
    expected = [source.index.track_ids[each] for each in (*rows[:2], *rows[3:6])]
    assert [item["track"]["track_id"] for item in found["items"]] == expected
    assert [item["rank"] for item in found["items"]] == [1, 2, 3, 4, 5]
