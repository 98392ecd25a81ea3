"""Requests and answers of the client: sessions, waiting for a busy server, problems."""

import time
from collections.abc import Mapping
from types import TracebackType
from typing import Any, BinaryIO, Self
from urllib.parse import quote

import requests

WAIT_S = 10.0
TIMEOUT_S = 30.0
FILE = "application/octet-stream"
TOO_MANY, UNAVAILABLE = 429, 503


class SegueError(Exception):
    """What all errors of this client are."""


class Problem(SegueError):
    """The API refused a request; see RFC 9457.

    Attributes
    ----------
    status : the HTTP status
    title, detail : what happened, and what to do
    errors : the parts of the request that are wrong
    """

    def __init__(self, status: int, body: Mapping[str, Any]) -> None:
        self.status = status
        self.title = str(body.get("title", ""))
        self.detail = str(body.get("detail", ""))
        self.errors = list(body.get("errors") or ())
        parts = [f"; {each['location']} {each['field']}: {each['detail']}" for each in self.errors]
        super().__init__(f"{status} {self.title}: {self.detail}{''.join(parts)}")


class NotReachable(SegueError):
    """No server answered at the address."""


class Session:
    """Sends requests to one server; see `segue_client.Segue`."""

    def __init__(
        self,
        base_url: str = "http://127.0.0.1:8000",
        token: str | None = None,
        wait_s: float = WAIT_S,
        timeout_s: float = TIMEOUT_S,
    ) -> None:
        self._base_url = base_url.rstrip("/")
        self._wait_s = wait_s
        self._timeout_s = timeout_s
        self._session = requests.Session()
        self._session.headers["User-Agent"] = "segue-client"
        if token is not None:
            self._session.headers["Authorization"] = f"Bearer {token}"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def get(self, path: str, **query: Any) -> Any:
        """Read a path of `/api/v1`."""
        return self.send("GET", path, query=query)

    def send(
        self,
        method: str,
        path: str,
        query: Mapping[str, Any] | None = None,
        body: Any = None,
        prefix: str = "/api/v1",
        file: BinaryIO | None = None,
    ) -> Any:
        """Send a request until the server is not busy; return its JSON, or its bytes, or None.

        `file` is the body instead of the JSON `body`, read while it is sent.
        """
        url = f"{self._base_url}{prefix}{path}"
        values = {name: _text(value) for name, value in (query or {}).items() if value is not None}
        end = time.monotonic() + self._wait_s
        while True:
            try:
                answer = self._session.request(
                    method, url, params=values, json=body, data=file, timeout=self._timeout_s,
                    headers={"Content-Type": FILE} if file else None,
                )  # fmt: skip
            except requests.RequestException as error:
                raise NotReachable(
                    f"expected Segue at {self._base_url}, got: {error}; start it with `segue serve`"
                ) from error
            pause = _seconds_to_wait(answer)
            # what was refused is surely not done; what broke off may be, and is not done twice
            may_repeat = answer.status_code == TOO_MANY or (
                answer.status_code == UNAVAILABLE and method != "POST"
            )
            if not may_repeat or time.monotonic() + pause > end:
                return _read(answer)
            time.sleep(pause)


def segment(name: str) -> str:
    """Return `name` as one segment of a path."""
    return quote(name, safe="")


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _seconds_to_wait(answer: requests.Response) -> float:
    """Return what `Retry-After` says, in whole seconds; 1 without it."""
    said = answer.headers.get("Retry-After", "")
    return float(said) if said.isdecimal() else 1.0


def _read(answer: requests.Response) -> Any:
    kind = answer.headers.get("Content-Type", "").partition(";")[0]
    is_json = kind in ("application/json", "application/problem+json")
    if answer.status_code >= 400:
        raise Problem(answer.status_code, answer.json() if is_json else {"detail": answer.text})
    if not answer.content:
        return None
    return answer.json() if is_json else answer.content
