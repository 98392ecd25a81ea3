"""Mapping of spotipy's errors to ours: refusal, absence, limit, or transient fault."""

from datetime import datetime

import requests
import spotipy

from ingestion.http.errors import ApiError, Forbidden, LoginNeeded, NotFound, TransientError
from ingestion.http.retry import LONGEST_WAIT_S, instant_after, seconds_to_wait

# https://datatracker.ietf.org/doc/html/rfc6749#section-5.2
REFUSED_LOGINS = frozenset({
    "invalid_grant", "invalid_client", "unauthorized_client", "access_denied", "invalid_request",
    "invalid_scope", "unsupported_grant_type",
})  # fmt: skip


class LimitReached(Exception):
    """A limit that is too long to wait for; `is_quota` if it concerns one kind of endpoint only."""

    def __init__(self, got: str, resume_at: datetime, is_quota: bool) -> None:
        super().__init__(got)
        self.resume_at, self.is_quota = resume_at, is_quota


class TokenExpired(Exception):
    """The token is not accepted any more; a new one may be."""


def map_error(error: spotipy.SpotifyException, name: str) -> Exception:
    """Return our error for an answer of another status than 200 to the request `name`."""
    # spotipy puts the address before what the server says
    status, message = error.http_status, " ".join(str(error.msg).rpartition(":\n")[2].split())
    got = f"{status} ({message[:200]})"
    if status == 401:
        return TokenExpired(got)
    if status == 403:
        return Forbidden(f"expected {name} to be permitted, got {got}")
    if status in (404, 410):
        return NotFound(f"expected {name} to find something, got {got}")
    if status == 429:
        is_quota = error.reason == "QUOTA_EXCEEDED"
        return _limit(name, seconds_to_wait(error.headers or {}), is_quota=is_quota)
    if status is None or status >= 500:
        return TransientError(got)
    return ApiError(f"expected {name} to answer, got {got}; report it with this line")


def map_login_error(error: spotipy.SpotifyOauthError) -> Exception:
    """Return our error for a failed token request: the login ended, or a transient fault."""
    if isinstance(error.error, str) and error.error in REFUSED_LOGINS:
        return LoginNeeded(f"expected a token from Spotify, got {error.error}; log in again")
    # spotipy does not give the status, but the error under it does
    answer = getattr(error.__cause__ or error.__context__, "response", None)
    if isinstance(answer, requests.Response) and answer.status_code == 429:
        return _limit("a token", seconds_to_wait(answer.headers), is_quota=False)
    return TransientError("no token from Spotify's server of tokens")


def _limit(name: str, wait: float, *, is_quota: bool) -> Exception:
    if not is_quota and wait <= LONGEST_WAIT_S:
        return TransientError("429 (too many requests)", wait)
    got = "a spent quota" if is_quota else "a long limit"
    return LimitReached(f"{got} of Spotify's for {name}", instant_after(wait), is_quota)
