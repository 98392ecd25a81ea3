"""The client around spotipy: against a local server that answers with one fault after another."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
import requests
from flask import Flask, Response, request

from ingestion.demo.server import serve_app
from ingestion.http.errors import ApiError, Forbidden, LoginNeeded, NotFound, RateLimited
from ingestion.spotify.client import SpotifyClient, connect
from tests.ingestion.servers.account import FixedToken

GOOD: tuple[int, dict[str, str], Any] = (200, {}, {"id": "me"})


class Faults:
    """Answers each request with the next of `script`; the last one again and again."""

    def __init__(self) -> None:
        self.script: list[tuple[int, dict[str, str], Any]] = []
        self.requests: list[str] = []
        self.pauses: list[float] = []

    def next_answer(self, path: str) -> tuple[int, dict[str, str], Any]:
        """Return status, headers and body."""
        self.requests.append(path)
        return self.script.pop(0) if len(self.script) > 1 else self.script[0]


@pytest.fixture
def faults() -> Faults:
    return Faults()


@pytest.fixture
def client(faults: Faults) -> Iterator[SpotifyClient]:
    app = Flask("faults")

    @app.get("/v1/<path:_>")
    def answer(_: str) -> Response:
        status, headers, body = faults.next_answer(request.full_path.rstrip("?"))
        return Response(body if isinstance(body, bytes) else json.dumps(body), status, headers)

    with serve_app(app) as address, requests.Session() as session:
        session.trust_env = False
        sleep = faults.pauses.append
        yield connect(FixedToken("token"), session, f"{address}/v1/", sleep=sleep)


def error(status: int, message: str = "no", **more: Any) -> tuple[int, dict[str, str], Any]:
    return status, {}, {"error": {"status": status, "message": message, **more}}


def me(client: SpotifyClient) -> Any:
    return client.read(client.spotify.current_user)


def me_tracks(client: SpotifyClient) -> Callable[..., Any]:
    return client.spotify.current_user_saved_tracks


def test_a_good_answer_is_requested_once(client, faults):
    faults.script = [GOOD]
    assert me(client) == {"id": "me"}
    assert faults.requests == ["/v1/me/"]
    assert faults.pauses == []


@pytest.mark.parametrize(
    ("status", "kind"), [(401, LoginNeeded), (403, Forbidden), (404, NotFound), (400, ApiError)]
)
def test_a_refusal_is_not_requested_again(status, kind, client, faults):
    faults.script = [error(status)]
    with pytest.raises(kind, match=str(status)):
        me(client)
    assert len(faults.requests) == 1


def test_a_plain_text_403_is_a_refusal_too(client, faults):
    faults.script = [(403, {}, b"Active premium subscription required for the owner of the app")]
    with pytest.raises(Forbidden, match="premium"):
        me(client)


FAULTS: dict[str, tuple[int, dict[str, str], Any]] = {
    "500": error(500), "502": error(502), "503": error(503),
    "HTML": (200, {}, b"<html>"), "empty": (200, {}, b""), "a list": (200, {}, [1]),
    "an error as text": (500, {}, {"error": "text"}), "an error as list": (500, {}, ["no"]),
    "cut short": (200, {"Content-Length": "500", "Connection": "close"}, b'{"id"'),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_passing_fault_is_tried_again(fault, client, faults):
    faults.script = [FAULTS[fault], FAULTS[fault], GOOD]
    assert me(client) == {"id": "me"}
    assert len(faults.pauses) == 2
    assert 0 < faults.pauses[0] < faults.pauses[1] <= 2


@pytest.mark.parametrize("fault", FAULTS)
def test_a_lasting_fault_is_an_error_and_never_an_absence(fault, client, faults):
    faults.script = [FAULTS[fault]]
    with pytest.raises(ApiError, match=r"expected .* to answer, got .* in 3 tries"):
        me(client)
    assert len(faults.requests) == 3


def test_a_short_limit_is_waited_out(client, faults):
    faults.script = [(429, {"Retry-After": "2"}, b"Too many requests"), GOOD]
    assert me(client) == {"id": "me"}
    assert faults.pauses == [2.0]


@pytest.mark.parametrize("seconds", [86_400, 48_925, 31])
def test_a_long_limit_ends_the_work_at_once_and_says_when_to_go_on(seconds, client, faults):
    faults.script = [(429, {"Retry-After": str(seconds)}, error(429)[2])]
    with pytest.raises(RateLimited, match="run it again after") as raised:
        me(client)
    wait = raised.value.resume_at - datetime.now(UTC)
    assert timedelta(seconds=seconds - 10) < wait <= timedelta(seconds=seconds)
    assert raised.value.exit_code == 75
    assert faults.pauses == []


def test_a_spent_quota_ends_the_work_however_short_the_wait(client, faults):
    body = error(429, "Too many requests", reason="QUOTA_EXCEEDED")[2]
    faults.script = [(429, {"Retry-After": "5"}, body)]
    with pytest.raises(RateLimited):
        me(client)
    assert faults.pauses == []


def test_a_wait_may_be_given_as_a_date(client, faults):
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=20), usegmt=True)
    faults.script = [(429, {"Retry-After": later}, b""), GOOD]
    me(client)
    assert 15 < faults.pauses[0] <= 20


def test_pages_are_followed_and_null_items_keep_their_place(client, faults):
    address = client.spotify.prefix + "me/tracks?offset=2"
    faults.script = [
        (200, {}, {"items": [{"a": 1}, None], "next": address}),
        (200, {}, {"items": [{"a": 3}], "next": None}),
    ]
    found = [page["items"] for page in client.pages(me_tracks(client), limit=2)]
    assert found == [[{"a": 1}, None], [{"a": 3}]]
    assert faults.requests[1] == "/v1/me/tracks?offset=2"


@pytest.mark.parametrize("body", [{}, {"items": None}, {"items": "x"}])
def test_a_page_of_another_shape_is_an_error_and_not_an_empty_page(body, client, faults):
    faults.script = [(200, {}, body)]
    with pytest.raises(ApiError, match="expected a page with `items`"):
        list(client.pages(me_tracks(client)))


def test_a_list_that_ends_before_its_total_is_requested_again_and_then_an_error(client, faults):
    address = client.spotify.prefix + "me/tracks?offset=2"
    first = (200, {}, {"items": [{}, {}], "next": address, "total": 5})
    short, whole = (
        (200, {}, {"items": [{}] * n, "next": None, "total": 5}) for n in (2, 3)
    )  # fmt: skip
    faults.script = [first, short, whole]
    assert len(list(client.pages(me_tracks(client), limit=2))) == 2
    faults.script, faults.requests = [first, short], []
    with pytest.raises(ApiError, match="expected 5 items, got 4"):
        list(client.pages(me_tracks(client), limit=2))
    assert len(faults.requests) == 4
    faults.script = [first, short]
    believed = client.pages(me_tracks(client), limit=2, is_enough=lambda *got: got == (4, 5))
    assert len(list(believed)) == 2


def test_pages_that_lead_in_a_circle_are_an_error(client, faults):
    address = client.spotify.prefix + "me/tracks?offset=2"
    faults.script = [(200, {}, {"items": [{}], "next": address})]
    with pytest.raises(ApiError, match="expected a page not got yet"):
        list(client.pages(me_tracks(client)))
    assert len(faults.requests) == 2


def test_the_token_is_not_sent_to_another_server(client, faults):
    address = "http://127.0.0.1:9/v1/me/tracks?offset=2"
    faults.script = [(200, {}, {"items": [{}], "next": address})]
    with pytest.raises(ApiError, match=r"expected the next page below .*, got http://127"):
        list(client.pages(me_tracks(client)))


def test_a_refused_connection_is_an_error(client):
    with serve_app(Flask("gone")) as address:
        client.spotify.prefix = f"{address}/v1/"
    with pytest.raises(ApiError, match="a failed request"):
        me(client)
