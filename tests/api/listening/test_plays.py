"""Plays in the app: stored once under the sender's id, listed, separate, and deleted."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient

PATH = "/api/v1/plays"
Put = Callable[..., Any]


@pytest.fixture
def put(client: FlaskClient) -> Put:
    """Return a function that sends a play."""

    def put(played_ms: int, play_id: UUID | None = None, sender: Any = client, **body: Any) -> Any:
        started_at = datetime.now(UTC) - timedelta(minutes=2)
        sent = {
            "track_id": "t01",
            "started_at": started_at.isoformat(),
            "played_ms": played_ms,
            **body,
        }
        return sender.put(f"{PATH}/{play_id or uuid4()}", json=sent)

    return put


def plays(client: FlaskClient) -> list[dict[str, Any]]:
    return client.get(PATH).json["items"]


def test_a_play_is_stored_and_listed_with_its_track(client, put):
    assert put(31_000).status_code == 204
    (found,) = plays(client)
    assert found["track"]["track_name"] == "Filler 1"
    assert (found["played_ms"], found["is_skipped"]) == (31_000, False)


def test_a_play_sent_again_or_late_is_one_play_with_its_longest_time(client, put):
    play_id = uuid4()
    for played_ms, is_skipped in ((30_000, False), (45_000, True), (30_000, False)):
        assert put(played_ms, play_id, is_skipped=is_skipped).status_code == 204
    (found,) = plays(client)
    assert (found["played_ms"], found["is_skipped"]) == (45_000, True)


def test_a_play_of_another_listener_is_not_changed(client, other_client, put):
    play_id = uuid4()
    put(30_000, play_id)
    assert put(99_000, play_id, sender=other_client).status_code == 204
    assert [play["played_ms"] for play in plays(client)] == [30_000]
    assert plays(other_client) == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"track_id": "nothing"}, 404),
        ({"started_at": "2020-01-01T00:00:00Z"}, 422),
        ({"started_at": "2099-01-01T00:00:00Z"}, 422),
        ({"started_at": "2026-11-30T10:00:00"}, 422),
        ({"played_ms": -1}, 422),
        ({"played_ms": 86_400_001}, 422),
        ({"is_skipped": "often"}, 422),
        ({"mood": "good"}, 422),
    ],
)
def test_a_play_that_cannot_be_is_refused_and_stores_nothing(client, put, body, status):
    played_ms = body.pop("played_ms", 1_000)
    answer = put(played_ms, **body)
    assert answer.status_code == status
    assert "expected" in answer.json["detail"] or answer.json.get("errors")
    assert plays(client) == []


def test_an_id_of_a_play_is_a_uuid(client):
    body = {"track_id": "t01", "started_at": datetime.now(UTC).isoformat(), "played_ms": 1}
    assert client.put(f"{PATH}/first", json=body).status_code == 404


def test_pages_join_and_the_newest_comes_first(client, put):
    now = datetime.now(UTC)
    for number in range(1, 8):
        started_at = (now - timedelta(minutes=number // 2)).isoformat()
        put(number, started_at=started_at)
    found, cursor = [], ""
    while cursor is not None:
        page = client.get(f"{PATH}?limit=3" + (f"&cursor={cursor}" if cursor else "")).json
        found += page["items"]
        cursor = page["next_cursor"]
    assert len({play["play_id"] for play in found}) == 7
    times = [play["started_at"] for play in found]
    assert times == sorted(times, reverse=True)


def test_a_broken_cursor_is_refused(client):
    assert client.get(f"{PATH}?cursor=nonsense").status_code == 422


def test_all_plays_of_a_listener_are_deleted_and_nobody_elses(client, other_client, put):
    put(31_000)
    put(32_000, sender=other_client)
    for _ in range(2):
        assert client.delete(PATH).status_code == 204
    assert plays(client) == []
    assert len(plays(other_client)) == 1
