"""Tracks under /v1: Spotify's track objects, one by one and in batches."""


def test_a_track_has_the_fields_of_spotifys_object(client):
    track = client.get("/v1/tracks/1111111111111111111111?market=DE").json
    assert track["id"] == "1111111111111111111111"
    assert track["uri"] == "spotify:track:1111111111111111111111"
    assert track["href"] == "http://localhost/v1/tracks/1111111111111111111111"
    assert track["external_urls"] == {
        "spotify": "https://open.spotify.com/track/1111111111111111111111"
    }
    assert (track["name"], track["popularity"], track["duration_ms"]) == (
        "One More Time",
        88,
        320000,
    )
    assert [artist["name"] for artist in track["artists"]] == ["Daft Punk"]
    album = track["album"]
    assert (album["name"], album["total_tracks"]) == ("Discovery", 14)
    assert (album["release_date"], album["release_date_precision"]) == ("2001-03-12", "day")
    assert album["images"] == [
        {"url": "https://i.scdn.co/image/discovery-640", "height": 640, "width": 640}
    ]
    assert [artist["name"] for artist in album["artists"]] == ["Daft Punk"]


def test_a_track_of_the_demo_leads_to_the_app_instead_of_spotify(client):
    track = client.get("/v1/tracks/2222222222222222222222").json
    assert track["external_urls"]["spotify"] == "http://localhost/tracks/2222222222222222222222"
    assert track["explicit"] is True
    assert [artist["name"] for artist in track["artists"]] == ["The Weeknd", "Beyoncé"]
    assert track["album"]["images"][0]["url"] == "http://localhost/covers/name:lemonade.svg"


def test_a_track_without_details_still_has_every_field(client):
    track = client.get("/v1/tracks/lonely").json
    assert (track["name"], track["artists"], track["popularity"]) == ("", [], 0)
    assert track["album"]["release_date"] == "0000"
    assert track["album"]["id"] == ""


def test_an_unknown_track_is_404_in_spotifys_shape(client):
    answer = client.get("/v1/tracks/0000000000000000000000")
    assert answer.status_code == 404
    assert answer.json == {
        "error": {
            "status": 404,
            "message": "expected the id of a track in the catalogue, got '0000000000000000000000'",
        }
    }


def test_a_batch_keeps_the_order_and_has_null_for_unknown_ids(client):
    tracks = client.get("/v1/tracks?ids=thunder,nobody,t02,thunder").json["tracks"]
    assert [track and track["id"] for track in tracks] == ["thunder", None, "t02", "thunder"]


def test_more_ids_than_spotify_allows_are_400(client):
    assert client.get(f"/v1/tracks?ids={','.join(['t01'] * 50)}").status_code == 200
    answer = client.get(f"/v1/tracks?ids={','.join(['t01'] * 51)}")
    assert answer.status_code == 400
    assert answer.json["error"]["message"] == (
        "Too many ids requested: expected at most 50, got 51"
    )


def test_a_missing_argument_is_400(client):
    answer = client.get("/v1/tracks")
    assert answer.status_code == 400
    assert answer.json["error"]["message"] == "Missing required parameter: expected ids, got none"


def test_a_market_is_a_country_code(client):
    for argument in ("market", "country"):
        track = client.get(f"/v1/tracks/2222222222222222222222?{argument}=se").json
        assert track["available_markets"] == track["album"]["available_markets"] == ["SE"]
    assert client.get("/v1/tracks/t01").json["available_markets"] == []
    assert client.get("/v1/tracks/t01?market=from_token").status_code == 200
    answer = client.get("/v1/tracks/t01?market=Germany")
    assert answer.status_code == 400
    assert answer.json["error"]["message"] == (
        "Invalid market: expected a country code of two letters, or from_token, got 'Germany'"
    )


def test_an_id_with_a_zero_byte_is_unknown(client):
    assert client.get("/v1/tracks/%00").status_code == 404
    assert client.get("/v1/tracks?ids=%00,t01").json["tracks"][0] is None


def test_an_unknown_url_and_a_write_are_errors_in_spotifys_shape(client):
    answer = client.get("/v1/browse/categories")
    assert answer.json == {
        "error": {
            "status": 404,
            "message": "expected an endpoint that Segue has, got /v1/browse/categories; "
            "see /v1/openapi.json",
        }
    }
    answer = client.put("/v1/tracks/t01", json={})
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
    assert answer.json["error"]["status"] == 405


def test_a_slash_at_the_end_of_an_address_is_ignored(client):
    assert client.get("/v1/tracks/t01/").json == client.get("/v1/tracks/t01").json
    assert len(client.get("/v1/tracks/?ids=t01,t02").json["tracks"]) == 2
    page = client.get("/v1/me/tracks/?limit=1").json
    assert page["next"] == "http://localhost/v1/me/tracks?limit=1&offset=1"
