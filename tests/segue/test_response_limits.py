"""Answers that do not end, or are too large: given up and tried again, as other faults are."""

import itertools
import json
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from flask import Flask, Response

from ingestion.demo.server import serve_app
from ingestion.http.errors import ApiError
from ingestion.http.retry import TRIES
from ingestion.spotify.client import SpotifyClient, connect
from segue.response_limits import LimitedAdapter, limit_responses
from tests.ingestion.servers.account import FixedToken

GOOD = json.dumps({"id": "me"}).encode()


class Server:
    """Drips for ever, in one of two ways, as long as `drips` is above 0; then answers."""

    def __init__(self, headers: dict[str, str]) -> None:
        self.headers, self.drips, self.number_of_requests = headers, 0, 0

    def answer(self) -> Response:
        """Answer a request, or drip."""
        self.number_of_requests += 1
        self.drips -= 1
        if self.drips < 0:
            return Response(GOOD, mimetype="application/json")
        start = [b"F0000\r\n"] if "Transfer-Encoding" in self.headers else []
        return Response(itertools.chain(start, itertools.repeat(b" ")), 200, self.headers)


# one body of known length, and one chunk that is long in coming; of both headers the second counts
@pytest.fixture(
    params=[{"Content-Length": "1000000000"},
            {"Content-Length": "1", "Transfer-Encoding": "chunked"}],
    ids=["of known length", "in chunks"],
)  # fmt: skip
def server(request: Any) -> Server:
    return Server(request.param)


@pytest.fixture
def session() -> Iterator[requests.Session]:
    with requests.Session() as found:
        found.trust_env = False
        yield found


@pytest.fixture
def client(server: Server, session: requests.Session) -> Iterator[SpotifyClient]:
    app = Flask("dripping")
    app.add_url_rule("/v1/me/", view_func=server.answer)
    with serve_app(app) as address:
        found = connect(FixedToken("token"), session, f"{address}/v1/", sleep=lambda _: None)
        # a clock of its own: each look at it is a second later
        ticking = itertools.count()
        limit_responses(session, LimitedAdapter(longest_s=5, clock=lambda: next(ticking)))
        yield found
        session.close()


def test_an_answer_that_drips_is_given_up_and_tried_again(client, server):
    server.drips = TRIES - 1
    assert client.read(client.spotify.current_user) == {"id": "me"}
    assert server.number_of_requests == TRIES


def test_an_answer_that_always_drips_is_an_error(client, server):
    server.drips = 1_000
    with pytest.raises(ApiError, match=r"whole answer within 5 s, got .* and no end.* 3 tries"):
        client.read(client.spotify.current_user)
    assert server.number_of_requests == TRIES


def test_an_answer_that_is_too_large_is_an_error(client, server, session):
    limit_responses(session, LimitedAdapter(largest=len(GOOD)))
    assert client.read(client.spotify.current_user) == {"id": "me"}
    limit_responses(session, LimitedAdapter(largest=len(GOOD) - 1))
    with pytest.raises(ApiError, match=r"at most 11 bytes, got more.* in 3 tries"):
        client.read(client.spotify.current_user, check=lambda _: None)
    assert server.number_of_requests >= TRIES


def test_a_client_limits_its_session_by_itself():
    with requests.Session() as session:
        connect(None, session)
        for address in ("https://api.spotify.com/v1/me", "http://127.0.0.1/v1/me"):
            assert isinstance(session.get_adapter(address), LimitedAdapter)
