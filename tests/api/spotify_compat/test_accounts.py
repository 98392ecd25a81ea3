"""With accounts, /v1 takes the tokens of Segue: a client sends one as it does at Spotify."""

import pytest
import spotipy

from api.accounts.accounts import add_account
from api.accounts.tokens import add_token
from api.http.access import EXTENSION


@pytest.fixture
def token(app, execute):
    app.extensions.pop(EXTENSION, None)
    with app.app_context():
        account = add_account("Ann", is_owner=True)
        _, made = add_token(account.account_id, "a client", ["read", "feedback"])
    yield made
    execute("truncate app.accounts cascade")
    app.extensions.pop(EXTENSION, None)


def _bearer(token):
    return {"Authorization": f"Bearer {token}"}


def test_a_token_names_the_person(client, token):
    me = client.get("/v1/me", headers=_bearer(token)).json
    assert me["display_name"] == "Ann"
    assert me["id"] == me["account_id"] != "anonymous"
    assert me["id"].isalnum()
    playlists = client.get("/v1/me/playlists", headers=_bearer(token)).json["items"]
    assert {playlist["owner"]["id"] for playlist in playlists} == {me["id"]}


def test_the_likes_of_the_person_are_saved_tracks(app, token):
    # without cookies, as a client is
    client = app.test_client(use_cookies=False)
    client.put("/api/v1/feedback/t05", json={"verdict": "like"}, headers=_bearer(token))
    saved = client.get("/v1/me/tracks", headers=_bearer(token)).json
    assert saved["items"][0]["track"]["id"] == "t05"


def test_only_the_owner_has_the_saved_tracks_of_the_warehouse(client, app, token):
    assert client.get("/v1/me/tracks", headers=_bearer(token)).json["total"] == 3
    with app.app_context():
        _, of_bob = add_token(add_account("Bob").account_id, "a client", ["read", "feedback"])
    bob = app.test_client(use_cookies=False)
    bob.put("/api/v1/feedback/t05", json={"verdict": "like"}, headers=_bearer(of_bob))
    saved = bob.get("/v1/me/tracks", headers=_bearer(of_bob)).json
    assert [item["track"]["id"] for item in saved["items"]] == ["t05"]
    assert client.get("/v1/me/tracks").json["total"] == 0  # nobody, once there are accounts


def test_a_token_that_segue_did_not_issue_is_401_in_spotifys_shape(client, token):
    answer = client.get("/v1/tracks/t01", headers=_bearer("of-an-old-app"))
    assert answer.status_code == answer.json["error"]["status"] == 401
    assert "expected a valid API token" in answer.json["error"]["message"]
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_client_reports_the_refusal(base_url, token):
    spotify = spotipy.Spotify(auth="of-an-old-app", retries=0)
    spotify.prefix = f"{base_url}/"
    with pytest.raises(spotipy.SpotifyException) as error:
        spotify.me()
    assert error.value.http_status == 401
    spotify.set_auth(token)
    assert spotify.me()["display_name"] == "Ann"
