"""spotipy with its faults taken away: one call in, one body of the right shape or one error out.

What it does badly by itself: it sleeps through a `Retry-After` of a day, turns repeated 500s
into a 429, returns None for a body that is no JSON, and breaks on error bodies of another shape.
It never does so with a plain `requests.Session` of our own, to which it adds no retries.
https://developer.spotify.com/documentation/web-api/concepts/rate-limits
"""

import logging
import random
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import requests
import spotipy

from segue.errors import Deferred, SegueError

TRIES = 3
LONGEST_WAIT_S = 30.0
FIRST_PAUSE_S = 0.5
TIMEOUT_S = 15
Body = dict[str, Any]
log = logging.getLogger(__name__)


class SpotifyError(SegueError):
    """Spotify did not answer as its interface says."""


class Forbidden(SpotifyError):
    """The app or the user may not read it."""


class NotFound(SpotifyError):
    """There is no such thing."""


class LoginNeeded(SpotifyError):
    """The permission has ended."""


class RateLimited(SpotifyError, Deferred):
    """No more may be asked for a long time; `resume_at` says until when."""

    exit_code = Deferred.exit_code

    def __init__(self, message: str, resume_at: datetime) -> None:
        super().__init__(message)
        self.resume_at = resume_at


class SpotifyClient:
    """Reads through spotipy; waits out short limits, tries faults again, gives up on long ones."""

    def __init__(
        self, spotify: spotipy.Spotify, *, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self.spotify, self._sleep = spotify, sleep
        self.number_of_requests = 0

    def read(self, call: Callable[..., Any], *arguments: Any, **options: Any) -> Body:
        """Return the JSON object that `call`, a method of spotipy's, is answered with.

        Raises
        ------
        Forbidden, NotFound, LoginNeeded, RateLimited, SpotifyError
        """
        name = getattr(call, "__name__", "request")
        for attempt in range(1, TRIES + 1):
            self.number_of_requests += 1
            try:
                body = call(*arguments, **options)
            except spotipy.SpotifyOauthError as error:
                raise LoginNeeded(
                    f"expected a token from Spotify, met {error.error or error}; log in again"
                ) from error
            except spotipy.SpotifyException as error:
                pause = _pause_for(error, name, attempt)
            except (requests.RequestException, AttributeError, TypeError) as error:
                # the last two are what spotipy raises where a body has another shape
                pause = _pause_or_raise(f"a failed request ({error})", name, attempt, error)
            else:
                if isinstance(body, Mapping):
                    return dict(body)
                pause = _pause_or_raise("a body that is no JSON object", name, attempt, None)
            log.warning("%s: trying again in %.1f s", name, pause)
            self._sleep(pause)
        raise AssertionError("the last try returns or raises")

    def items(
        self, call: Callable[..., Any], *arguments: Any, **options: Any
    ) -> Iterator[Mapping[str, Any]]:
        """Yield the items of a paged answer, following `next`; a null item is given as `{}`."""
        page = self.read(call, *arguments, **options)
        while True:
            items = page.get("items")
            if not isinstance(items, list):
                name = getattr(call, "__name__", "request")
                raise SpotifyError(
                    f"expected a page with `items` from {name}, met {sorted(page)[:8]}; try later"
                )
            yield from (item if isinstance(item, Mapping) else {} for item in items)
            if not page.get("next"):
                return
            page = self.read(self.spotify.next, page)


def connect(
    auth_manager: Any, session: requests.Session, prefix: str | None = None
) -> SpotifyClient:
    """Return a client; `prefix` is another server's address, for the demo and for tests."""
    # at DEBUG spotipy writes tokens into the log, and what it calls errors is told here
    logging.getLogger("spotipy").setLevel(logging.CRITICAL)
    # it warns of each endpoint that is closed to new apps; the answer says so anyway
    warnings.filterwarnings("ignore", ".*deprecated by Spotify", DeprecationWarning)
    spotify = spotipy.Spotify(
        auth_manager=auth_manager, requests_session=session, requests_timeout=TIMEOUT_S
    )
    if prefix is not None:
        spotify.prefix = prefix
    return SpotifyClient(spotify)


def _pause_for(error: spotipy.SpotifyException, name: str, attempt: int) -> float:
    """Return how long to wait before trying again, or raise what the status means."""
    status, message = error.http_status, " ".join(str(error.msg).split())
    met = f"{status} ({message[-200:]})"
    if status == 401:
        raise LoginNeeded(f"expected {name} to be permitted, met {met}; log in again") from error
    if status == 403:
        raise Forbidden(f"expected {name} to be permitted, met {met}") from error
    if status == 404:
        raise NotFound(f"expected {name} to find something, met {met}") from error
    if status == 429:
        wait = _retry_after(error.headers or {})
        if error.reason != "QUOTA_EXCEEDED" and wait <= LONGEST_WAIT_S and attempt < TRIES:
            return wait
        resume_at = datetime.now(UTC) + timedelta(seconds=wait)
        raise RateLimited(
            f"expected {name} to be answered, met a limit of Spotify's; "
            f"run it again after {resume_at:%Y-%m-%d %H:%M:%S} UTC",
            resume_at,
        ) from error
    if status is not None and status >= 500:
        return _pause_or_raise(met, name, attempt, error)
    raise SpotifyError(f"expected {name} to be answered, met {met}") from error


def _pause_or_raise(met: str, name: str, attempt: int, error: Exception | None) -> float:
    if attempt == TRIES:
        raise SpotifyError(
            f"expected {name} to be answered, met {met} in {TRIES} tries; try later"
        ) from error
    return FIRST_PAUSE_S * 2**attempt * random.uniform(0.5, 1.0)  # noqa: S311 - no secret


def _retry_after(headers: Mapping[str, str]) -> float:
    """Return the seconds to wait: given as a number or as a date, or a cautious guess."""
    text = next((value for name, value in headers.items() if name.lower() == "retry-after"), "")
    if text.isdigit():
        return float(text)
    try:
        return max(0.0, (parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return LONGEST_WAIT_S
