"""The client by itself: what it takes for an answer, and how long it waits for one."""

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests
from flask import Flask, Response

from ingestion.demo.server import serve_app
from ingestion.http.budget import Budget, Journal, NoJournal
from ingestion.http.errors import RateLimited
from ingestion.http.retry import TRIES
from ingestion.reccobeats.client import ReccoBeats, ReccoBeatsError
from segue.response_limits import LimitedAdapter, limit_responses
from tests.ingestion.servers.faults import FaultScript, Step
from tests.ingestion.servers.reccobeats import build_features_body, serve_reccobeats

ONE, TWO, STRANGER = "1" * 22, "2" * 22, "3" * 22
PATH = "/audio-features"
Connect = Callable[..., ReccoBeats]


@pytest.fixture
def known() -> dict[str, list[dict[str, Any]]]:
    return {one: [build_features_body(one)] for one in (ONE, TWO)}


@pytest.fixture
def faults() -> FaultScript:
    return FaultScript()


@pytest.fixture
def pauses() -> list[float]:
    return []


@pytest.fixture
def session() -> Iterator[requests.Session]:
    with requests.Session() as found:
        yield found


@pytest.fixture
def connect(
    known: Any, faults: FaultScript, pauses: list[float], session: requests.Session
) -> Iterator[Connect]:
    """Return a function that gives a client of a server with `known` and `faults`."""
    with serve_reccobeats(known, faults) as url:

        def client(journal: Journal | None = None) -> ReccoBeats:
            return ReccoBeats(
                url, session, budget=Budget(), journal=journal or NoJournal(), sleep=pauses.append
            )

        yield client


def test_those_that_are_known_are_given_by_id(connect):
    found = connect().features([STRANGER, TWO, ONE])
    assert {track_id: row["href"][-22:] for track_id, row in found.items()} == {ONE: ONE, TWO: TWO}


@pytest.mark.parametrize(
    "href", [f"https://open.spotify.com/track/{ONE}?si=x", f"/intl-de/track/{ONE}/", ONE]
)
def test_the_id_is_the_last_part_of_the_address(href, connect, known):
    known[ONE] = [build_features_body(ONE, href=href)]
    assert list(connect().features([ONE])) == [ONE]


def test_an_answer_with_nothing_known_is_an_answer(connect):
    assert connect().features([STRANGER]) == {}


@pytest.mark.parametrize("ids", [[], ["x"] * 41])
def test_none_and_more_than_forty_are_refused_before_any_request(ids, connect, faults):
    with pytest.raises(ValueError, match="expected 1 to 40 ids"):
        connect().features(ids)
    assert faults.requests == []


def test_an_answer_about_other_tracks_only_is_none(connect, known):
    known[ONE] = [build_features_body(STRANGER)]
    with pytest.raises(ReccoBeatsError, match="rows of other tracks only"):
        connect().features([ONE])


@pytest.mark.parametrize("href", [None, 7, "", "/"])
def test_a_row_without_its_track_spoils_the_answer(href, connect, known):
    known[TWO] = [build_features_body(TWO, href=href)]
    with pytest.raises(ReccoBeatsError, match="without the id of its track"):
        connect().features([ONE, TWO])


def test_a_short_limit_is_waited_out_as_long_as_it_says(connect, faults, pauses):
    faults.steps = [Step(PATH, "429-short")]
    assert list(connect().features([ONE])) == [ONE]
    assert pauses == [2.0]


def test_a_long_limit_is_not_waited_out(connect, faults, pauses):
    faults.steps = [Step(PATH, "429-long")]
    client = connect()
    for _ in range(2):  # the second time nothing is asked
        with pytest.raises(RateLimited):
            client.features([ONE])
    assert (pauses, faults.requests) == ([], [PATH])


def test_pauses_between_tries_grow_and_differ(connect, faults, pauses):
    faults.steps = [Step(PATH, "500", times=4)]
    for _ in range(2):
        try:
            connect().features([ONE])
        except ReccoBeatsError:
            assert len(pauses) == 2
    assert 0.5 <= pauses[0] <= 1.0 <= pauses[1] <= 2.0
    assert len(set(pauses)) == 3


def test_a_refusal_is_not_tried_again(connect, faults):
    faults.steps = [Step(PATH, "404")]
    with pytest.raises(ReccoBeatsError, match="got 404"):
        connect().features([ONE])
    assert len(faults.requests) == 1


def test_an_answer_that_was_kept_is_not_requested_again(connect, faults):
    client = connect(Journal())
    assert client.features([ONE]) == client.features([ONE])
    assert len(faults.requests) == 1


def test_an_answer_without_end_is_given_up_in_time(session, pauses):
    app, calls = Flask("endless"), []

    @app.get("/audio-features")
    def drip() -> Response:
        calls.append(1)
        return Response(itertools.repeat(b" "), mimetype="application/json")

    with serve_app(app) as url:
        client = ReccoBeats(
            url, session, budget=Budget(), journal=NoJournal(), sleep=pauses.append
        )  # fmt: skip
        # a clock of its own: each look at it is a second later
        ticking = itertools.count()
        limit_responses(session, LimitedAdapter(longest_s=5, clock=lambda: next(ticking)))
        with pytest.raises(ReccoBeatsError, match=r"whole answer within 5 s, got .* in 3 tries"):
            client.features([ONE])
    assert (len(calls), len(pauses)) == (TRIES, TRIES - 1)


def test_an_answer_that_is_too_large_is_given_up(connect, session, faults):
    client = connect()
    limit_responses(session, LimitedAdapter(largest=100))
    assert client.features([STRANGER]) == {}
    faults.requests.clear()
    with pytest.raises(ReccoBeatsError, match=r"at most 100 bytes, got more\) in 3 tries"):
        client.features([ONE])
    assert len(faults.requests) == TRIES


def test_a_client_limits_its_session_by_itself(connect, session):
    connect()
    for address in ("https://api.reccobeats.com/v1", "http://127.0.0.1/v1"):
        assert isinstance(session.get_adapter(address), LimitedAdapter)
