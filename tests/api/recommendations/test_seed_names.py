"""Seeds of `POST /recommendations` as people have them: names, links and ISRCs."""

from typing import Any

import pytest
from flask.testing import FlaskClient

DAFT = "1" * 22


def recommend(client: FlaskClient, *seeds: Any, **options: Any) -> Any:
    return client.post("/api/v1/recommendations", json={"seeds": list(seeds), **options})


def ids(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.json
    return [item["track"]["track_id"] for item in answer.json["items"]]


@pytest.mark.parametrize(
    ("seed", "name"),
    [
        ({"track": "daft punk - one more time"}, "daft punk - one more time"),
        ({"track": f"spotify:track:{DAFT}"}, f"spotify:track:{DAFT}"),
        (
            {"track": f"https://open.spotify.com/track/{DAFT}?si=abc"},
            f"https://open.spotify.com/track/{DAFT}?si=abc",
        ),
        ({"track_name": "One More Time", "artist_name": "Daft Punk"}, "Daft Punk - One More Time"),
    ],
)
def test_a_name_is_as_good_as_an_id(client, seed, name):
    expected = ids(recommend(client, {"track_id": DAFT}, limit=5))
    answer = recommend(client, seed, limit=5)
    assert ids(answer) == expected
    [match] = answer.json["matched_seeds"]
    assert match["seed"] == name
    assert match["track"]["track_id"] == DAFT
    assert 0.9 <= match["confidence"] <= 1
    assert answer.json["unknown_seeds"] == []


def test_an_isrc_is_a_seed(client, execute):
    execute("update marts.fact_tracks set isrc = 'GBDUW0000053' where track_id = %s", DAFT)
    try:
        answer = recommend(client, {"isrc": "GB-DUW-00-00053"}, limit=5)
        assert ids(answer) == ids(recommend(client, {"track_id": DAFT}, limit=5))
        assert answer.json["matched_seeds"][0]["confidence"] == 1
    finally:
        execute("update marts.fact_tracks set isrc = null")


def test_a_seed_known_by_its_id_is_no_match(client):
    assert recommend(client, {"track_id": DAFT}).json["matched_seeds"] == []


def test_an_unlike_name_is_ignored_beside_a_known_seed_and_says_what_is_near(client):
    answer = recommend(client, {"track_id": DAFT}, {"track": "Johnny Cash - Sorry"})
    assert answer.status_code == 200
    assert answer.json["unknown_seeds"] == ["Johnny Cash - Sorry"]
    [match] = answer.json["matched_seeds"]
    assert match["track"] is None
    assert match["nearest"][0]["track"]["track_name"] == "Sorry"
    assert match["confidence"] == match["nearest"][0]["confidence"] < 0.75


def test_if_no_name_is_near_the_problem_names_the_nearest(client):
    answer = recommend(client, {"track": "Somebody Else - Filler"})
    assert answer.status_code == 404
    detail = answer.json["detail"]
    assert "got 'Somebody Else - Filler'; the nearest are 'The Filler Band - Filler" in detail
    assert detail.count("The Filler Band") == 3


def test_the_track_of_a_name_is_not_recommended(client):
    assert DAFT not in ids(recommend(client, {"track": "Daft Punk - One More Time"}, limit=100))


def test_a_name_may_push_away(client):
    seeds = ({"track_id": "t10"}, {"track": "Metallica - One", "weight": -1})
    by_id = ({"track_id": "t10"}, {"track_id": "one", "weight": -1})
    assert ids(recommend(client, *seeds, limit=500)) == ids(recommend(client, *by_id, limit=500))


@pytest.mark.parametrize(
    ("seed", "sentence"),
    [
        ({"track_name": "One More Time"}, "by both its track_name and its artist_name"),
        ({"artist_name": "Daft Punk"}, "by both its track_name and its artist_name"),
        ({"track": "a - b", "track_id": "one"}, "name exactly one of track_id, track, isrc"),
        ({"track": "a - b", "artist_name": "a"}, "by both its track_name and its artist_name"),
        ({"isrc": "nonsense"}, "an ISRC has 12 characters"),
        ({"track": ""}, "at least 1 character"),
        ({"track": "x" * 501}, "at most 500 characters"),
    ],
)
def test_a_malformed_seed_is_a_clear_problem(client, seed, sentence):
    answer = recommend(client, seed)
    assert answer.status_code == 422
    assert sentence in answer.json["detail"]


@pytest.mark.parametrize(
    "body",
    [
        {"seeds": [{"track_id": "\0"}]},
        {"seeds": [{"playlist_id": "a\0"}]},
        {"seeds": [{"track_id": DAFT}], "exclude": ["\0"]},
    ],
)
def test_an_id_with_nul_is_a_problem_and_no_crash(client, body):
    answer = client.post("/api/v1/recommendations", json=body)
    assert answer.status_code == 422
    assert "match pattern" in answer.json["detail"]


def test_a_name_with_nul_is_refused(client):
    assert recommend(client, {"track": "a\0 - b"}).status_code == 422
    answer = recommend(client, {"track_name": "a\0", "artist_name": "\0"})
    assert answer.status_code == 422
