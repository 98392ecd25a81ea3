"""Signing in with PKCE against the Spotify-shaped server; what is kept, and what is never told."""

import logging
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import requests
from flask import Flask

import ingestion.spotify
from ingestion.demo.generator import generate_catalogue
from ingestion.demo.server import serve_app
from ingestion.http.errors import LoginNeeded
from ingestion.spotify.client import connect
from ingestion.spotify.oauth import Login
from ingestion.spotify.tokens import StoredTokens
from segue.errors import SegueError, WrongUsage
from segue.settings import settings
from tests.ingestion.servers.spotify import create_server_app


@pytest.fixture
def app() -> Flask:
    return create_server_app(generate_catalogue(), "dev")


@pytest.fixture
def address(app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    monkeypatch.setattr(settings(), "home", tmp_path)
    monkeypatch.setattr(settings(), "spotify_client_id", "an-app")
    with serve_app(app) as found:
        yield found


@pytest.fixture
def tokens_connection(database_url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("delete from app.spotify_tokens")
        yield connection
        connection.execute("delete from app.spotify_tokens")


@pytest.fixture
def sign_in(
    address: str, database_url: str, tokens_connection: psycopg.Connection
) -> Callable[..., list[str]]:
    """Return a function that logs in by pasting, as on a machine without a browser."""

    def paste_address(change: Callable[[str], str] = lambda text: text) -> list[str]:
        messages: list[str] = []

        def paste(_: str) -> str:
            where = messages[0].splitlines()[-1]
            answer = requests.get(where, allow_redirects=False, timeout=5)
            return change(answer.headers["Location"])

        ingestion.spotify.login(database_url, paste=paste, say=messages.append, accounts=address)
        return messages

    return paste_address


def client_of(
    address: str, tokens_connection: psycopg.Connection, session: requests.Session
) -> Any:
    return connect(
        Login.from_database(tokens_connection, session, address),
        session,
        f"{address}/v1/",
        sleep=lambda _: None,
    )


def test_a_pasted_address_signs_in_and_the_token_is_used(sign_in, address, tokens_connection):
    messages = sign_in()
    assert "http%3A%2F%2F127.0.0.1%3A" in messages[0]
    assert "code_challenge_method=S256" in messages[0]
    with requests.Session() as session:
        client = client_of(address, tokens_connection, session)
        assert client.read(client.spotify.current_user)["id"] == "demo_listener"


def test_a_browser_that_comes_back_to_the_loopback_address_signs_in(
    address, database_url, tokens_connection
):
    ingestion.spotify.login(
        database_url, say=lambda _: None, accounts=address, port=18_898,
        open_browser=lambda where: requests.get(where, timeout=5), wait_s=5,
    )  # fmt: skip
    assert StoredTokens(tokens_connection).get_cached_token()


def test_the_token_is_encrypted_and_only_its_owner_may_read_the_key(sign_in, tokens_connection):
    sign_in()
    token = StoredTokens(tokens_connection).get_cached_token()
    assert token
    [(stored,)] = tokens_connection.execute("select token from app.spotify_tokens").fetchall()
    assert token["access_token"].encode() not in bytes(stored)
    assert token["refresh_token"].encode() not in bytes(stored)
    key = settings().home / "token_key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    key.chmod(0o644)
    with pytest.raises(SegueError, match="chmod 600"):
        StoredTokens(tokens_connection).get_cached_token()


def test_another_key_asks_for_a_login(sign_in, tokens_connection):
    sign_in()
    (settings().home / "token_key").unlink()
    with pytest.raises(LoginNeeded, match="got another; set SEGUE_TOKEN_KEY to it, or log in"):
        StoredTokens(tokens_connection).get_cached_token()


def test_tokens_are_never_logged(sign_in, address, tokens_connection, caplog):
    with caplog.at_level(logging.DEBUG), requests.Session() as session:
        client = client_of(address, tokens_connection, session)
        logging.getLogger("spotipy").setLevel(logging.CRITICAL)
        sign_in()
        first = StoredTokens(tokens_connection).get_cached_token()
        client.read(client.spotify.current_user)
        client.spotify.auth_manager.renew()
        second = StoredTokens(tokens_connection).get_cached_token()
    assert first and second and first != second
    for token in (first, second):
        for name in ("access_token", "refresh_token"):
            assert token[name] not in caplog.text


def test_an_expired_token_is_renewed_and_the_new_one_kept(sign_in, app, address, tokens_connection):
    sign_in()
    before = StoredTokens(tokens_connection).get_cached_token()
    app.config["TOKENS"].expire()
    with requests.Session() as session:
        client = client_of(address, tokens_connection, session)
        client.read(client.spotify.current_user)
        assert client.number_of_requests == 2
    assert StoredTokens(tokens_connection).get_cached_token() != before


def test_a_login_that_spotify_ended_asks_for_another_and_is_deleted(
    sign_in, app, address, tokens_connection
):
    sign_in()
    app.config["TOKENS"].revoke()
    with requests.Session() as session:
        client = client_of(address, tokens_connection, session)
        with pytest.raises(LoginNeeded, match="got invalid_grant; log in again"):
            client.read(client.spotify.current_user)
    assert tokens_connection.execute("select count(*) from app.spotify_tokens").fetchone() == (0,)


def test_without_a_login_the_source_asks_for_one(address, database_url, tokens_connection):
    with pytest.raises(LoginNeeded, match="expected a login to Spotify, got none"):
        ingestion.run("spotify", [], database_url)


@pytest.mark.parametrize(
    ("change", "got"),
    [
        (lambda text: text.replace("state=", "state=x"), "got another"),
        (lambda text: text.split("?")[0], "got another"),
        (lambda text: text.split("?")[0] + "?error=access_denied", "got access_denied"),
        (lambda text: text.replace("code=", "code=x"), "got invalid_grant"),
    ],
)
def test_an_answer_that_permits_nothing_keeps_nothing(change, got, sign_in, tokens_connection):
    with pytest.raises(LoginNeeded, match=got):
        sign_in(change)
    assert tokens_connection.execute("select count(*) from app.spotify_tokens").fetchone() == (0,)


def test_without_a_client_id_nothing_is_begun(address, database_url, monkeypatch):
    monkeypatch.setattr(settings(), "spotify_client_id", None)
    with pytest.raises(WrongUsage, match="SPOTIPY_CLIENT_ID"):
        ingestion.spotify.login(database_url, say=lambda _: None, paste=str)
