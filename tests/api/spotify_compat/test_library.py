"""The library under /v1: the person, saved and liked tracks, and playlists."""

from segue.settings import settings


def _names(page):
    return [item["track"]["name"] for item in page["items"]]


def test_without_an_account_the_person_is_anonymous(client):
    me = client.get("/v1/me", headers={"Authorization": "Bearer anything"}).json
    assert (me["id"], me["type"], me["uri"]) == ("anonymous", "user", "spotify:user:anonymous")
    assert me["href"] == "http://localhost/v1/me"


def test_saved_tracks_are_the_newest_first(client):
    page = client.get("/v1/me/tracks").json
    assert _names(page) == ["One", "Thunderstruck", "Filler 1"]
    assert [item["added_at"] for item in page["items"]] == [
        "2024-06-01T00:00:00Z",
        "2024-05-01T10:00:00Z",
        "1970-01-01T00:00:00Z",
    ]
    assert page["total"] == 3


def test_liked_tracks_are_saved_ones_of_that_listener_only(client, other_client):
    client.put("/api/v1/feedback/t05", json={"verdict": "like"})
    client.put("/api/v1/feedback/t06", json={"verdict": "dislike"})
    client.put("/api/v1/feedback/t01", json={"verdict": "like"})
    assert _names(client.get("/v1/me/tracks").json) == [
        "Filler 1",
        "Filler 5",
        "One",
        "Thunderstruck",
    ]
    assert other_client.get("/v1/me/tracks").json["total"] == 3


def test_where_others_reach_the_app_nobody_has_the_saved_tracks(client, monkeypatch):
    monkeypatch.setattr(settings(), "host", "0.0.0.0")
    assert client.get("/v1/me/tracks").json["total"] == 0


def test_saved_tracks_come_page_by_page(client):
    page = client.get("/v1/me/tracks?limit=2").json
    assert page["next"] == "http://localhost/v1/me/tracks?limit=2&offset=2"
    last = client.get("/v1/me/tracks?limit=2&offset=2").json
    assert (_names(last), last["next"]) == (["Filler 1"], None)


def test_playlists_are_those_of_the_person_first(client):
    page = client.get("/v1/me/playlists").json
    assert [playlist["name"] for playlist in page["items"]] == ["Late", "Mix", "Rock", ""]
    mix = page["items"][1]
    assert mix["items"] == mix["tracks"]
    assert mix["items"] == {"href": "http://localhost/v1/playlists/mix/items", "total": 7}
    assert mix["owner"]["id"] == client.get("/v1/me").json["id"]
    assert mix["owner"]["display_name"] == "Ann"
    assert mix["snapshot_id"] != page["items"][2]["snapshot_id"]
    assert page["items"][3]["id"] == "name5d41402abc4b2a76b9719d911017c592"


def test_the_tracks_of_a_playlist_keep_their_order(client):
    playlist = client.get("/v1/playlists/mix").json
    assert playlist["tracks"]["total"] == 7
    first = client.get("/v1/playlists/mix/tracks?limit=3").json
    second = client.get(first["next"].removeprefix("http://localhost")).json
    assert _names(first) + _names(second) == _names(playlist["tracks"])[:6]
    item = first["items"][0]
    assert item["item"] == item["track"]
    assert item["added_at"] == "2024-05-01T10:00:00Z"


def test_an_empty_playlist_and_an_unknown_one(client):
    empty = client.get("/v1/playlists/name:5d41402abc4b2a76b9719d911017c592").json
    assert (empty["items"]["items"], empty["items"]["total"]) == ([], 0)
    for path in ("nothing", "nothing/items", "nothing/tracks"):
        assert client.get(f"/v1/playlists/{path}").status_code == 404


def test_nothing_can_be_written(client):
    for path in ("me/tracks", "playlists/mix/tracks", "me/playlists"):
        answer = client.post(f"/v1/{path}", json={})
        assert answer.status_code == 405
        assert answer.json["error"]["status"] == 405
