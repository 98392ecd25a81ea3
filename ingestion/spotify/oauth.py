"""Signing in to Spotify: PKCE on a loopback address, or by pasting the address it led to.

Spotify takes plain HTTP back only at 127.0.0.1, and ends every login after six months.
https://developer.spotify.com/documentation/web-api/tutorials/code-pkce-flow
"""

import secrets
import webbrowser
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import parse_qs, urlsplit

import psycopg
import requests
import spotipy
from spotipy.oauth2 import SpotifyPKCE

from ingestion.http.errors import LoginNeeded
from ingestion.spotify.client import BAD_BODY_ERRORS, TIMEOUT_S
from ingestion.spotify.endpoints import SCOPES, WRITE_SCOPES
from ingestion.spotify.error_mapping import map_login_error
from ingestion.spotify.logging import silence_spotipy
from ingestion.spotify.loopback import Loopback
from ingestion.spotify.tokens import StoredTokens
from segue.connection import open_connection
from segue.errors import SegueError, WrongUsage
from segue.settings import settings

ACCOUNTS = "https://accounts.spotify.com"
Ask = Callable[[str], str]


class Login:
    """Gives spotipy the stored token, renewed when it is old; never asks a person."""

    def __init__(self, pkce: SpotifyPKCE) -> None:
        self._pkce, self._tokens = pkce, pkce.cache_handler

    @classmethod
    def from_database(
        cls, connection: psycopg.Connection, session: requests.Session, accounts: str = ACCOUNTS
    ) -> "Login":
        """Return the login that `login` made."""
        return cls(_pkce(connection, session, accounts))

    def get_access_token(self, **_: Any) -> str:
        """Return a token that is not known to be too old."""
        found = self._load_token()
        if self._pkce.is_token_expired(found):
            found = self.renew()
        return str(found["access_token"])

    def renew(self) -> dict[str, Any]:
        """Get a new token; where Spotify ended the login, the old one is deleted."""
        try:
            renewed: dict[str, Any] = self._pkce.refresh_access_token(
                self._load_token()["refresh_token"]
            )
        except spotipy.SpotifyOauthError as error:
            if error.error == "invalid_grant":
                self._tokens.forget()
            raise
        return renewed

    def _load_token(self) -> dict[str, Any]:
        found: dict[str, Any] | None = self._tokens.get_cached_token()
        if found is None:
            raise LoginNeeded("expected a login to Spotify, got none; log in to Spotify first")
        return found


def login(
    url: str, *, client_id: str | None = None, paste: Ask | None = None,
    say: Callable[[str], object], port: int | None = None,
    open_browser: Callable[[str], object] = webbrowser.open, accounts: str = ACCOUNTS,
    wait_s: float = 300, may_write: bool = False,
) -> None:  # fmt: skip
    """Sign in to Spotify and keep the token in the database at `url`.

    Without `paste` a browser is opened and a loopback server waits for it to come back; with it,
    the person opens the address anywhere and pastes the address that the browser ended at. With
    `may_write` the permission to make playlists is asked for, too.

    Raises
    ------
    WrongUsage
        If there is no client id.
    LoginNeeded
        If the permission was not given.
    """
    redirect_port = port or settings().spotify_redirect_port
    state = secrets.token_urlsafe(24)
    with requests.Session() as session, open_connection(url, autocommit=True) as connection:
        scopes = (*SCOPES, *WRITE_SCOPES) if may_write else SCOPES
        pkce = _pkce(connection, session, accounts, client_id, redirect_port, scopes)
        address = pkce.get_authorize_url(state)
        if paste is not None:
            say(f"open this address, permit, and copy the address you are led to:\n{address}")
            answer = paste("the address you were led to: ").strip()
        else:
            with Loopback(redirect_port) as loopback:
                say(f"opening a browser; if none opens, go to:\n{address}")
                open_browser(address)
                answer = loopback.wait(wait_s)
        _exchange(pkce, _code(answer, state))
        _forget_refusals(connection)


def _pkce(
    connection: psycopg.Connection, session: requests.Session, accounts: str,
    client_id: str | None = None, port: int | None = None, scopes: Sequence[str] = SCOPES,
) -> SpotifyPKCE:  # fmt: skip
    app_id = client_id or settings().spotify_client_id
    if not app_id:
        raise WrongUsage(
            "expected the client id of your Spotify app in SPOTIPY_CLIENT_ID, got none; "
            "make an app at https://developer.spotify.com/dashboard and set it"
        )
    silence_spotipy()
    pkce = SpotifyPKCE(
        client_id=app_id,
        redirect_uri=f"http://127.0.0.1:{port or settings().spotify_redirect_port}/callback",
        scope=" ".join(scopes), requests_session=session, requests_timeout=TIMEOUT_S,
        open_browser=False, cache_handler=StoredTokens(connection),
    )  # fmt: skip
    pkce.OAUTH_AUTHORIZE_URL = f"{accounts}/authorize"
    pkce.OAUTH_TOKEN_URL = f"{accounts}/api/token"
    return pkce


def _code(answer: str, state: str) -> str:
    """Return the code in the address that Spotify led to, if it answers this very question."""
    parameters = parse_qs(urlsplit(answer).query)
    if "error" in parameters:
        raise LoginNeeded(
            f"expected Spotify's permission, got {parameters['error'][0]}; log in again and permit"
        )
    if parameters.get("state") != [state] or "code" not in parameters:
        raise LoginNeeded(
            "expected the address that Spotify led to, with its code and state, got another; "
            "log in again and copy all of it"
        )
    return parameters["code"][0]


def _exchange(pkce: SpotifyPKCE, code: str) -> None:
    try:
        pkce.get_access_token(code=code, check_cache=False)
    except spotipy.SpotifyOauthError as error:
        mapped = map_login_error(error)
        if isinstance(mapped, LoginNeeded):
            raise mapped from error
        raise _unanswered(str(mapped)) from error
    except BAD_BODY_ERRORS as error:
        raise _unanswered(type(error).__name__) from error


def _unanswered(got: str) -> SegueError:
    return SegueError(f"expected Spotify's server of tokens to answer, got {got}; try later")


def _forget_refusals(connection: psycopg.Connection) -> None:
    """Ask anew for what was refused: another app or account may be permitted it."""
    row = connection.execute("select to_regclass('raw._api_entities') is not null").fetchone()
    if row == (True,):
        connection.execute("delete from raw._api_entities where status = 'forbidden'")
