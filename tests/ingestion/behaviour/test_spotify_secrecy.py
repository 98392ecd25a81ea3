"""No token that Spotify's server ever gave is in a log, an output, an error or a readable row."""

import contextlib
import json
import logging
import traceback
import urllib.request
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pytest
from cryptography.fernet import Fernet
from flask import Flask
from psycopg import sql
from pydantic import SecretStr

import ingestion
import ingestion.spotify
from ingestion.demo.server import serve_app
from ingestion.http.errors import LoginNeeded
from ingestion.http.ledger import ensure_ledger
from ingestion.registry import SOURCES
from ingestion.spotify.logging import NAMES, _never
from ingestion.spotify.oauth import Login
from ingestion.spotify.tokens import StoredTokens
from segue.errors import SegueError
from segue.settings import settings
from tests.ingestion.servers.account import shrink_catalogue, source_at
from tests.ingestion.servers.faults import FaultScript, Step
from tests.ingestion.servers.spotify import create_server_app

PORT = 18_899


@pytest.fixture
def script() -> FaultScript:
    return FaultScript()


@pytest.fixture
def app(script: FaultScript) -> Flask:
    small = shrink_catalogue(saved=60, plays=20, playlists=3, saved_albums=2)
    return create_server_app(small, "dev", faults=script)


@pytest.fixture
def address(
    app: Flask, database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[str]:
    monkeypatch.setattr(settings(), "home", tmp_path)
    monkeypatch.setattr(settings(), "spotify_client_id", "an-app")
    monkeypatch.setattr(settings(), "spotify_per_day", 20)
    with serve_app(app) as found:
        source = source_at(
            found, lambda run, session: Login.from_database(run.connection, session, found)
        )
        monkeypatch.setitem(SOURCES, "spotify", source)
        ensure_ledger_of(database_url)
        yield found
    ingestion.forget("spotify", database_url)
    with psycopg.connect(database_url) as connection:  # nobody waited for these turns
        connection.execute("delete from raw._api_pace")
        connection.execute("delete from raw._api_limits")
        connection.execute("delete from raw._api_requests")


def ensure_ledger_of(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        ensure_ledger(connection)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


def browser(where: str) -> str:
    """Return where the browser is led, which logs nothing; it goes there itself if it may."""
    try:
        urllib.request.build_opener(_NoRedirect()).open(where, timeout=5)
    except urllib.error.HTTPError as led:
        with contextlib.suppress(urllib.error.URLError):
            urllib.request.urlopen(led.headers["Location"], timeout=5).close()
        return str(led.headers["Location"])
    raise AssertionError("it is led nowhere")


@pytest.fixture
def messages(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> Iterator[list[str]]:
    """Return a list of all that is output, with every logger at DEBUG."""
    levels = {name: logging.getLogger(name).level for name in logging.root.manager.loggerDict}
    for name in (*levels, *NAMES):
        logging.getLogger(name).setLevel(logging.DEBUG)
    with caplog.at_level(logging.DEBUG):
        yield []
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


@pytest.fixture
def sign_in(address: str, database_url: str) -> Callable[..., None]:
    """Return a function that logs in with a browser."""
    return partial(
        ingestion.spotify.login, database_url, say=lambda _: None, accounts=address, port=PORT,
        open_browser=browser, wait_s=5,
    )  # fmt: skip


def everything(url: str) -> str:
    """Return every row of the schemas raw and app as text."""
    with psycopg.connect(url) as connection:
        names = connection.execute(
            "select table_schema, table_name from information_schema.tables"
            " where table_schema in ('raw', 'app')"
        ).fetchall()
        return "\n".join(
            str(row)
            for name in names
            for row in connection.execute(
                sql.SQL("select t::text from {} as t").format(sql.Identifier(*name))
            )
        )


def test_no_token_is_reported_anywhere(
    app, address, sign_in, script, messages, database_url, caplog, capfd
):
    def paste(_: str) -> str:
        return browser(messages[-1].splitlines()[-1])

    def run() -> None:
        try:
            summary = ingestion.run("spotify", [], database_url)
            summary.print()
            messages.append(json.dumps(summary.as_dict(), default=str))
        except SegueError as error:
            messages.extend(["failed", *traceback.format_exception(error)])

    ingestion.spotify.login(database_url, paste=paste, say=messages.append, accounts=address)
    script.steps += [
        Step("/me/albums", "expired"), Step("/me/playlists", "half-text"),
        Step("/api/token", "error-as-list"), Step("/api/token", "not-json"),
    ]  # fmt: skip
    run()
    script.steps += [Step("/me/top/artists", "revoked")]
    run()
    assert any("invalid_grant; log in again" in line for line in messages)
    sign_in(say=messages.append)
    script.steps += [Step("/me/albums", "401", times=2)]
    run()
    script.steps += [Step("/me/tracks", "429-long")]
    run()
    printed = capfd.readouterr()
    messages += [caplog.text, printed.out, printed.err]
    output, stored = "\n".join(messages), everything(database_url)
    assert "deferred: run it again after" in output and "DEBUG" in output and "/api/token" in output
    issued = app.config["TOKENS"].issued
    assert len(issued) >= 9  # for the app, two codes, and three pairs
    for secret in issued:
        assert secret not in output
        assert secret not in stored and secret.encode().hex() not in stored


def test_spotipy_by_itself_would_tell_them(app, sign_in, messages, monkeypatch, caplog):
    monkeypatch.setattr("ingestion.spotify.oauth.silence_spotipy", lambda: None)
    for name in NAMES:
        logging.getLogger(name).removeFilter(_never)
    sign_in(say=messages.append)
    assert any(secret in caplog.text for secret in app.config["TOKENS"].issued)


def test_a_key_from_the_environment_is_used_and_no_file_is_made(sign_in, database_url, monkeypatch):
    key = Fernet.generate_key()
    monkeypatch.setattr(settings(), "token_key", SecretStr(key.decode()))
    sign_in()
    with psycopg.connect(database_url, autocommit=True) as connection:
        [(stored,)] = connection.execute("select token from app.spotify_tokens").fetchall()
        stored_token = StoredTokens(connection).get_cached_token()
        assert json.loads(Fernet(key).decrypt(bytes(stored))) == stored_token
        assert not (settings().home / "token_key").exists()
        monkeypatch.setattr(settings(), "token_key", SecretStr(Fernet.generate_key().decode()))
        with pytest.raises(LoginNeeded, match="got another; set SEGUE_TOKEN_KEY"):
            StoredTokens(connection).get_cached_token()


def test_a_key_that_is_none_is_an_error_that_does_not_tell_it(sign_in, monkeypatch):
    monkeypatch.setattr(settings(), "token_key", SecretStr("a secret of another kind"))
    with pytest.raises(SegueError, match="expected SEGUE_TOKEN_KEY to be 32 bytes") as raised:
        sign_in()
    assert "a secret of another kind" not in "".join(traceback.format_exception(raised.value))


@pytest.mark.parametrize("body", [{}, {"access_token": "x"}, {"access_token": 3}])
def test_an_answer_without_a_token_does_not_take_the_place_of_the_kept_one(
    body, sign_in, database_url
):
    sign_in()
    with psycopg.connect(database_url, autocommit=True) as connection:
        before = StoredTokens(connection).get_cached_token()
        with pytest.raises(KeyError, match="expected access_token and refresh_token"):
            StoredTokens(connection).save_token_to_cache(body)
        assert StoredTokens(connection).get_cached_token() == before
