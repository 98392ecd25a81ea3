"""Stations while other requests of the same listener are under way."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import psycopg
import pytest

from api.exports.station_schemas import MAX_STATIONS
from tests.api.exports.conftest import DAFT

BODY = {"name": "Evening", "request": {"seeds": [{"track_id": DAFT}], "limit": 5}}


@pytest.fixture(autouse=True)
def nothing_before(execute: Callable[..., Any]) -> Iterator[None]:
    """Delete the stations and the feedback of other tests."""
    execute("delete from app.stations")
    execute("delete from app.feedback")
    yield
    execute("delete from app.stations")


def test_requests_at_the_same_time_stay_within_the_limit(client, execute, api_url):
    assert client.post("/api/v1/stations", json=BODY).status_code == 201
    add = (
        "insert into app.stations (station_id, profile_id, name, request, feed_key)"
        " select gen_random_uuid(), profile_id, 'more', '{}', gen_random_uuid()"
        " from app.profiles where profile_id in (select profile_id from app.stations)"
    )
    for _ in range(2, MAX_STATIONS):
        execute(add)
    with ThreadPoolExecutor(1) as executor, psycopg.connect(api_url) as other:
        other.execute(add)  # the last one, which is not committed yet
        answer = executor.submit(client.post, "/api/v1/stations", json=BODY)
        with pytest.raises(TimeoutError):
            answer.result(timeout=0.3)
        other.commit()
        assert answer.result(timeout=30).status_code == 409
    assert execute("select count(*) from app.stations").fetchone() == (MAX_STATIONS,)


def test_a_station_that_is_stored_while_feedback_is_deleted_stays(client, execute, api_url):
    client.put(f"/api/v1/feedback/{DAFT}", json={"verdict": "like"})
    add = (
        "insert into app.stations (station_id, profile_id, name, request, feed_key)"
        " select gen_random_uuid(), profile_id, 'new', '{}', gen_random_uuid() from app.feedback"
    )
    with ThreadPoolExecutor(1) as executor, psycopg.connect(api_url) as other:
        other.execute(add)  # which is not committed yet
        answer = executor.submit(client.delete, "/api/v1/feedback")
        with suppress(TimeoutError):
            answer.result(timeout=1)
        other.commit()
        assert answer.result(timeout=30).status_code == 204
    assert execute("select name from app.stations").fetchall() == [("new",)]
    assert client.get("/api/v1/feedback").json["items"] == []
