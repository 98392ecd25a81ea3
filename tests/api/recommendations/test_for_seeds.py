"""Lists for many seeds: results, exclusions, and reasons for a short list."""

from typing import Any

import pytest
from flask.testing import FlaskClient

SEED = "1" * 22
FILLERS = [f"t{number:02}" for number in range(1, 21)]


def recommend(client: FlaskClient, *seeds: Any, **options: Any) -> Any:
    named = [{"track_id": seed} if isinstance(seed, str) else seed for seed in seeds]
    return client.post("/api/v1/recommendations", json={"seeds": named, **options})


def ids(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.json
    return [item["track"]["track_id"] for item in answer.json["items"]]


def test_one_seed_leads_to_its_neighbors(client):
    answer = recommend(client, SEED, limit=5)
    assert ids(answer) == ["t01", "t02", "t03", "t04", "t05"]
    assert [item["rank"] for item in answer.json["items"]] == [1, 2, 3, 4, 5]
    assert answer.json["model_version"] == "test-1"
    assert answer.json["shortfall_reason"] is None
    assert answer.json["unknown_seeds"] == []


def test_contributions_add_up_to_the_score(client):
    for seeds in ((SEED,), (SEED, "one", "t09")):
        for item in recommend(client, *seeds, limit=20).json["items"]:
            total = sum(item["contributions"].values())
            assert item["score"] == pytest.approx(total, abs=1e-4)


def test_the_same_request_has_the_same_response(client):
    options = {"limit": 15, "diversity": 0.4, "max_per_artist": 12}
    first, second = (recommend(client, SEED, "one", **options).json for _ in range(2))
    assert first == second


def test_seeds_and_their_other_versions_are_not_recommended(client):
    found = ids(recommend(client, "t01", "t05", limit=500))
    assert not {"t01", "t01-live", "t05"} & set(found)


def test_no_recording_is_in_a_list_twice(client):
    found = ids(recommend(client, SEED, "t02", limit=500))
    assert len({"t01", "t01-live"} & set(found)) == 1
    assert len(found) == len(set(found))


def test_a_negative_seed_pushes_its_neighbors_down(client):
    before = ids(recommend(client, "t10", "one", limit=500))
    after = ids(recommend(client, "t10", {"track_id": "one", "weight": -1}, limit=500))
    assert before.index("matters") < after.index("matters")


def test_an_artist_a_genre_and_a_playlist_are_seeds_too(client):
    by_artist = ids(recommend(client, {"artist_id": "metallica"}, limit=5))
    assert {"one", "matters"} <= set(by_artist)
    house, disco = (recommend(client, {"genre": name}, limit=1) for name in ("house", "disco"))
    assert ids(house) == ids(disco)
    by_playlist = ids(recommend(client, {"playlist_id": "rock"}, limit=500))
    assert not {"thunder", "one", "matters", "t20"} & set(by_playlist)


def test_an_excluded_track_is_excluded_under_every_id(client):
    found = ids(recommend(client, SEED, exclude=["t01", "t03", "nobody"], limit=500))
    assert not {"t01", "t01-live", "t03"} & set(found)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"year": {"min": 2016, "max": 2016}}, {"2" * 22}),
        ({"popularity": {"min": 85, "max": 86}}, {"thunder", "matters"}),
        ({"genres": ["disco", "nothing"]}, {SEED}),
        ({"is_explicit": True}, {"2" * 22}),
        ({"is_played": True}, {"t03"}),
    ],
)
def test_filters_keep_only_matching_tracks(client, filters, expected):
    answer = recommend(client, "t09", filters=filters, limit=3)
    assert set(ids(answer)) == expected
    assert f"are removed by the filter on {next(iter(filters))}" in answer.json["shortfall_reason"]


def test_played_or_liked_tracks_can_be_excluded(client):
    client.put("/api/v1/feedback/t04", json={"verdict": "like"})
    filters = {"is_played": False, "is_liked": False}
    assert not {"t03", "t04"} & set(ids(recommend(client, SEED, filters=filters, limit=500)))
    assert ids(recommend(client, SEED, filters={"is_liked": True})) == ["t04"]


def test_tuned_features_exclude_by_range_and_order_by_target(client):
    inside = ids(recommend(client, "t09", tune={"tempo": {"min": 118, "max": 119}}, limit=2))
    assert inside == ["t02"]
    tuned = ids(recommend(client, "t09", tune={"popularity": {"target": 86}}, limit=500))
    assert tuned.index("matters") < ids(recommend(client, "t09", limit=500)).index("matters")


def test_a_list_is_exactly_as_long_as_requested_or_has_a_shortfall_reason(client):
    for limit in (1, 7, 20):
        answer = recommend(client, SEED, "one", limit=limit)
        assert len(ids(answer)) == limit
        assert answer.json["shortfall_reason"] is None
    client.put("/api/v1/feedback/t20", json={"verdict": "never"})
    answer = recommend(client, SEED, "t01", exclude=["t05"], limit=100)
    assert answer.json["shortfall_reason"] == (
        f"Only {len(ids(answer))} of the 100 requested tracks can be recommended: of the 27 of the "
        "catalogue 3 are seeds or other versions of them, 1 are excluded, "
        "1 are blocked by your feedback."
    )


def test_max_per_artist_is_respected_and_named_in_the_shortfall_reason(client):
    answer = recommend(client, SEED, max_per_artist=2, limit=500)
    assert len(set(ids(answer)) & {*FILLERS, "t01-live"}) == 2
    assert "or more than 2 of one artist" in answer.json["shortfall_reason"]


def test_both_limits_of_artists_are_named_in_the_shortfall_reason(client):
    answer = recommend(client, "t10", max_per_artist=2, max_of_seed_artist=1, limit=500)
    assert len(set(ids(answer)) & {*FILLERS, "t01-live"}) == 1
    reason = "tracks in the list, or more than 2 of one artist, or more than 1 of the artist of a "
    assert reason in answer.json["shortfall_reason"]
    answer = recommend(client, "t10", max_of_seed_artist=0, limit=500)
    assert "are by the artists of the seeds" in answer.json["shortfall_reason"]


@pytest.mark.parametrize("limit", [0, 1, 500])
def test_max_of_seed_artist_is_respected_and_costs_no_place(client, limit):
    listed = client.get(f"/api/v1/tracks/t10/recommendations?limit=4&max_of_seed_artist={limit}")
    for answer in (
        listed,
        recommend(client, "t10", limit=4, max_of_seed_artist=limit),
        recommend(client, "t10", "one", limit=4, max_of_seed_artist=limit),
    ):
        found = ids(answer)
        assert len(found) == len(set(found)) == 4
        assert answer.json["shortfall_reason"] is None
        assert len(set(found) & {*FILLERS, "t01-live"}) <= limit
    if limit == 500:
        assert found == ids(recommend(client, "t10", "one", limit=4))
        plain = client.get("/api/v1/tracks/t10/recommendations?limit=4")
        assert ids(listed) == ids(plain)


def test_a_block_takes_effect_at_once_and_for_one_listener(client, other_client):
    first = ids(recommend(client, SEED, "one", limit=3))
    client.put(f"/api/v1/feedback/{first[0]}", json={"verdict": "never"})
    assert first[0] not in ids(recommend(client, SEED, "one", limit=500))
    assert ids(recommend(other_client, SEED, "one", limit=3)) == first


def test_likes_change_the_list_unless_use_feedback_is_false(client):
    for track_id in ("one", "thunder"):
        client.put(f"/api/v1/feedback/{track_id}", json={"verdict": "like"})
    pulled = ids(recommend(client, "t10", "t12", limit=500))
    plain = ids(recommend(client, "t10", "t12", limit=500, use_feedback=False))
    assert pulled.index("matters") < plain.index("matters")


def test_likes_alone_are_seeds(client, other_client):
    for track_id in ("one", "thunder"):
        client.put(f"/api/v1/feedback/{track_id}", json={"verdict": "like"})
    found = ids(recommend(client, limit=1))
    assert found == ["matters"]
    answer = recommend(other_client)
    assert answer.status_code == 422
    assert "name a seed" in answer.json["detail"]


def test_reasons_name_the_seed_that_they_are_about(client):
    items = recommend(client, "one", "thunder", limit=1).json["items"]
    assert items[0]["track"]["track_id"] == "matters"
    reason = "1 playlist holds it and One, and 1 more of the seeds is listed with it"
    assert reason in items[0]["reasons"]
    assert "same artist as One" in items[0]["reasons"]


def test_reasons_say_which_track_was_liked(client):
    client.put("/api/v1/feedback/one", json={"verdict": "like"})
    reasons = {
        item["track"]["track_id"]: item["reasons"]
        for item in recommend(client, "t10", limit=500).json["items"]
    }
    assert "same artist as One, which you liked" in reasons["matters"]
    assert not any("liked" in reason for reason in reasons["t11"])


def test_without_seeds_reasons_name_likes_without_saying_so(client):
    for track_id in ("one", "thunder"):
        client.put(f"/api/v1/feedback/{track_id}", json={"verdict": "like"})
    (item,) = recommend(client, limit=1).json["items"]
    assert "same artist as One" in item["reasons"]
    reason = "1 playlist holds it and One, and 1 more of your likes is listed with it"
    assert reason in item["reasons"]


def test_a_liked_track_is_recommended_only_if_it_would_be_without_the_like(client):
    for track_id in ("one", "t11"):
        client.put(f"/api/v1/feedback/{track_id}", json={"verdict": "like"})
    found = ids(recommend(client, "t10", limit=5))
    assert "one" not in found
    assert "t11" in found
    assert "one" in ids(recommend(client, "t10", limit=500))
    assert ids(recommend(client, "t10", limit=5, filters={"is_liked": True})) == ["t11", "one"]


def test_unknown_seeds_are_returned_and_a_request_with_only_those_is_an_error(client):
    answer = recommend(client, SEED, "nobody", {"genre": "polka"})
    assert answer.json["unknown_seeds"] == ["nobody", "polka"]
    answer = recommend(client, "nobody")
    assert answer.status_code == 404
    assert "'nobody'" in answer.json["detail"]


@pytest.mark.parametrize(
    "body",
    [
        {"seeds": [{"track_id": SEED, "genre": "house"}]},
        {"seeds": [{"weight": 1}]},
        {"seeds": [{"track_id": SEED, "weight": 0}]},
        {"seeds": [{"track_id": SEED}] * 201},
        {"seeds": [{"track_id": SEED}], "limit": 501},
        {"seeds": [{"track_id": SEED}], "diversity": 1.1},
        {"seeds": [{"track_id": SEED}], "popularity": 1.1},
        {"seeds": [{"track_id": SEED}], "popularity": -1.1},
        {"seeds": [{"track_id": SEED}], "tune": {"loud": {"min": 1}}},
        {"seeds": [{"track_id": SEED}], "max_per_artist": 0},
        {"seeds": [{"track_id": SEED}], "max_of_seed_artist": -1},
        {"seeds": [{"track_id": SEED}], "artist_repeat_penalty": -1},
    ],
)
def test_an_ambiguous_request_is_rejected(client, body):
    answer = client.post("/api/v1/recommendations", json=body)
    assert answer.status_code == 422
    assert answer.json["errors"]


def test_a_list_for_a_track_takes_diversity_and_max_per_artist(client):
    plain = f"/api/v1/tracks/{SEED}/recommendations"
    assert ids(client.get(f"{plain}?max_per_artist=1"))[0] == "t01"
    assert len(set(ids(client.get(f"{plain}?max_per_artist=1"))) & set(FILLERS)) == 1
    varied = ids(client.get(f"{plain}?diversity=0.7&limit=5"))
    assert varied[0] == "t01" and varied != ["t01", "t02", "t03", "t04", "t05"]
    assert client.get(f"{plain}?diversity=2").status_code == 422
    assert client.get("/api/v1/tracks/nobody/recommendations?diversity=1").status_code == 404


@pytest.mark.parametrize("seeds", [("t10",), ("t10", "t12")])
def test_popularity_moves_hits_up_and_deep_cuts_down(client, seeds):
    # the places of a track in two playlists, as most others are in one
    places = [
        ids(recommend(client, *seeds, limit=500, popularity=popularity)).index("t20")
        for popularity in (-1, 0, 1)
    ]
    assert places[0] >= places[1] >= places[2]
    assert places[0] > places[2]
    for item in recommend(client, *seeds, popularity=1).json["items"]:
        assert item["score"] == pytest.approx(sum(item["contributions"].values()), abs=1e-4)


def test_a_list_for_a_track_takes_popularity(client):
    plain = "/api/v1/tracks/t10/recommendations?limit=100"
    for popularity in (-1, 0.5):
        found = ids(client.get(f"{plain}&popularity={popularity}"))
        assert found == ids(recommend(client, "t10", limit=500, popularity=popularity))
    assert client.get(f"{plain}&popularity=-1.1").status_code == 422


def test_a_new_build_is_noticed(make_app, make_catalogue):
    import psycopg

    url = make_catalogue("segue_rebuilt")
    with psycopg.connect(url, autocommit=True) as connection:
        client = make_app(url).test_client()
        assert ids(recommend(client, SEED, limit=1)) == ["t01"]
        connection.execute("create table marts.next as table marts.track_vectors")
        connection.execute("delete from marts.next where track_id like 't01%'")
        connection.execute("drop table marts.track_vectors")
        connection.execute("alter table marts.next rename to track_vectors")
        assert ids(recommend(client, SEED, limit=1)) == ["t02"]
        connection.execute("drop table marts.track_vectors")
        assert recommend(client, SEED).status_code == 503
