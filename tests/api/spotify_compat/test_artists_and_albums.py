"""Artists and albums under /v1, with the lists that belong to them."""

import pytest


def test_an_artist_has_the_fields_of_spotifys_object(client):
    assert client.get("/v1/artists/daft").json == {
        "id": "daft",
        "name": "Daft Punk",
        "type": "artist",
        "uri": "spotify:artist:daft",
        "href": "http://localhost/v1/artists/daft",
        "external_urls": {"spotify": "http://localhost/v1/artists/daft"},
        "followers": {"href": None, "total": 0},
        "genres": [],
        "images": [],
        "popularity": 0,
    }


def test_artists_keep_their_order(client):
    artists = client.get("/v1/artists?ids=weeknd,nobody,daft").json["artists"]
    assert [artist and artist["name"] for artist in artists] == ["The Weeknd", None, "Daft Punk"]


def test_unknown_artists_and_albums_are_404(client):
    for path in (
        "artists/nobody",
        "artists/nobody/albums",
        "artists/nobody/top-tracks",
        "artists/nobody/related-artists",
        "albums/nothing",
        "albums/nothing/tracks",
    ):
        answer = client.get(f"/v1/{path}")
        assert answer.status_code == 404, path
        assert "in the catalogue, got 'no" in answer.json["error"]["message"]


def test_the_top_tracks_are_one_edition_of_each_recording(client):
    tracks = client.get("/v1/artists/band/top-tracks?country=DE").json["tracks"]
    assert [track["id"] for track in tracks] == [f"t{number:02}" for number in range(1, 11)]


def test_related_artists_are_others_and_each_once(client):
    artists = client.get("/v1/artists/daft/related-artists").json["artists"]
    ids = [artist["id"] for artist in artists]
    assert ids[0] == "band"
    assert "daft" not in ids
    assert len(set(ids)) == len(ids)


def test_an_album_contains_its_tracks(client):
    album = client.get("/v1/albums/discovery").json
    assert album["name"] == "Discovery"
    assert album["tracks"]["total"] == 1
    assert [track["name"] for track in album["tracks"]["items"]] == ["One More Time"]
    assert album["tracks"]["next"] is None


def test_albums_keep_their_order_and_are_at_most_20(client):
    albums = client.get("/v1/albums?ids=name:lemonade,nothing,discovery").json["albums"]
    assert [album and album["name"] for album in albums] == ["Lemonade", None, "Discovery"]
    assert client.get(f"/v1/albums?ids={','.join(['discovery'] * 21)}").status_code == 400


def test_the_pages_of_an_album_are_followed_by_their_links(client):
    album = client.get("/v1/albums/long").json
    page, names = album["tracks"], []
    assert (album["total_tracks"], page["total"], page["limit"]) == (60, 60, 50)
    while True:
        names += [track["name"] for track in page["items"]]
        if page["next"] is None:
            break
        assert page["next"].startswith("http://localhost/v1/albums/long/tracks?")
        page = client.get(page["next"].removeprefix("http://localhost")).json
    assert names == [f"Long {number:02}" for number in range(1, 61)]
    assert page["previous"] == "http://localhost/v1/albums/long/tracks?offset=0&limit=50"


def test_the_albums_of_an_artist_are_grouped_by_his_part_in_them(client):
    page = client.get("/v1/artists/acdc/albums").json
    groups = {album["name"]: album["album_group"] for album in page["items"]}
    assert groups == {"Long": "single", "Guests": "appears_on"}
    assert page["total"] == 2
    only = client.get("/v1/artists/acdc/albums?include_groups=album,single&limit=1").json
    assert [album["name"] for album in only["items"]] == ["Long"]
    assert client.get("/v1/artists/sigur/albums").json["items"][0]["album_group"] == "compilation"


def test_an_unknown_group_is_400(client):
    answer = client.get("/v1/artists/acdc/albums?include_groups=live")
    assert answer.status_code == 400
    assert "got 'live'" in answer.json["error"]["message"]


@pytest.mark.parametrize("query", ["limit=0", "limit=51", "limit=ten", "offset=-1"])
def test_pages_have_spotifys_limits(client, query):
    answer = client.get(f"/v1/albums/discovery/tracks?{query}")
    assert answer.status_code == 400
    name, _, value = query.partition("=")
    message = answer.json["error"]["message"]
    assert message.startswith(f"Invalid {name}: ")
    assert message.endswith(f"got '{value}'")


def test_an_id_of_a_name_has_no_colon_and_is_found_with_and_without(client):
    digits = "b1946ac92492d2347c6235b4d2611184"
    for key in (f"name:{digits}", f"name{digits}"):
        artist = client.get(f"/v1/artists/{key}").json
        assert (artist["id"], artist["name"]) == (f"name{digits}", "Somebody")
        assert artist["uri"] == f"spotify:artist:name{digits}"
