"""Sign-in with Spotify, against the server that has Spotify's shape."""

import logging
from collections.abc import Callable, Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from flask import Flask

from api.accounts.accounts import add_account
from api.accounts.with_spotify import _added
from ingestion.demo import bodies
from ingestion.demo.generator import generate_catalogue
from ingestion.demo.server import serve_app
from segue.settings import settings
from tests.api.accounts.conftest import sign_in
from tests.ingestion.servers.spotify import create_server_app

BEGIN = "/api/v1/account/spotify"
ACCOUNT = "/api/v1/account"
HERE = "http://127.0.0.1:8000"
USER = bodies.USER.get("account_id") or bodies.USER["id"]


@pytest.fixture
def spotify_app() -> Flask:
    return create_server_app(generate_catalogue(), "dev")


@pytest.fixture(autouse=True)
def spotify(app, spotify_app, monkeypatch) -> Iterator[str]:
    monkeypatch.setattr(settings(), "spotify_client_id", "an-app")
    with serve_app(spotify_app) as address:
        monkeypatch.setitem(app.config, "SPOTIFY_ACCOUNTS", address)
        monkeypatch.setitem(app.config, "SPOTIFY_API", address)
        yield address


def go_to_spotify(client, **body) -> str:
    """Begin, permit on Spotify's page, and return the address to which it leads the browser."""
    answer = client.post(BEGIN, json=body, base_url=HERE)
    assert answer.status_code == 200, answer.text
    led = requests.get(answer.json["url"], allow_redirects=False, timeout=5)
    return led.headers["Location"]


def come_back(client, address: str) -> str:
    """Follow the address to the app, and return the outcome that the app shows."""
    parts = urlsplit(address)
    assert f"{parts.scheme}://{parts.netloc}" == HERE
    answer = client.get(f"{parts.path}?{parts.query}", base_url=HERE)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/account?spotify=")
    return answer.headers["Location"].partition("=")[2]


def sign_in_with_spotify(client, **body) -> str:
    return come_back(client, go_to_spotify(client, **body))


def own_account(client):
    return client.get(ACCOUNT, base_url=HERE).json["account"]


@pytest.fixture
def connect(app, execute) -> Callable[[str], None]:
    def run(name: str) -> None:
        execute("update app.accounts set spotify_id = %s where name = %s", USER, name)

    return run


def test_the_address_of_spotify_asks_with_pkce_for_nothing_but_the_user(app):
    client = app.test_client()
    url = client.post(BEGIN, json={}, base_url=HERE).json["url"]
    query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    assert query["client_id"] == "an-app"
    assert query["redirect_uri"] == f"{HERE}/api/v1/account/spotify/callback"
    assert query["code_challenge_method"] == "S256" and len(query["code_challenge"]) == 43
    assert "scope" not in query and "client_secret" not in query


def test_a_connected_spotify_user_signs_in(app, connect):
    connect("Ann")
    client = app.test_client()
    assert sign_in_with_spotify(client) == "done"
    assert own_account(client)["name"] == "Ann"
    assert own_account(client)["has_spotify"] is True


def test_a_person_who_is_signed_in_connects_spotify_once(app):
    ann = app.test_client()
    assert sign_in(ann, base_url=HERE).status_code == 200
    assert sign_in_with_spotify(ann) == "connected"
    assert own_account(ann)["has_spotify"] is True
    with app.app_context():
        add_account("Bob", "a long password of Bob")
    bob = app.test_client()
    sign_in(bob, "Bob", "a long password of Bob", base_url=HERE)
    assert sign_in_with_spotify(bob) == "taken"
    assert own_account(bob)["has_spotify"] is False
    assert own_account(bob)["name"] == "Bob"


def test_an_unknown_spotify_user_gets_no_account(app, execute):
    client = app.test_client()
    assert sign_in_with_spotify(client) == "unknown"
    assert own_account(client) is None
    assert execute("select count(*) from app.accounts").fetchone() == (1,)


def test_with_the_setting_anyone_a_new_user_gets_an_account_that_owns_nothing(
    app, monkeypatch, execute
):
    monkeypatch.setattr(settings(), "spotify_sign_in", "anyone")
    execute("delete from app.accounts")
    client, again = app.test_client(), app.test_client()
    assert sign_in_with_spotify(client) == "done"
    assert own_account(client)["is_owner"] is False
    assert own_account(client)["has_password"] is False
    assert sign_in_with_spotify(again) == "done"
    assert own_account(again) == own_account(client)
    assert execute("select count(*) from app.accounts").fetchone() == (1,)


def test_a_new_user_whose_name_is_taken_gets_a_number(app, monkeypatch):
    monkeypatch.setattr(settings(), "spotify_sign_in", "anyone")
    name = bodies.USER["display_name"]
    with app.app_context():
        add_account(name, "another person with it")
    client = app.test_client()
    assert sign_in_with_spotify(client) == "done"
    assert own_account(client)["name"].startswith(f"{name} ")


def test_anonymous_feedback_may_come_along(app, connect):
    connect("Ann")
    client = app.test_client()
    client.put("/api/v1/feedback/t01", json={"verdict": "like"}, base_url=HERE)
    assert sign_in_with_spotify(client, take_over=True) == "done"
    items = client.get("/api/v1/feedback", base_url=HERE).json["items"]
    assert [item["track_id"] for item in items] == ["t01"]


def test_only_the_browser_that_began_can_end_it(app, connect):
    connect("Ann")
    attacker, victim = app.test_client(), app.test_client()
    address = go_to_spotify(attacker)
    assert come_back(victim, address) == "expired"
    assert own_account(victim) is None
    other = go_to_spotify(victim)
    stolen = parse_qs(urlsplit(address).query)["code"][0]
    state = parse_qs(urlsplit(other).query)["state"][0]
    assert come_back(victim, f"{HERE}{BEGIN}/callback?code={stolen}&state={state}") == "refused"


@pytest.mark.parametrize("state", ["x", "%C3%A9", "", "%00"])
def test_a_state_of_somebody_else_ends_nothing(app, connect, state):
    connect("Ann")
    client = app.test_client()
    go_to_spotify(client)
    assert come_back(client, f"{HERE}{BEGIN}/callback?code=x&state={state}") == "expired"


def test_a_new_user_is_named_by_the_letters_that_can_be_seen(app):
    with app.app_context():
        for name, shown in (("Zoë 👩\u200d🎤\0", "Zoë 👩🎤"), ("\u200b", "listener")):
            assert _added(f"id of {shown}", name).name == shown


def test_an_address_works_once(app, connect):
    connect("Ann")
    client = app.test_client()
    address = go_to_spotify(client)
    assert come_back(client, address) == "done"
    assert come_back(client, address) == "expired"


def test_a_person_who_signed_out_meanwhile_is_not_connected(app):
    ann = app.test_client()
    sign_in(ann, base_url=HERE)
    address = go_to_spotify(ann)
    ann.delete(f"{ACCOUNT}/session", base_url=HERE)
    assert come_back(ann, address) == "expired"


def test_a_refusal_is_shown_and_without_spotify_it_says_so(app, connect, monkeypatch):
    connect("Ann")
    client = app.test_client()
    address = go_to_spotify(client)
    state = parse_qs(urlsplit(address).query)["state"][0]
    refusal = f"{HERE}{BEGIN}/callback?error=access_denied&state={state}"
    assert come_back(client, refusal) == "refused"
    address = go_to_spotify(client)
    monkeypatch.setitem(app.config, "SPOTIFY_ACCOUNTS", "http://127.0.0.1:1")
    assert come_back(client, address) == "unavailable"


def test_it_is_off_without_a_client_id_or_by_the_setting(app, monkeypatch):
    client = app.test_client()
    assert client.get(ACCOUNT, base_url=HERE).json["has_spotify_sign_in"] is True
    monkeypatch.setattr(settings(), "spotify_sign_in", "off")
    assert client.post(BEGIN, json={}, base_url=HERE).status_code == 404
    monkeypatch.setattr(settings(), "spotify_sign_in", "known")
    monkeypatch.setattr(settings(), "spotify_client_id", None)
    assert client.post(BEGIN, json={}, base_url=HERE).status_code == 404
    assert client.get(ACCOUNT, base_url=HERE).json["has_spotify_sign_in"] is False


@pytest.mark.parametrize(
    ("base", "status"),
    [("http://localhost:8000", 409), ("http://127.0.0.1:8000", 200), ("http://[::1]:8000", 200),
     ("https://localhost", 200), ("http://192.168.1.20:8000", 409)],
)  # fmt: skip
def test_spotify_takes_nobody_back_without_https_but_to_the_loopback_address(app, base, status):
    assert app.test_client().post(BEGIN, json={}, base_url=base).status_code == status


def test_no_code_no_token_and_no_verifier_is_logged_or_stored(
    app, spotify_app, connect, caplog, capsys, execute
):
    connect("Ann")
    client = app.test_client()
    with caplog.at_level(logging.DEBUG):
        address = go_to_spotify(client)
        come_back(client, address)
    secrets = [*spotify_app.config["TOKENS"].issued, parse_qs(urlsplit(address).query)["state"][0]]
    ours = [record for record in caplog.records if not record.name.startswith("urllib3")]
    printed = capsys.readouterr()
    rows = execute("select to_jsonb(accounts)::text from app.accounts").fetchall()
    everything = printed.out + printed.err + str(rows) + str([r.getMessage() for r in ours])
    assert not [secret for secret in secrets if secret in everything]
