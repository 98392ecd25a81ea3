"""Ends an answer that does not end: a time-out of requests counts anew with each read.

A server that sends a byte now and then, or more than any answer of the services that are asked,
would hold a run for ever. https://requests.readthedocs.io/en/latest/user/advanced/#timeouts
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import DecodeError, HTTPError, ProtocolError

# a page comes within a second or two; a line that needs a minute for it is better tried anew
LONGEST_ANSWER_S = 60.0
# the largest page of Spotify's, of 100 entries with all their countries, has about 1 MB
LARGEST_ANSWER = 50_000_000
AT_ONCE = 65_536


class ResponseLimitExceeded(requests.RequestException):
    """An answer was given up; the message says why."""


class LimitedAdapter(HTTPAdapter):
    """Reads every answer at once, within a time and a size, both for the answer as a whole."""

    def __init__(
        self, longest_s: float = LONGEST_ANSWER_S, largest: int = LARGEST_ANSWER,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        super().__init__()
        self._longest_s, self._largest, self._clock = longest_s, largest, clock

    def send(
        self, request: requests.PreparedRequest, *arguments: Any, **options: Any
    ) -> requests.Response:
        """Return the answer with its body read.

        Raises
        ------
        ResponseLimitExceeded
            If it does not end in time, or is too large.
        requests.RequestException
            If it breaks off, or does not come.
        """
        ends_at = self._clock() + self._longest_s
        answer = super().send(request, *arguments, **options)
        try:
            with _as_of_requests():
                body = b"".join(self._parts(answer, ends_at))
        except BaseException:
            answer.raw.close()  # not given back: more would come on this connection
            raise
        # what `Response.content` sets when it reads; requests has no public way
        answer._content, answer._content_consumed = body, True  # type: ignore[attr-defined]
        return answer

    def _parts(self, answer: requests.Response, ends_at: float) -> Iterator[bytes]:
        size = 0
        # other ways of reading wait until so many bytes are there
        while part := answer.raw.read1(AT_ONCE, decode_content=True):
            size += len(part)
            if size > self._largest:
                raise ResponseLimitExceeded(
                    f"expected an answer of at most {self._largest:,} bytes, got more"
                )
            if self._clock() > ends_at:
                raise ResponseLimitExceeded(
                    f"expected the whole answer within {self._longest_s:g} s, got {size:,} bytes"
                    " and no end"
                )
            yield part


@contextmanager
def _as_of_requests() -> Iterator[None]:
    """Turn faults of urllib3 into those of requests, as `Response.iter_content` does."""
    try:
        yield
    except ProtocolError as error:
        raise requests.exceptions.ChunkedEncodingError(error) from error
    except DecodeError as error:
        raise requests.exceptions.ContentDecodingError(error) from error
    except HTTPError as error:
        raise requests.ConnectionError(error) from error


def limit_responses(session: requests.Session, adapter: LimitedAdapter | None = None) -> None:
    """Let every answer to `session` be read whole, within the limits."""
    for scheme in ("https://", "http://"):
        session.mount(scheme, adapter or LimitedAdapter())
