"""Stored lists of one track, and the effect of feedback on them."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from api.recommendations import index_cache
from recommender.serving.recommend import recommend

SEED = "1" * 22
LIST = f"/api/v1/tracks/{SEED}/recommendations"


def ids(answer: Any) -> list[str]:
    return [item["track"]["track_id"] for item in answer.json["items"]]


def refuse(client: FlaskClient, track_id: str, verdict: str = "dislike") -> None:
    answer = client.put(f"/api/v1/feedback/{track_id}", json={"verdict": verdict})
    assert answer.status_code == 200


def test_ten_tracks_are_recommended_in_the_order_of_the_mart(client):
    answer = client.get(LIST)
    assert ids(answer) == [f"t{number:02}" for number in range(1, 11)]
    assert [item["rank"] for item in answer.json["items"]] == list(range(1, 11))
    assert answer.json["track"]["track_id"] == SEED
    assert answer.json["model_version"] == "test-1"
    assert answer.json["shortfall_reason"] is None


def test_contributions_are_those_of_the_mart(client):
    first = client.get(LIST).json["items"][0]
    assert first["contributions"]["audio"] == pytest.approx(0.30)
    assert first["contributions"]["co_occurrence"] == pytest.approx(0.1)
    assert first["score"] == pytest.approx(0.99)
    assert first["similarity"] == pytest.approx(0.89)


def test_reasons_come_from_contributions_and_features(client):
    second = client.get(LIST).json["items"][1]
    assert second["reasons"] == [
        "1 playlist holds both",
        "same energy and mood",
        "118 BPM beside 120",
    ]


def test_every_recommendation_has_a_reason(client):
    for track_id in (SEED, "2" * 22, "one"):
        items = client.get(f"/api/v1/tracks/{track_id}/recommendations?limit=20").json["items"]
        assert items and all(item["reasons"] for item in items)


def test_a_blocked_track_is_replaced_in_the_next_response(client):
    refuse(client, "t03", "never")
    answer = client.get(LIST)
    assert ids(answer) == ["t01", "t02", *(f"t{number:02}" for number in range(4, 12))]
    assert [item["rank"] for item in answer.json["items"]] == list(range(1, 11))


def test_a_disliked_track_is_excluded_and_similar_tracks_lose_most(client):
    computed = f"{LIST}?limit=25&max_per_artist=100"  # instead of the rows of the mart
    before = {
        item["track"]["track_id"]: item["score"] for item in client.get(computed).json["items"]
    }
    refuse(client, "t03")
    answer = client.get(computed)
    assert ids(answer)[:2] == ["t01", "t02"] and len(set(ids(answer))) == len(ids(answer))
    after = {item["track"]["track_id"]: item["score"] for item in answer.json["items"]}
    assert "t03" not in after
    # "one" is by another artist than the disliked track and those near to it
    assert all(before[near] - after[near] > before["one"] - after["one"] for near in ("t02", "t04"))


def test_a_liked_track_stays_in_the_list(client):
    refuse(client, "t03", "like")
    assert "t03" in ids(client.get(LIST))


def test_deleting_a_block_restores_the_track(client):
    before = ids(client.get(LIST))
    refuse(client, "t01")
    client.delete("/api/v1/feedback/t01")
    assert ids(client.get(LIST)) == before


def test_the_list_keeps_its_length_if_more_is_blocked_than_the_mart_has_in_reserve(client):
    for number in range(1, 15):
        refuse(client, f"t{number:02}", "never")
    answer = client.get(f"{LIST}?use_feedback=false")
    found = ids(answer)
    assert found[:6] == [f"t{number}" for number in range(15, 21)]
    assert len(found) == len(set(found)) == 10
    assert answer.json["shortfall_reason"] is None
    assert [item["rank"] for item in answer.json["items"]] == list(range(1, 11))


def test_a_list_longer_than_the_stored_one_continues_from_the_whole_catalogue(client):
    found = ids(client.get(f"{LIST}?limit=22"))
    assert found[:20] == [f"t{number:02}" for number in range(1, 21)]
    assert len(set(found)) == 22
    everything = client.get(f"{LIST}?limit=100")
    assert "t01-live" not in ids(everything)  # t01 is the same recording
    assert everything.json["shortfall_reason"] == (
        f"Only {len(ids(everything))} of the 100 requested tracks can be recommended: of the 27 "
        "of the catalogue 1 are the track or other versions of it, 1 are other versions of tracks "
        "in the list."
    )


def test_a_blocked_recording_is_excluded_under_its_other_id(client):
    assert "t01-live" in ids(client.get("/api/v1/tracks/one/recommendations"))
    refuse(client, "t01", "never")
    assert "t01-live" not in ids(client.get("/api/v1/tracks/one/recommendations"))


def test_a_block_of_one_listener_does_not_affect_another(client, other_client):
    refuse(client, "t01")
    assert "t01" not in ids(client.get(LIST))
    assert "t01" in ids(other_client.get(LIST))


def test_the_stored_list_comes_first_even_if_it_is_short(client):
    found = ids(client.get(f"/api/v1/tracks/{'2' * 22}/recommendations"))
    assert found[:3] == ["thunder", "matters", "one"]
    assert len(set(found)) == 10


def test_a_track_without_recommendations_has_a_reason_with_a_remedy(client):
    answer = client.get("/api/v1/tracks/lonely/recommendations")
    assert answer.status_code == 200
    assert answer.json["items"] == []
    assert answer.json["model_version"] is None
    assert "run `segue build`" in answer.json["shortfall_reason"]


def test_the_limit_is_followed_and_checked(client):
    assert len(ids(client.get(f"{LIST}?limit=3"))) == 3
    assert len(ids(client.get(f"{LIST}?limit=20"))) == 20
    assert client.get(f"{LIST}?limit=0").status_code == 422


def test_an_unknown_track_has_no_list(client):
    answer = client.get("/api/v1/tracks/nobody/recommendations")
    assert answer.status_code == 404
    assert "'nobody'" in answer.json["detail"]


def test_a_list_is_private_to_its_listener(client):
    refuse(client, "t03")
    answer = client.get(LIST)
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "Cookie" in answer.vary
    assert "ETag" not in answer.headers


def test_a_list_without_verdicts_is_sent_again_only_if_it_has_changed(client):
    first = client.get(LIST)
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert "Cookie" in first.vary
    known = {"If-None-Match": first.headers["ETag"]}
    same = client.get(LIST, headers=known)
    assert (same.status_code, same.data) == (304, b"")
    assert same.headers["ETag"] == first.headers["ETag"]
    assert client.get(f"{LIST}?limit=3", headers=known).status_code == 200
    refuse(client, "t03")
    assert client.get(LIST, headers=known).status_code == 200


def test_a_list_with_verdicts_is_computed_again_only_after_another_verdict(client, monkeypatch):
    of_seven, computed = f"{LIST}?limit=7", []  # as no other test wants it

    def count(*arguments: Any) -> Any:
        computed.append(arguments)
        return recommend(*arguments)

    monkeypatch.setattr(index_cache, "recommend", count)
    refuse(client, "t03")
    first = client.get(of_seven)
    assert client.get(of_seven).data == first.data
    assert len(computed) == 1
    assert "ETag" not in first.headers
    refuse(client, "t04", "never")
    assert "t04" not in ids(client.get(of_seven))
    assert len(computed) == 2
    client.delete("/api/v1/feedback/t04")
    assert client.get(of_seven).data == first.data
    assert len(computed) == 2
