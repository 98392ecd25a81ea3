"""Client of Last.fm's API: pages of scrobbles and of loved tracks, or an error.

What its interface does badly: an error is a number in a body whose HTTP status may be 200; a list
of one is that one; what plays now stands before every first page, without a time.
https://www.last.fm/api/show/user.getRecentTracks
"""

import time
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import requests
from pydantic import SecretStr

from ingestion.http.errors import ApiError, NotFound, RateLimited, TransientError
from ingestion.http.retry import call_with_retries, instant_after, seconds_to_wait
from ingestion.http.session import parse_json, prepare_session, request_page
from ingestion.lastfm.scrobbles import find_second, parse_count
from ingestion.load.json_values import as_object

PAGE = 200
WRONG_USER, RATE_LIMIT = 6, 29
TOO_MANY = 429
PASSING = (8, 11, 16)  # failed, offline, unavailable: "try again"
WRONG_KEY = (4, 10, 26)
PRIVATE = 17


class LastFmError(ApiError):
    """Last.fm did not answer as its interface says."""


class Page(NamedTuple):
    """Some entries, newest first, and how many pages the list has."""

    entries: list[Any]
    number_of_pages: int


class LastFm:
    """Reads one user's pages. Expects a session without retries of its own."""

    def __init__(
        self, url: str, session: requests.Session, user: str, api_key: SecretStr, *,
        sleep: Callable[[float], None] = time.sleep, timeout_s: float = 30.0,
    ) -> None:  # fmt: skip
        self._url, self._session, self._user, self._api_key = url, session, user, api_key
        self._sleep, self._timeout_s = sleep, timeout_s
        prepare_session(session, url)

    def scrobbles(self, number: int, since: int, until: int) -> Page:
        """Return a page of the scrobbles between two seconds; pages count from 1.

        Raises
        ------
        RateLimited, NotFound, LastFmError
        """

        def read() -> Page:
            bounds = {"from": since, "to": until}
            page = self._get("user.getRecentTracks", "recenttracks", number, bounds)
            seconds = [second for entry in page.entries if (second := find_second(entry))]
            if any(not since <= second <= until for second in seconds):
                raise TransientError("scrobbles of another time than requested")
            return page

        return self._try(read)

    def loved_tracks(self, number: int) -> Page:
        """Return a page of the loved tracks; pages count from 1.

        Raises
        ------
        RateLimited, NotFound, LastFmError
        """
        return self._try(lambda: self._get("user.getLovedTracks", "lovedtracks", number, {}))

    def _try(self, read: Callable[[], Page]) -> Page:
        return call_with_retries(read, "Last.fm", self._sleep, _build_limit, LastFmError)

    def _get(self, method: str, name: str, number: int, more: Mapping[str, int]) -> Page:
        query = {
            "method": method, "user": self._user, "api_key": self._api_key.get_secret_value(),
            "format": "json", "limit": PAGE, "page": number, **more,
        }  # fmt: skip
        answer = request_page(self._session, self._url, self._timeout_s, query)
        if answer.status_code == TOO_MANY:
            raise _find_pause(answer)
        body = as_object(parse_json(answer))
        self._check(body.get("error"), answer)
        found = as_object(body.get(name))
        entries, about = found.get("track"), as_object(found.get("@attr"))
        pages, place = parse_count(about.get("totalPages")), parse_count(about.get("page"))
        if entries is None or pages is None or (place != number and pages > 0):
            raise TransientError(f"another shape (no page {number} of `{name}`)")
        return Page(entries if isinstance(entries, list) else [entries], pages)

    def _check(self, error: Any, answer: requests.Response) -> None:
        if error == RATE_LIMIT:
            raise _find_pause(answer)
        if error in PASSING or answer.status_code >= 500:
            raise TransientError(f"error {error}" if error in PASSING else str(answer.status_code))
        if error in WRONG_KEY:
            raise LastFmError(
                f"expected a key of Last.fm's API, got one that it refuses (error {error});"
                " correct LASTFM_API_KEY"
            )
        if error == PRIVATE:
            raise LastFmError(
                f"expected listens that may be read, got error {error}: {self._user!r} hides them;"
                " change the privacy settings there, or load a file"
            )
        if error == WRONG_USER:
            raise NotFound(
                f"expected a user of Last.fm, got error {error} for {self._user!r};"
                " check LASTFM_USER"
            )
        if error is not None or answer.status_code != 200:
            got = f"error {error}" if isinstance(error, int) else str(answer.status_code)
            raise LastFmError(f"expected Last.fm to answer, got {got}; check SEGUE_LASTFM_URL")


def _find_pause(answer: requests.Response) -> TransientError:
    """Return the error of too many requests."""
    return TransientError("error 29 (too many requests)", seconds_to_wait(answer.headers))


def _build_limit(wait: float) -> RateLimited:
    return RateLimited("a limit of Last.fm's", instant_after(wait))
