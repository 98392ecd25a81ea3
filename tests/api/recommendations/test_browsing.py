"""Lists without any seed: the most popular tracks that the filters leave."""

import pytest

LIST = "/api/v1/recommendations"


def browse(client, **body):
    answer = client.post(LIST, json={"use_feedback": False, **body})
    assert answer.status_code == 200, answer.json
    return answer.json


def ids(found):
    return [item["track"]["track_id"] for item in found["items"]]


def test_the_tracks_of_most_playlists_come_first_whatever_was_liked(client):
    client.put("/api/v1/feedback/one", json={"verdict": "like"})
    found = browse(client, limit=3)
    # t06 and t20 are in two playlists; of those in one, the most popular is the first
    assert ids(found) == ["t06", "t20", "1111111111111111111111"]
    items = found["items"]
    assert {item["similarity"] for item in items} == {0}
    assert items[2]["reasons"] == ["popular: 88 of 100"]
    assert items[0]["reasons"] == []
    assert all(item["contributions"]["taste"] == 0 for item in items)


def test_filters_leave_tracks_out_and_targets_move_them(client):
    assert ids(browse(client, filters={"genres": ["house"]})) == ["1111111111111111111111"]
    plain = ids(browse(client, limit=40))
    near = ids(browse(client, limit=40, tune={"popularity": {"target": 40}}))
    assert sorted(near) == sorted(plain)
    assert near.index("t10") < near.index("1111111111111111111111")


def test_popularity_below_0_turns_the_order_round(client):
    hits, cuts = (ids(browse(client, limit=40, popularity=value)) for value in (1, -1))
    assert hits[0] == cuts[-1] == "t06"


@pytest.mark.parametrize("kind", ["dislike", "never"])
def test_a_rejected_track_is_left_out(client, kind):
    client.put("/api/v1/feedback/t06", json={"verdict": kind})
    assert "t06" not in ids(browse(client, limit=40))


def test_with_feedback_a_list_without_seeds_still_wants_likes(client):
    answer = client.post(LIST, json={"use_feedback": True})
    assert answer.status_code == 422
