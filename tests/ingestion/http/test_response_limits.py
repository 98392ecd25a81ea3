"""Answers that do not end, or are too large: given up and tried again, as other faults are."""

import itertools
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import requests

from ingestion.http.response_limits import LimitedAdapter, limit_responses
from ingestion.http.retry import TRIES
from ingestion.spotify.client import ApiError, SpotifyClient, connect

GOOD = json.dumps({"id": "me"}).encode()


class Server:
    """Drips for ever, in one of two ways, as long as `drips` is above 0; then answers."""

    def __init__(self, is_chunked: bool) -> None:
        self.is_chunked, self.drips, self.number_of_requests = is_chunked, 0, 0
        self.is_over = threading.Event()

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        """Answer a request, or drip."""
        self.number_of_requests += 1
        is_dripping, self.drips = self.drips > 0, self.drips - 1
        handler.send_response(200)
        if is_dripping and self.is_chunked:
            handler.send_header("Transfer-Encoding", "chunked")
        else:
            handler.send_header("Content-Length", "1000000" if is_dripping else str(len(GOOD)))
        handler.end_headers()
        if not is_dripping:
            handler.wfile.write(GOOD)
            return
        handler.close_connection = True
        if self.is_chunked:  # one chunk that is long in coming
            handler.wfile.write(b"F0000\r\n")
        try:
            while not self.is_over.wait(0.001):
                handler.wfile.write(b" ")
        except ConnectionError:
            pass


@pytest.fixture(params=[False, True], ids=["of known length", "in chunks"])
def server(request: Any) -> Server:
    return Server(request.param)


@pytest.fixture
def session() -> Iterator[requests.Session]:
    with requests.Session() as found:
        found.trust_env = False
        yield found


@pytest.fixture
def client(server: Server, session: requests.Session) -> Iterator[SpotifyClient]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            server.answer(self)

        def log_message(self, *_: Any) -> None:
            pass

    class Token:
        def get_access_token(self, **_: Any) -> str:
            return "token"

    served = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=served.serve_forever, daemon=True)
    thread.start()
    found = connect(
        Token(), session, f"http://127.0.0.1:{served.server_port}/v1/", sleep=lambda _: None
    )
    # a clock of its own: each look at it is a second later
    ticking = itertools.count()
    limit_responses(session, LimitedAdapter(longest_s=5, clock=lambda: next(ticking)))
    yield found
    server.is_over.set()
    session.close()
    served.shutdown()
    served.server_close()
    thread.join()


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
