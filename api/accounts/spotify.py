"""Sign-in with Spotify: an authorisation code with PKCE, for the id of the user alone.

Segue keeps the id and no token. The state and the verifier wait in a signed cookie of the browser
that began, so that nobody else can end it. Spotify takes the browser back over HTTPS, or over HTTP
to 127.0.0.1; never to `localhost`. (spotipy's PKCE writes tokens into its log.)
https://developer.spotify.com/documentation/web-api/tutorials/code-pkce-flow
"""

import base64
import hashlib
import secrets
from dataclasses import asdict, dataclass
from typing import Any, Literal
from urllib.parse import urlencode

import requests
from flask import current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from api.http.problems import raise_problem
from api.http.telemetry import log
from segue.settings import settings

COOKIE = "segue_spotify"
WITHIN_S = 600
TIMEOUT_S = 10
CALLBACK = "/api/v1/account/spotify/callback"
SPOTIFY_SETTINGS: dict[str, Any] = {
    "SPOTIFY_ACCOUNTS": "https://accounts.spotify.com",
    "SPOTIFY_API": "https://api.spotify.com",
}

Reason = Literal["expired", "refused", "unavailable", "unknown", "taken"]


@dataclass(frozen=True)
class Attempt:
    """What the browser that began a sign-in remembers."""

    state: str
    verifier: str
    take_over: bool
    account_id: str | None  # that of a person who was signed in: to be connected with Spotify


def can_sign_in() -> bool:
    """Return whether the settings have a client id, and do not turn the sign-in off."""
    return bool(settings().spotify_client_id) and settings().spotify_sign_in != "off"


def begin(take_over: bool, account_id: str | None) -> tuple[str, Attempt]:
    """Return the address of Spotify's page, and what the browser has to remember."""
    _check_can_begin()
    attempt = Attempt(secrets.token_urlsafe(32), secrets.token_urlsafe(64), take_over, account_id)
    digest = hashlib.sha256(attempt.verifier.encode()).digest()
    query = {
        "client_id": settings().spotify_client_id,
        "response_type": "code",
        "redirect_uri": redirect_uri(),
        "state": attempt.state,
        "code_challenge_method": "S256",
        "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
    }
    return f"{current_app.config['SPOTIFY_ACCOUNTS']}/authorize?{urlencode(query)}", attempt


def remember(response: Response, attempt: Attempt | None) -> None:
    """Give the browser what it has to remember, or take it away."""
    response.set_cookie(
        COOKIE,
        _serializer().dumps(asdict(attempt)) if attempt else "",
        max_age=WITHIN_S if attempt else 0,
        path=f"{request.script_root}{CALLBACK}",
        httponly=True,
        samesite="Lax",
        secure=request.is_secure,
    )


class SpotifySignInError(Exception):
    """Why a sign-in failed after Spotify's page, as one word for the app."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


def finish(code: str | None, state: str | None) -> tuple[Attempt, str, str]:
    """Return the attempt, and the id and the name of the Spotify user who has permitted it."""
    attempt = _remembered()
    # as bytes: of texts it compares ASCII only
    if attempt is None or not secrets.compare_digest(attempt.state.encode(), _bytes(state)):
        raise SpotifySignInError("expired")
    if not code:
        raise SpotifySignInError("refused")
    user = _fetch_user(_exchange(code, attempt.verifier))
    user_id = user.get("account_id") or user.get("id")  # the first is meant for linking accounts
    if not isinstance(user_id, str) or not user_id:
        raise SpotifySignInError("unavailable")
    return attempt, user_id, str(user.get("display_name") or user_id)


def _bytes(text: str | None) -> bytes:
    return (text or "").encode("utf-8", "surrogatepass")


def redirect_uri() -> str:
    """Return the address to which Spotify takes the browser back; the app there must have it."""
    return f"{request.url_root.rstrip('/')}{CALLBACK}"


def _check_can_begin() -> None:
    if not can_sign_in():
        raise_problem(
            404,
            "expected a client id of Spotify in SPOTIPY_CLIENT_ID, got none or "
            "SEGUE_SPOTIFY_SIGN_IN=off; sign in with a password",
        )
    host = request.host.rpartition(":")[0] or request.host
    if not request.is_secure and host not in ("127.0.0.1", "[::1]"):
        raise_problem(
            409,
            f"expected HTTPS or the host 127.0.0.1, got {request.host}, to which Spotify takes no "
            "browser back; open the app there",
        )


def _exchange(code: str, verifier: str) -> str:
    body = _call(
        "POST",
        f"{current_app.config['SPOTIFY_ACCOUNTS']}/api/token",
        data={
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri(),
            "client_id": settings().spotify_client_id,
            "code_verifier": verifier,
        },
    )
    token = body.get("access_token")
    if not isinstance(token, str):
        raise SpotifySignInError("unavailable")
    return token


def _fetch_user(token: str) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {token}"}
    return _call("GET", f"{current_app.config['SPOTIFY_API']}/v1/me", headers=headers)


def _call(method: str, url: str, **more: Any) -> dict[str, Any]:
    """Return the body of a response; the log gets its status alone, as bodies have secrets."""
    try:
        answer = requests.request(method, url, timeout=TIMEOUT_S, allow_redirects=False, **more)
        body = answer.json() if answer.status_code == 200 else None
    except (requests.RequestException, ValueError) as error:
        log().warning("spotify", got=type(error).__name__)
        raise SpotifySignInError("unavailable") from None
    if answer.status_code in (400, 403):
        raise SpotifySignInError("refused")
    if not isinstance(body, dict):
        log().warning("spotify", got=answer.status_code)
        raise SpotifySignInError("unavailable")
    return body


def _remembered() -> Attempt | None:
    try:
        return Attempt(**_serializer().loads(request.cookies.get(COOKIE, ""), max_age=WITHIN_S))
    except (BadSignature, TypeError):
        return None


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt=COOKIE)
