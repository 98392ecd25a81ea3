"""Blocked artists: none of their tracks is recommended until the verdict is deleted."""

from datetime import datetime
from typing import Any

import pytest
from flask.testing import FlaskClient

PATH = "/api/v1/feedback/artists"
NEVER = {"verdict": "never"}


def block(client: FlaskClient, artist_id: str) -> Any:
    answer = client.put(f"{PATH}/{artist_id}", json=NEVER)
    assert answer.status_code == 200, answer.json
    return answer


def list_of(client: FlaskClient, track_id: str, **query: Any) -> list[str]:
    path = f"/api/v1/tracks/{track_id}/recommendations"
    items = client.get(path, query_string={"limit": 26, **query}).json["items"]
    return [item["track"]["track_id"] for item in items]


def recommended_ids(client: FlaskClient, **request: Any) -> list[str]:
    items = client.post("/api/v1/recommendations", json={"limit": 500, **request}).json["items"]
    return [item["track"]["track_id"] for item in items]


def test_a_verdict_is_stored_and_returned_with_its_artist(client):
    response = block(client, "metallica")
    assert (response.json["artist_id"], response.json["verdict"]) == ("metallica", "never")
    assert datetime.fromisoformat(response.json["updated_at"]).utcoffset() is not None
    page = client.get(PATH).json
    assert page["next_cursor"] is None
    assert [
        (item["artist_id"], item["artist"]["artist_name"], item["number_of_tracks"])
        for item in page["items"]
    ] == [("metallica", "Metallica", 2)]


def test_no_list_contains_a_track_of_a_blocked_artist(client, other_client):
    assert {"one", "matters"} <= set(list_of(client, "t10"))
    block(client, "metallica")
    request = {"seeds": [{"track_id": "thunder"}]}
    for query in ({}, {"diversity": 0.5}, {"max_per_artist": 5}, {"use_feedback": "false"}):
        assert not {"one", "matters"} & set(list_of(client, "t10", **query))
    assert not {"one", "matters"} & set(recommended_ids(client, **request))
    assert {"one", "matters"} <= set(recommended_ids(other_client, **request))


def test_a_blocked_artist_at_any_position_excludes_a_track(client):
    block(client, "weeknd")  # the second name on Sorry
    assert "2" * 22 not in list_of(client, "t10")
    block(client, "beyonce")
    client.delete(f"{PATH}/weeknd")
    assert "2" * 22 not in list_of(client, "t10")
    client.delete(f"{PATH}/beyonce")
    assert "2" * 22 in list_of(client, "t10")


def test_the_list_keeps_its_length(client):
    block(client, "metallica")
    for track_id in ("t10", "thunder", "1" * 22):
        assert len(list_of(client, track_id, limit=10)) == 10


def test_shortfall_reason_counts_the_excluded_tracks(client):
    block(client, "band")
    answer = client.get("/api/v1/tracks/one/recommendations?limit=50").json
    assert len(answer["items"]) == 5
    assert "21 are blocked by your feedback" in answer["shortfall_reason"]


def test_a_blocked_artist_is_not_recommended_even_as_a_seed(client):
    block(client, "metallica")
    assert not {"one", "matters"} & set(recommended_ids(client, seeds=[{"artist_id": "metallica"}]))


def test_deleting_a_verdict_twice_is_no_error(client):
    block(client, "metallica")
    for _ in range(2):
        answer = client.delete(f"{PATH}/metallica")
        assert (answer.status_code, answer.data) == (204, b"")
    assert client.get(PATH).json["items"] == []


def test_the_newest_comes_first_and_pages_join(client):
    artists = ["beyonce", "weeknd", "daft", "acdc", "sigur"]
    for artist_id in artists:
        block(client, artist_id)
    found, cursor = [], ""
    while cursor is not None:
        page = client.get(f"{PATH}?limit=2" + (f"&cursor={cursor}" if cursor else "")).json
        found += [item["artist_id"] for item in page["items"]]
        cursor = page["next_cursor"]
    assert found == artists[::-1]


def test_two_listeners_do_not_see_each_other(client, other_client):
    block(client, "metallica")
    assert other_client.get(PATH).json["items"] == []
    other_client.delete(f"{PATH}/metallica")
    assert len(client.get(PATH).json["items"]) == 1


def test_a_verdict_outlives_its_artist(client, execute):
    block(client, "sigur")
    execute("update app.artist_feedback set artist_id = 'gone' where artist_id = 'sigur'")
    (item,) = client.get(PATH).json["items"]
    assert (item["artist_id"], item["artist"], item["number_of_tracks"]) == ("gone", None, 0)
    assert len(list_of(client, "t10", limit=10)) == 10
    client.delete("/api/v1/feedback")


@pytest.mark.parametrize("artist_id", ["nobody", "t01", "x" * 300, "%00"])
def test_a_verdict_on_an_unknown_artist_is_rejected(client, artist_id):
    answer = client.put(f"{PATH}/{artist_id}", json=NEVER)
    assert answer.status_code == 404
    assert "expected the id of an artist" in answer.json["detail"]
    assert client.get(PATH).json["items"] == []


@pytest.mark.parametrize("body", [{}, {"verdict": "like"}, {"verdict": "dislike"}, [], "never"])
def test_never_is_the_only_verdict_on_an_artist(client, body):
    answer = client.put(f"{PATH}/metallica", json=body)
    assert answer.status_code == 422
    assert answer.json["errors"]


def test_a_page_of_another_site_cannot_block_an_artist(client):
    headers = {"Origin": "http://evil.example"}
    assert client.put(f"{PATH}/metallica", json=NEVER, headers=headers).status_code == 403
    assert client.delete(f"{PATH}/metallica", headers=headers).status_code == 403
    assert client.delete("/api/v1/feedback", headers=headers).status_code == 403


def test_all_feedback_of_one_listener_is_deleted_at_once_and_of_nobody_else(client, other_client):
    for one in (client, other_client):
        block(one, "metallica")
        one.put("/api/v1/feedback/t01", json={"verdict": "like"})
    for _ in range(2):
        answer = client.delete("/api/v1/feedback")
        assert (answer.status_code, answer.data) == (204, b"")
    for place, number in (("/api/v1/feedback", 1), (PATH, 1)):
        assert client.get(place).json["items"] == []
        assert len(other_client.get(place).json["items"]) == number
    block(client, "daft")
    assert len(client.get(PATH).json["items"]) == 1
