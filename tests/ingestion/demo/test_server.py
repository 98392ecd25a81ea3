"""The Spotify-shaped server: token, paging, limits, errors, over its app and over real HTTP."""

from urllib.parse import urlsplit

import pytest
import requests
from flask.testing import FlaskClient

from ingestion.demo.entities import Catalogue
from ingestion.demo.server import serve_catalogue
from tests.ingestion.servers.spotify import create_client, create_server_app

UNKNOWN = "9" * 22


@pytest.fixture
def client(demo: Catalogue) -> FlaskClient:
    return create_client(demo)


def test_without_the_token_everything_is_401(demo):
    client = create_server_app(demo).test_client()
    for path in ("/v1/me", "/v1/me/tracks", "/v1/search?q=a&type=track"):
        answer = client.get(path)
        assert answer.status_code == 401
        assert answer.json == {"error": {"status": 401, "message": "Invalid access token"}}


@pytest.mark.parametrize(
    ("path", "total"),
    [
        ("/v1/me/tracks", "saved"), ("/v1/me/albums", "saved_albums"),
        ("/v1/me/playlists", "playlists"),
    ],
)  # fmt: skip
def test_following_next_gives_every_item_once(path, total, client, demo):
    address: str | None = f"{path}?limit=7"
    items = []
    while address:
        page = client.get(address).json
        assert page and page["total"] == len(getattr(demo, total))
        items += page["items"]
        address = page["next"]
        assert address is None or address.startswith("http://localhost/v1/me/")
    assert len(items) == len(getattr(demo, total))
    texts = [str(item) for item in items]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("query", ["limit=51", "limit=0", "limit=x", "offset=-1"])
def test_a_limit_that_spotify_refuses_is_refused(query, client):
    answer = client.get(f"/v1/me/tracks?{query}")
    assert answer.status_code == 400
    assert answer.json and answer.json["error"]["message"].startswith("Invalid ")


@pytest.mark.parametrize("kind", ["tracks", "albums", "artists", "playlists", "audio-features"])
def test_an_unknown_id_is_404(kind, client):
    answer = client.get(f"/v1/{kind}/{UNKNOWN}")
    assert answer.status_code == 404
    assert answer.json == {"error": {"status": 404, "message": "Resource not found"}}


def test_an_unknown_path_has_an_error_of_the_same_shape(client):
    answer = client.get("/v1/nothing")
    assert answer.json and answer.json["error"]["status"] == answer.status_code == 404


@pytest.mark.parametrize("kind", ["tracks", "albums", "artists"])
def test_one_and_several_answer_the_same_bodies(kind, client, demo):
    key = {"tracks": "track_id", "albums": "album_id", "artists": "artist_id"}[kind]
    ids = [getattr(entity, key) for entity in getattr(demo, kind)[:3]]
    several = client.get(f"/v1/{kind}?ids={','.join([*ids, UNKNOWN])}").json
    assert several and several[kind][:3] == [client.get(f"/v1/{kind}/{i}").json for i in ids]
    assert several[kind][3] is None


def test_too_many_ids_are_refused(client):
    assert client.get(f"/v1/albums?ids={','.join([UNKNOWN] * 21)}").status_code == 400
    assert client.get("/v1/albums").status_code == 400


def test_features_are_null_for_a_track_that_was_never_analysed(client, demo):
    without = next(track.track_id for track in demo.tracks if track.features is None)
    having = next(track.track_id for track in demo.tracks if track.features)
    answer = client.get(f"/v1/audio-features?ids={without},{having}").json
    assert answer and answer["audio_features"][0] is None
    assert answer["audio_features"][1]["id"] == having
    assert client.get(f"/v1/audio-features/{having}").json == answer["audio_features"][1]


def test_search_finds_by_every_word_of_title_and_artist(client, demo):
    track = demo.tracks[100]
    text = f"{track.name} {track.artists[0].name}"
    answer = client.get("/v1/search", query_string={"q": text, "type": "track,artist"}).json
    assert answer and track.track_id in [item["id"] for item in answer["tracks"]["items"]]
    assert set(answer) == {"tracks", "artists"}


def test_recently_played_goes_back_by_cursor(client, demo):
    address: str | None = "/v1/me/player/recently-played?limit=50"
    instants: list[str] = []
    while address:
        page = client.get(address).json
        assert page
        instants += [item["played_at"] for item in page["items"]]
        address = page["next"]
    assert len(instants) == len(demo.plays)
    assert instants == sorted(instants, reverse=True)
    after = client.get(f"/v1/me/player/recently-played?after={page['cursors']['before']}").json
    assert after and len(after["items"]) == 20


def test_the_top_is_ordered_by_plays(client, demo):
    page = client.get("/v1/me/top/tracks?limit=3").json
    plays = [track.track_id for _, track in demo.plays]
    counts = [plays.count(item["id"]) for item in page["items"]]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] == max(plays.count(track_id) for track_id in set(plays))
    assert client.get("/v1/me/top/genres").status_code == 404


def test_a_playlist_holds_tracks_a_local_file_and_an_episode(client, demo):
    page = client.get(f"/v1/playlists/{demo.playlists[0].playlist_id}/items?limit=50").json
    assert page
    kinds = {(entry["is_local"], entry["track"]["type"]) for entry in page["items"]}
    assert kinds == {(False, "track"), (True, "track"), (False, "episode")}


@pytest.mark.parametrize(
    ("mode", "lists", "entries"),
    [("old", {"tracks"}, {"track"}), ("extended", {"items", "tracks"}, {"item", "track"}),
     ("dev", {"items"}, {"item"})],
)  # fmt: skip
def test_what_a_playlist_holds_has_the_name_that_the_app_knows(mode, lists, entries, demo):
    client = create_client(demo, mode)
    for listed in client.get("/v1/me/playlists").json["items"]:
        whole = client.get(f"/v1/playlists/{listed['id']}").json
        assert {"items", "tracks"} & set(listed) == {"items", "tracks"} & set(whole or ()) == lists
        for name in lists:
            assert listed[name]["total"] == whole[name]["total"]
            page = client.get(f"/v1/playlists/{listed['id']}/items?limit=50").json
            assert page and whole and whole[name]["items"] == page["items"]
            assert all({"item", "track"} & set(entry) == entries for entry in page["items"])


def test_it_serves_real_http_on_a_free_port_of_this_machine_and_stops(demo):
    with serve_catalogue(demo) as address, serve_catalogue(demo) as other:
        assert urlsplit(address).hostname == "127.0.0.1"
        assert address != other
        token = requests.post(
            f"{address}/api/token", {"grant_type": "client_credentials"}, auth=("a", "b"), timeout=5
        ).json()
        headers = {"Authorization": f"Bearer {token['access_token']}"}
        page = requests.get(f"{address}/v1/me/tracks", headers=headers, timeout=5).json()
        assert page["next"].startswith(f"{address}/v1/me/tracks?")
        assert page["items"][0]["track"]["album"]["images"][0]["url"].startswith("/covers/")
    with pytest.raises(requests.ConnectionError):
        requests.get(address, timeout=1)
