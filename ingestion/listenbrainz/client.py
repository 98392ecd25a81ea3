"""Client of ListenBrainz' API: pages of listens and of feedback, or an error.

What its interface does badly: `max_ts` and `min_ts` leave out their own second, so that listens of
one second at the border of two pages would be lost; with `min_ts` the page nearest to it comes,
newest first. Its limits stand in headers of every answer.
https://listenbrainz.readthedocs.io/en/latest/users/api/core.html
"""

import time
from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from urllib.parse import quote

import requests

from ingestion.http.errors import ApiError, NotFound, RateLimited, TransientError
from ingestion.http.retry import LONGEST_WAIT_S, call_with_retries, instant_after, seconds_to_wait
from ingestion.http.session import parse_json, prepare_session, request_page

PAGE = 1_000
LISTENS, FEEDBACK = "/1/user/{user}/listens", "/1/feedback/user/{user}/get-feedback"
Body = Mapping[str, Any]
Answer = TypeVar("Answer")


class ListenBrainzError(ApiError):
    """ListenBrainz did not answer as its interface says."""


class ListenBrainz:
    """Reads one user's pages; waits as the headers say, and gives up on long limits.

    Expects a session without retries of its own. `token` is sent with each request, if there is
    one; public listens need none.
    """

    def __init__(
        self, url: str, session: requests.Session, user: str, token: str | None = None, *,
        sleep: Callable[[float], None] = time.sleep, timeout_s: float = 30.0,
    ) -> None:  # fmt: skip
        self._url, self._session, self._user = url.rstrip("/"), session, user
        self._sleep, self._timeout_s = sleep, timeout_s
        self._pause = 0.0
        prepare_session(session, url)
        if token:
            session.headers["Authorization"] = f"Token {token}"

    def listens(self, **bounds: int) -> list[Any]:
        """Return a page of listens, newest first: before `max_ts`, or after `min_ts`.

        Raises
        ------
        RateLimited, NotFound, ListenBrainzError
        """

        def read() -> list[Any]:
            body = self._get(LISTENS, {"count": PAGE, **bounds})
            payload = body.get("payload")
            found = payload.get("listens") if isinstance(payload, Mapping) else None
            if not isinstance(found, list):
                raise TransientError("another shape (no list `listens`)")
            _check_bounds(found, bounds)
            return found

        return self._try(read)

    def feedback(self, offset: int) -> tuple[list[Any], int]:
        """Return a page of feedback with the names of its tracks, and how many there are in all.

        Raises
        ------
        RateLimited, NotFound, ListenBrainzError
        """

        def read() -> tuple[list[Any], int]:
            body = self._get(FEEDBACK, {"count": PAGE, "offset": offset, "metadata": "true"})
            found, total = body.get("feedback"), body.get("total_count")
            if not isinstance(found, list) or not isinstance(total, int):
                raise TransientError("another shape (no list `feedback` with its `total_count`)")
            return found, total

        return self._try(read)

    def _try(self, read: Callable[[], Answer]) -> Answer:
        return call_with_retries(read, "ListenBrainz", self._sleep, _build_limit, ListenBrainzError)

    def _get(self, path: str, query: Mapping[str, Any]) -> Body:
        if self._pause:
            self._sleep(self._pause)
            self._pause = 0.0
        address = self._url + path.format(user=quote(self._user, safe=""))
        answer = request_page(self._session, address, self._timeout_s, query)
        self._note_limits(answer)
        self._check_status(answer)
        body = parse_json(answer)
        if not isinstance(body, Mapping):
            raise TransientError("another shape (no object)")
        return body

    def _note_limits(self, answer: requests.Response) -> None:
        """Wait before the next request if this one was the last of its time."""
        if answer.headers.get("X-RateLimit-Remaining", "").strip() == "0":
            self._pause = min(_reset_of(answer) or 0.0, LONGEST_WAIT_S)

    def _check_status(self, answer: requests.Response) -> None:
        status = answer.status_code
        if status == 429:
            self._pause = 0.0
            reset = _reset_of(answer)
            wait = reset
            if wait is None or "Retry-After" in answer.headers:
                wait = seconds_to_wait(answer.headers)
            raise TransientError("429 (too many requests)", wait)
        if status >= 500:
            raise TransientError(str(status))
        if status == 404:
            raise NotFound(
                f"expected a user of ListenBrainz, got 404 for {self._user!r};"
                " check LISTENBRAINZ_USER"
            )
        if status == 401:
            raise ListenBrainzError(
                "expected a token of ListenBrainz, got one that it refuses; correct or unset"
                " LISTENBRAINZ_TOKEN"
            )
        if status != 200:
            raise ListenBrainzError(
                f"expected ListenBrainz to answer, got {status}; check SEGUE_LISTENBRAINZ_URL"
            )


def _check_bounds(listens: list[Any], bounds: Mapping[str, int]) -> None:
    """Raise if a page is not what was requested: an old page would be read for ever."""
    seconds = [
        listen["listened_at"] for listen in listens
        if isinstance(listen, Mapping) and isinstance(listen.get("listened_at"), int | float)
    ]  # fmt: skip
    below, above = bounds.get("max_ts"), bounds.get("min_ts")
    if below is not None and any(second >= below for second in seconds):
        raise TransientError("a page of listens that are not older than requested")
    if above is not None and any(second <= above for second in seconds):
        raise TransientError("a page of listens that are not newer than requested")


def _build_limit(wait: float) -> RateLimited:
    return RateLimited("a limit of ListenBrainz'", instant_after(wait))


def _reset_of(answer: requests.Response) -> float | None:
    text = answer.headers.get("X-RateLimit-Reset-In", "").strip()
    return float(text) if text.isdecimal() else None
