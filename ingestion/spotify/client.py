"""Client around spotipy: a call returns one body of the right shape, or raises one error.

What spotipy does badly by itself: it sleeps through a `Retry-After` of a day, turns repeated 500s
into a 429, returns None for a body that is no JSON, and breaks on error bodies of another shape.
It never does so with a plain `requests.Session` of our own, to which it adds no retries.
https://developer.spotify.com/documentation/web-api/concepts/rate-limits
"""

import json
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import requests
import spotipy

from ingestion.http.budget import EVERYTHING, Budget, Journal, NoJournal, bucket_of
from ingestion.http.errors import (
    ApiError,
    IncompleteList,
    ListChanged,
    LoginNeeded,
    RateLimited,
    TransientError,
)
from ingestion.http.retry import call_with_retries, instant_after
from ingestion.spotify.endpoints import PATHS
from ingestion.spotify.error_mapping import LimitReached, TokenExpired, map_error, map_login_error
from ingestion.spotify.logging import silence_spotipy
from ingestion.spotify.pages import Body, Check, IsEnough, PageEnd
from segue.response_limits import limit_responses

TIMEOUT_S = 15.0
MOST_PAGES = 10_000
# the last three are what spotipy raises where a body has another shape
BAD_BODY_ERRORS = (requests.RequestException, AttributeError, TypeError, KeyError)


class SpotifyClient:
    """Reads through spotipy; waits out short limits, tries faults again, gives up on long ones."""

    def __init__(
        self, spotify: spotipy.Spotify, *, budget: Budget | None = None,
        journal: Journal | None = None, sleep: Callable[[float], None] = time.sleep,
    ) -> None:  # fmt: skip
        self.spotify, self._sleep = spotify, sleep
        self._budget, self.journal = budget or Budget(), journal or NoJournal()
        self.number_of_requests = 0

    def read(
        self, call: Callable[..., Any], *arguments: Any, check: Check | None = None, **options: Any
    ) -> Body:
        """Return the JSON object that `call`, a method of spotipy's, is answered with.

        `check` says what is wrong with a body of another shape; that is a fault like any other.

        Raises
        ------
        Forbidden, NotFound, LoginNeeded, RateLimited, ApiError
        """
        request = self.request_key(call, *arguments, **options)
        stored = self.journal.find(request)
        if stored is not None:
            return stored
        name = getattr(call, "__name__", "request")
        body = call_with_retries(
            partial(self._try_once, name, check, call, *arguments, **options), name, self._sleep,
            lambda pause: self._limited(_bucket(name, arguments), pause, name),
        )  # fmt: skip
        self.journal.keep(request, body)
        return body

    def pages(
        self, call: Callable[..., Any], *arguments: Any, is_steady: bool = False,
        is_enough: IsEnough | None = None, **options: Any,
    ) -> Iterator[Body]:  # fmt: skip
        """Yield the pages of an answer, following `next`.

        A list may end before its `total` only if `is_enough` says so.

        Raises
        ------
        ListChanged
            If the list is to be steady and its `total` changed on the way; its pages are
            forgotten by the journal.
        """
        end, keys = PageEnd(is_enough), [self.request_key(call, *arguments, **options)]
        with self._drop_on_change(end, keys):
            first = self.read(call, *arguments, check=end.check, **options)
            yield first
            yield from self._read_following(first, keys, end, is_steady)

    def pages_after(self, page: Mapping[str, Any]) -> Iterator[Body]:
        """Yield the pages that follow one which came embedded in another body."""
        end, keys = PageEnd(None), list[str]()
        with self._drop_on_change(end, keys):
            yield from self._read_following(page, keys, end, is_steady=False)

    def _read_following(
        self, first: Mapping[str, Any], keys: list[str], end: PageEnd, is_steady: bool
    ) -> Iterator[Body]:
        page = first
        while page.get("next"):
            end.number += len(page["items"])
            following = {"next": self._check_address(page["next"])}
            key = self.request_key(self.spotify.next, following)
            if key in keys or len(keys) >= MOST_PAGES:
                raise IncompleteList(f"expected a page not got yet, got {key} again; try later")
            keys.append(key)
            page = self.read(self.spotify.next, following, check=end.check)
            if is_steady and page.get("total") != first.get("total"):
                raise ListChanged(key)
            yield page

    @contextmanager
    def _drop_on_change(self, end: PageEnd, keys: list[str]) -> Iterator[None]:
        """Forget the pages of a list where one of them is not what the list is now."""
        try:
            yield
        except (ListChanged, IncompleteList):
            self.journal.drop(keys)
            raise
        except ApiError as fault:
            if end.is_early and type(fault) is ApiError:
                self.journal.drop(keys)
                raise IncompleteList(str(fault)) from fault
            raise

    def _check_address(self, address: str) -> str:
        """Return the address of a next page, if it is one that the token may be sent to."""
        if not address.startswith(self.spotify.prefix):
            raise IncompleteList(
                f"expected the next page below {self.spotify.prefix}, got {address}; try later"
            )
        return address

    def request_key(self, call: Callable[..., Any], *arguments: Any, **options: Any) -> str:
        """Return the name under which the journal keeps this answer."""
        name = getattr(call, "__name__", "request")
        if name == "next":
            parts = urlsplit(arguments[0]["next"])
            return f"next {parts.path}?{parts.query}"
        return f"{name} {json.dumps([arguments, options], sort_keys=True)}"

    def _try_once(
        self, name: str, check: Check | None, call: Callable[..., Any], *arguments: Any,
        **options: Any,
    ) -> Body:  # fmt: skip
        bucket = _bucket(name, arguments)
        try:
            try:
                body = self._request(name, bucket, call, *arguments, **options)
            except TokenExpired as expired:
                if not self._renew():
                    raise _login_needed(name, expired) from expired
                body = self._request(name, bucket, call, *arguments, **options)
        except TokenExpired as expired:
            raise _login_needed(name, expired) from expired
        except LimitReached as limit:
            self._budget.defer(
                bucket if limit.is_quota else EVERYTHING, limit.resume_at, str(limit)
            )
            raise RateLimited(str(limit), limit.resume_at) from limit
        wrong = check(body) if check else None
        if wrong:
            raise TransientError(f"another shape ({wrong})")
        return body

    def _request(
        self, name: str, bucket: str, call: Callable[..., Any], *arguments: Any, **options: Any
    ) -> Body:
        self._budget.take(bucket)
        self.number_of_requests += 1
        with _mapped_errors(name):
            body = call(*arguments, **options)
        if not isinstance(body, Mapping):
            raise TransientError("a body that is no JSON object")
        return dict(body)

    def _renew(self) -> bool:
        """Ask the login for a new token, if it can give one."""
        renew = getattr(self.spotify.auth_manager, "renew", None)
        if renew is None:
            return False
        with _mapped_errors("a token"):
            renew()
        return True

    def _limited(self, bucket: str, wait: float, name: str) -> RateLimited:
        reason = f"a limit of Spotify's for {name} that did not end"
        limit = LimitReached(reason, instant_after(wait), True)
        self._budget.defer(bucket, limit.resume_at, str(limit))
        return RateLimited(str(limit), limit.resume_at)


def connect(
    auth_manager: Any, session: requests.Session, prefix: str | None = None, **options: Any
) -> SpotifyClient:
    """Return a client; `prefix` is another server's address, for the demo and for tests."""
    silence_spotipy()
    limit_responses(session)
    # it warns of each endpoint that is closed to new apps; the answer says so anyway
    warnings.filterwarnings("ignore", ".*deprecated by Spotify", DeprecationWarning)
    spotify = spotipy.Spotify(
        auth_manager=auth_manager, requests_session=session, requests_timeout=TIMEOUT_S
    )
    if prefix is not None:
        spotify.prefix = prefix
    return SpotifyClient(spotify, **options)


@contextmanager
def _mapped_errors(name: str) -> Iterator[None]:
    """Raise our error in place of one of spotipy's at the request `name`."""
    try:
        yield
    except spotipy.SpotifyOauthError as error:
        raise map_login_error(error) from error
    except spotipy.SpotifyException as error:
        raise map_error(error, name) from error
    except BAD_BODY_ERRORS as error:
        raise TransientError(f"a failed request ({type(error).__name__}: {error})") from error


def _bucket(name: str, arguments: tuple[Any, ...]) -> str:
    return bucket_of(arguments[0]["next"]) if name == "next" else PATHS.get(name, name)


def _login_needed(name: str, expired: TokenExpired) -> LoginNeeded:
    return LoginNeeded(f"expected {name} to be permitted, got {expired}; log in again")
