"""Verdicts on tracks: stored, replaced, deleted, listed, and separate for each listener."""

from datetime import datetime

import pytest

from api.http.pagination import encode_cursor

PATH = "/api/v1/feedback"


def test_a_verdict_is_stored_and_returned_with_its_track(client):
    response = client.put(f"{PATH}/t01", json={"verdict": "like"})
    assert response.status_code == 200
    assert response.json["verdict"] == "like"
    assert datetime.fromisoformat(response.json["updated_at"]).utcoffset() is not None
    page = client.get(PATH).json
    assert page["next_cursor"] is None
    assert [(item["track_id"], item["verdict"]) for item in page["items"]] == [("t01", "like")]
    assert page["items"][0]["track"]["track_name"] == "Filler 1"


def test_a_new_verdict_replaces_the_one_before(client):
    first = client.put(f"{PATH}/t01", json={"verdict": "like"}).json
    second = client.put(f"{PATH}/t01", json={"verdict": "never"}).json
    assert second["updated_at"] > first["updated_at"]
    assert [item["verdict"] for item in client.get(PATH).json["items"]] == ["never"]


def test_deleting_a_verdict_twice_is_no_error(client):
    client.put(f"{PATH}/t01", json={"verdict": "like"})
    for _ in range(2):
        answer = client.delete(f"{PATH}/t01")
        assert (answer.status_code, answer.data) == (204, b"")
    assert client.get(PATH).json["items"] == []


def test_the_newest_verdict_comes_first_and_pages_join(client):
    for number in range(1, 8):
        client.put(f"{PATH}/t{number:02}", json={"verdict": "like"})
    expected = [f"t{number:02}" for number in range(7, 0, -1)]
    found, cursor = [], ""
    while cursor is not None:
        page = client.get(f"{PATH}?limit=3" + (f"&cursor={cursor}" if cursor else "")).json
        found += [item["track_id"] for item in page["items"]]
        cursor = page["next_cursor"]
    assert found == expected


def test_verdicts_with_the_same_time_are_paged_without_loss(client, execute):
    for number in range(1, 6):
        client.put(f"{PATH}/t{number:02}", json={"verdict": "dislike"})
    execute("update app.feedback set updated_at = '2026-01-01' where verdict = 'dislike'")
    first = client.get(f"{PATH}?limit=2&verdict=dislike").json
    rest = client.get(f"{PATH}?verdict=dislike&cursor={first['next_cursor']}").json
    found = [item["track_id"] for item in first["items"] + rest["items"]]
    assert found == ["t01", "t02", "t03", "t04", "t05"]


def test_feedback_can_be_filtered_by_verdict(client):
    client.put(f"{PATH}/t01", json={"verdict": "like"})
    client.put(f"{PATH}/t02", json={"verdict": "never"})
    items = client.get(f"{PATH}?verdict=never").json["items"]
    assert [item["track_id"] for item in items] == ["t02"]
    assert client.get(f"{PATH}?verdict=hate").status_code == 422


def test_two_listeners_do_not_see_each_other(client, other_client):
    client.put(f"{PATH}/t01", json={"verdict": "like"})
    assert other_client.get(PATH).json["items"] == []
    other_client.delete(f"{PATH}/t01")
    assert len(client.get(PATH).json["items"]) == 1


def test_a_verdict_outlives_its_track(client, execute):
    client.put(f"{PATH}/t20", json={"verdict": "like"})
    execute("update app.feedback set track_id = 'gone' where track_id = 't20'")
    item = client.get(PATH).json["items"][0]
    assert (item["track_id"], item["track"]) == ("gone", None)


def test_a_verdict_on_an_unknown_track_is_rejected(client):
    answer = client.put(f"{PATH}/nobody", json={"verdict": "like"})
    assert answer.status_code == 404
    assert "'nobody'" in answer.json["detail"]
    assert client.get(PATH).json["items"] == []


@pytest.mark.parametrize(
    "body",
    [{}, {"verdict": "hate"}, {"verdict": 1}, {"verdict": None}, [], "like",
     {"verdict": "like", "weight": 2}],
)  # fmt: skip
def test_a_body_of_another_shape_is_rejected_and_the_field_named(client, body):
    answer = client.put(f"{PATH}/t01", json=body)
    assert answer.status_code == 422
    assert answer.json["errors"]


@pytest.mark.parametrize("text", ["", "{", "verdict=like", "null", '"\\ud800"', '{"verdict": NaN}'])
def test_a_body_that_is_not_json_is_rejected(client, text):
    answer = client.put(f"{PATH}/t01", data=text, content_type="application/json")
    assert answer.status_code in (400, 422)
    assert client.get(PATH).json["items"] == []


@pytest.mark.parametrize(
    "cursor", ["x", "WyJhIiwiYiJd", "WyIyMDI2LTAxLTAxIiwiYSJd", "WzEsMl0", "WzFd"]
)
def test_a_cursor_of_another_list_of_feedback_is_rejected(client, cursor):
    assert client.get(f"{PATH}?cursor={cursor}").status_code == 422


@pytest.mark.parametrize("key", ["\0", "\ud800"])
@pytest.mark.parametrize("path", [PATH, f"{PATH}/artists"])
def test_a_cursor_with_a_text_that_postgres_lacks_is_rejected(client, path, key):
    cursor = encode_cursor("2026-01-01T00:00:00+00:00", key)
    assert client.get(f"{path}?cursor={cursor}").status_code == 422
