"""Verdicts change a list at once: towards likes, away from dislikes."""

from typing import Any

import pytest
from flask.testing import FlaskClient

SEED = "t10"  # among the fillers, which lie on one arc
OTHER_SIDE = ["one", "thunder", "matters"]  # these share a playlist, far from the seed


def ids(client: FlaskClient, track_id: str = SEED, **query: Any) -> list[str]:
    answer = client.get(
        f"/api/v1/tracks/{track_id}/recommendations", query_string={"limit": 26, **query}
    )
    assert answer.status_code == 200, answer.json
    return [item["track"]["track_id"] for item in answer.json["items"]]


def scores(client: FlaskClient) -> dict[str, float]:
    items = client.get(f"/api/v1/tracks/{SEED}/recommendations?limit=26").json["items"]
    return {item["track"]["track_id"]: item["score"] for item in items}


def put_verdict(client: FlaskClient, verdict: str, *track_ids: str) -> None:
    for track_id in track_ids:
        answer = client.put(f"/api/v1/feedback/{track_id}", json={"verdict": verdict})
        assert answer.status_code == 200


def test_a_like_changes_no_similarity_to_the_seed(client, other_client):
    def similarities(of: FlaskClient) -> dict[str, float]:
        items = of.get(f"/api/v1/tracks/{SEED}/recommendations?limit=26").json["items"]
        return {item["track"]["track_id"]: item["similarity"] for item in items}

    put_verdict(client, "like", "one", "thunder")
    put_verdict(client, "dislike", "t11")
    before, after = similarities(other_client), similarities(client)
    both = before.keys() & after.keys()
    assert len(both) > 20
    assert {key: after[key] for key in both} == pytest.approx(
        {key: before[key] for key in both}, abs=1e-5
    )


def test_likes_move_the_list_of_a_seed_towards_them(client, other_client):
    put_verdict(client, "like", "one", "thunder")
    assert ids(client).index("matters") < ids(other_client).index("matters")


def test_dislikes_move_the_list_of_a_seed_away_from_them(client, other_client):
    both = {"like": ["hoppipolla"], "dislike": ["one", "thunder"]}
    for verdict, track_ids in both.items():
        put_verdict(client, verdict, *track_ids)
    put_verdict(other_client, "like", "hoppipolla")
    put_verdict(other_client, "never", "one", "thunder")  # gone as well, but it pushes nothing
    # one seed with a few verdicts keeps its scale, so that scores of two lists compare
    assert scores(client)["matters"] < scores(other_client)["matters"]
    assert not {"one", "thunder"} & set(ids(client))


def test_a_deleted_verdict_changes_nothing(client, other_client):
    put_verdict(client, "like", "one")
    client.delete("/api/v1/feedback/one")
    assert ids(client) == ids(other_client)


def test_never_excludes_tracks_and_changes_no_score(client, other_client):
    put_verdict(client, "never", "t11", "t09")
    plain = [track_id for track_id in ids(other_client) if track_id not in ("t11", "t09")]
    assert ids(client, limit=24) == plain


def test_use_feedback_false_returns_the_unchanged_list(client, other_client):
    put_verdict(client, "like", "one", "thunder")
    put_verdict(client, "dislike", "t11")
    plain = [track_id for track_id in ids(other_client) if track_id != "t11"]
    assert ids(client, use_feedback="false", limit=25) == plain


def test_the_same_list_comes_from_a_track_and_from_a_request_with_that_seed(client):
    put_verdict(client, "like", "one", "t12")
    put_verdict(client, "dislike", "thunder")
    answer = client.post("/api/v1/recommendations", json={"seeds": [{"track_id": SEED}],
                                                          "limit": 10})  # fmt: skip
    assert ids(client, limit=10) == [item["track"]["track_id"] for item in answer.json["items"]]


@pytest.mark.parametrize("limit", [1, 5, 10])
def test_a_list_changed_by_feedback_is_as_long_as_requested(client, limit):
    put_verdict(client, "like", "one", "thunder")
    put_verdict(client, "dislike", "t01", "t02", "t03")
    assert len(set(ids(client, limit=limit))) == limit


def test_a_liked_track_is_not_first_in_a_list_of_unrelated_tracks(client):
    put_verdict(client, "like", "one")
    assert "one" not in ids(client, limit=5)
    put_verdict(client, "like", "t11")
    assert "t11" in ids(client, limit=5)


def test_max_per_artist_holds_in_a_list_changed_by_feedback(client):
    put_verdict(client, "like", "one", "thunder")
    capped = ids(client, max_per_artist=1, limit=4)
    assert len({track_id for track_id in capped if track_id.startswith("t0")}) <= 1
    answer = client.get(f"/api/v1/tracks/{SEED}/recommendations?max_per_artist=1&limit=50")
    assert "or more than 1 of one artist" in answer.json["shortfall_reason"]


def test_a_verdict_on_the_seed_itself_does_not_change_its_list(client, other_client):
    put_verdict(client, "like", SEED)
    assert ids(client) == ids(other_client)
