"""Recommendations under /v1: five seeds, fourteen attributes, and the sizes of the pools."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.spotify_compat.recommendations import ATTRIBUTES
from api.tracks.audio_features import Tune

SPOTIFYS_ATTRIBUTES = 14


def _ids(answer):
    return [track["id"] for track in answer.json["tracks"]]


def test_one_seed_gives_the_tracks_of_our_own_interface(client):
    ours = client.post(
        "/api/v1/recommendations", json={"seeds": [{"track_id": "t10"}], "limit": 20}
    ).json["items"]
    assert _ids(client.get("/v1/recommendations?seed_tracks=t10")) == [
        item["track"]["track_id"] for item in ours
    ]


def test_seeds_may_be_tracks_artists_and_genres(client):
    answer = client.get(
        "/v1/recommendations?seed_tracks=t10,t11&seed_artists=daft&seed_genres=house&limit=3"
    )
    assert len(answer.json["tracks"]) == 3
    assert [(seed["type"], seed["id"]) for seed in answer.json["seeds"]] == [
        ("artist", "daft"),
        ("genre", "house"),
        ("track", "t10"),
        ("track", "t11"),
    ]
    assert [seed["href"] for seed in answer.json["seeds"]] == [
        "http://localhost/v1/artists/daft",
        None,
        "http://localhost/v1/tracks/t10",
        "http://localhost/v1/tracks/t11",
    ]


def test_the_pools_count_the_catalogue_before_and_after_the_filters(client):
    (all_of_it,) = client.get("/v1/recommendations?seed_tracks=t10").json["seeds"]
    assert all_of_it["initialPoolSize"] == all_of_it["afterFilteringSize"] == 26
    (filtered,) = client.get("/v1/recommendations?seed_tracks=t10&min_energy=0.71").json["seeds"]
    assert filtered["initialPoolSize"] == 26
    assert filtered["afterFilteringSize"] == filtered["afterRelinkingSize"] == 1


def test_an_unknown_seed_has_an_empty_pool_and_the_others_count(client):
    answer = client.get("/v1/recommendations?seed_tracks=nobody,t10&limit=5")
    assert [seed["initialPoolSize"] for seed in answer.json["seeds"]] == [0, 26]
    assert len(answer.json["tracks"]) == 5
    alone = client.get("/v1/recommendations?seed_genres=polka").json
    assert alone["tracks"] == []
    assert [seed["initialPoolSize"] for seed in alone["seeds"]] == [0]


def test_a_track_may_be_named_by_its_isrc(client):
    found = client.get("/v1/recommendations?seed_tracks=isrc:GB-DUW-00-00059,isrc:USXXX9999999")
    assert [seed["initialPoolSize"] > 0 for seed in found.json["seeds"]] == [True, False]
    by_id = client.get("/v1/recommendations?seed_tracks=1111111111111111111111")
    assert _ids(found) == _ids(by_id)


def test_no_seed_and_six_seeds_are_400(client):
    for seeds, number in (("", 0), ("seed_tracks=t01,t02,t03&seed_genres=house,disco,a", 6)):
        answer = client.get(f"/v1/recommendations?{seeds}")
        assert answer.status_code == 400
        assert answer.json["error"]["message"] == (
            "Invalid number of seeds: expected 1 to 5 over seed_artists, seed_genres and "
            f"seed_tracks, got {number}"
        )


def test_all_of_spotifys_attributes_can_be_tuned():
    assert set(ATTRIBUTES) == set(Tune.model_fields)
    assert len(ATTRIBUTES) == SPOTIFYS_ATTRIBUTES


@pytest.mark.parametrize("name", sorted(ATTRIBUTES))
def test_each_attribute_has_a_minimum_a_maximum_and_a_target(client, name):
    value = {"tempo": 100, "loudness": -6, "duration_ms": 200_000, "popularity": 40}.get(name, 1)
    for end in ("min", "max", "target"):
        answer = client.get(f"/v1/recommendations?seed_tracks=t10&{end}_{name}={value}")
        assert answer.status_code == 200
        assert end != "target" or len(answer.json["tracks"]) == 20


@settings(max_examples=25)
@given(low=st.integers(30, 50), width=st.integers(0, 20))
def test_every_track_is_between_the_ends(app, low, width):
    answer = app.test_client().get(
        f"/v1/recommendations?seed_tracks=t10&min_popularity={low}&max_popularity={low + width}"
    )
    assert all(low <= track["popularity"] <= low + width for track in answer.json["tracks"])
    found = answer.json["seeds"][0]["afterFilteringSize"]
    assert len(answer.json["tracks"]) == min(found, 20)


@pytest.mark.parametrize(
    "query", ["min_energy=2", "target_key=12", "max_popularity=101", "min_tempo=fast", "limit=101"]
)
def test_a_value_out_of_spotifys_range_is_400(client, query):
    answer = client.get(f"/v1/recommendations?seed_tracks=t10&{query}")
    assert answer.status_code == 400
    assert answer.json["error"]["message"].startswith(f"Invalid {query.partition('=')[0]}: ")


@pytest.mark.parametrize("kind", ["tracks", "artists", "genres"])
@pytest.mark.parametrize("text", ["a%00b", "isrc:%00", "isrc:" + "A" * 300, "x" * 256])
def test_a_seed_that_cannot_be_one_is_400(client, kind, text):
    answer = client.get(f"/v1/recommendations?seed_{kind}={text}")
    assert answer.status_code == 400
    assert answer.json["error"]["message"].startswith("Invalid seed: expected ")


def test_a_genre_is_found_in_the_spelling_of_spotify(client):
    known = client.get("/v1/recommendations/available-genre-seeds").json["genres"]
    assert known == ["disco", "drum and bass", "hip hop", "house", "r&b"]
    for spelling in ("hip-hop", "r-n-b", "drum-and-bass", "Hip Hop"):
        answer = client.get("/v1/recommendations", query_string={"seed_genres": spelling})
        assert answer.json["seeds"][0]["initialPoolSize"] > 0, spelling
        assert answer.json["seeds"][0]["id"] == spelling


def test_feedback_counts_as_in_our_own_interface(client):
    first = _ids(client.get("/v1/recommendations?seed_tracks=t10"))[0]
    client.put(f"/api/v1/feedback/{first}", json={"verdict": "never"})
    assert first not in _ids(client.get("/v1/recommendations?seed_tracks=t10"))
