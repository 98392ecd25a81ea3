"""Genres that seeds and filters accept."""


def test_genres_are_returned_with_their_number_of_tracks_the_largest_first(client):
    answer = client.get("/api/v1/genres")
    assert answer.status_code == 200
    assert answer.json == {
        "items": [
            {"genre": "disco", "number_of_tracks": 1},
            {"genre": "house", "number_of_tracks": 1},
        ],
        "number_of_genres": 2,
    }


def test_every_returned_genre_is_accepted_by_the_filter(client):
    for item in client.get("/api/v1/genres").json["items"]:
        request = {
            "seeds": [{"track_id": "t10"}],
            "filters": {"genres": [item["genre"]]},
            "limit": 30,
        }
        found = client.post("/api/v1/recommendations", json=request).json["items"]
        assert len(found) == item["number_of_tracks"]


def test_the_limit_is_followed_and_checked(client):
    short = client.get("/api/v1/genres?limit=1").json
    assert ([item["genre"] for item in short["items"]], short["number_of_genres"]) == (["disco"], 2)
    assert client.get("/api/v1/genres?limit=0").status_code == 422
