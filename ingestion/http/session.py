"""Requests to an API and their answers: what may pass is a TransientError, to be tried again."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import requests

from ingestion.http.errors import TransientError
from segue.response_limits import ResponseLimitExceeded, limit_responses

USER_AGENT = "segue (a music recommender on one's own data)"
LOOPBACK = ("127.0.0.1", "::1")


def prepare_session(session: requests.Session, url: str) -> None:
    """Let a session say who it is, end answers that do not end, and ask no proxy for loopback."""
    session.headers["User-Agent"] = USER_AGENT
    limit_responses(session)
    if urlsplit(url).hostname in LOOPBACK:
        session.trust_env = False  # no proxy lies between this machine and itself


def request_page(
    session: requests.Session,
    address: str,
    timeout_s: float,
    query: Mapping[str, Any] | None = None,
) -> requests.Response:
    """Return the answer to a GET, whatever its status; a redirect is not followed.

    Raises
    ------
    TransientError
        If none came.
    """
    try:
        return session.get(address, params=query, timeout=timeout_s, allow_redirects=False)
    except requests.RequestException as error:
        # other messages repeat the whole address
        got = error if isinstance(error, ResponseLimitExceeded) else type(error).__name__
        raise TransientError(f"a failed request ({got})") from error


def parse_json(answer: requests.Response) -> Any:
    """Return the JSON value of an answer.

    Raises
    ------
    TransientError
        If there is none, as when the answer broke off.
    """
    try:
        return answer.json()
    except (ValueError, RecursionError) as error:
        raise TransientError("a body that is no JSON") from error
