"""What an error of spotipy's means: a refusal, an absence, a limit, or a fault that may pass."""

from datetime import datetime

import requests
import spotipy

from ingestion.http.errors import Forbidden, LoginNeeded, NotFound, Passing, SpotifyError
from ingestion.http.retry import LONGEST_WAIT_S, instant_after, seconds_to_wait

# https://datatracker.ietf.org/doc/html/rfc6749#section-5.2
REFUSED_LOGINS = frozenset({
    "invalid_grant", "invalid_client", "unauthorized_client", "access_denied", "invalid_request",
    "invalid_scope", "unsupported_grant_type",
})  # fmt: skip


class Limited(Exception):
    """A limit that is too long to wait for; `is_quota` if it concerns one kind of endpoint only."""

    def __init__(self, met: str, resume_at: datetime, is_quota: bool) -> None:
        super().__init__(met)
        self.resume_at, self.is_quota = resume_at, is_quota


class Expired(Exception):
    """The token is not accepted any more; a new one may be."""


def meaning(error: spotipy.SpotifyException, name: str) -> Exception:
    """Return what an answer of another status than 200 means for the request `name`."""
    # spotipy puts the address before what the server says
    status, message = error.http_status, " ".join(str(error.msg).rpartition(":\n")[2].split())
    met = f"{status} ({message[:200]})"
    if status == 401:
        return Expired(met)
    if status == 403:
        return Forbidden(f"expected {name} to be permitted, met {met}")
    if status in (404, 410):
        return NotFound(f"expected {name} to find something, met {met}")
    if status == 429:
        is_quota = error.reason == "QUOTA_EXCEEDED"
        return _limit(name, seconds_to_wait(error.headers or {}), is_quota=is_quota)
    if status is None or status >= 500:
        return Passing(met)
    return SpotifyError(f"expected {name} to be answered, met {met}; report it with this line")


def meaning_of_login(error: spotipy.SpotifyOauthError) -> Exception:
    """Return whether the login has ended, or only the server of tokens has a bad moment."""
    if isinstance(error.error, str) and error.error in REFUSED_LOGINS:
        return LoginNeeded(f"expected a token from Spotify, met {error.error}; log in again")
    # spotipy does not tell the status, but the error that it met does
    answer = getattr(error.__cause__ or error.__context__, "response", None)
    if isinstance(answer, requests.Response) and answer.status_code == 429:
        return _limit("a token", seconds_to_wait(answer.headers), is_quota=False)
    return Passing("no token from Spotify's server of tokens")


def _limit(name: str, wait: float, *, is_quota: bool) -> Exception:
    if not is_quota and wait <= LONGEST_WAIT_S:
        return Passing("429 (too many requests)", wait)
    met = "a spent quota" if is_quota else "a long limit"
    return Limited(f"{met} of Spotify's for {name}", instant_after(wait), is_quota)
