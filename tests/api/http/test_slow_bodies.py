"""Bodies that do not arrive: who is late, and which connections are shut down."""

import os
import socket
import threading
import time

import pytest

from api.http import slow_bodies
from api.http.slow_bodies import WITHIN_IF_MANY_S, WITHIN_S, BodyWaits, end_connections

A, B = ("a", 8000), ("b", 8000)


def test_a_body_may_take_a_while_if_few_are_awaited():
    waits = BodyWaits(most=2)
    with waits.note(100.0, A):
        assert waits.late(100.0 + WITHIN_S - 1) == {}
        assert waits.late(100.0 + WITHIN_S) == {A: WITHIN_S}
    assert waits.late(100.0 + WITHIN_S) == {}


def test_it_may_not_while_half_of_the_threads_wait():
    waits = BodyWaits(most=2)
    with waits.note(100.0, A), waits.note(101.0, A), waits.note(103.0, B):
        assert waits.late(100.0 + WITHIN_IF_MANY_S) == {A: WITHIN_IF_MANY_S}


def test_nobody_looks_for_late_bodies_while_none_is_awaited(monkeypatch):
    monkeypatch.setattr(slow_bodies, "INTERVAL_S", 0.01)
    waits = BodyWaits(most=2)
    for client in (A, B):
        before = set(threading.enumerate())
        with waits.note(time.monotonic(), client):
            (looking,) = set(threading.enumerate()) - before
        looking.join(60)
        assert not looking.is_alive()


@pytest.fixture
def accepted():
    """Return two accepted connections of one client, and both ends of the client."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        ends = [socket.create_connection(server.getsockname()) for _ in range(2)]
        found = [server.accept()[0] for _ in ends]
    yield found, ends
    for each in (*found, *ends):
        each.close()


def test_a_connection_with_nothing_sent_for_long_is_shut_down(accepted, monkeypatch):
    (silent, busy), (end, other_end) = accepted
    ages = {silent.getpeername(): 5_000, busy.getpeername(): 10}
    monkeypatch.setattr(
        slow_bodies, "since_last_sent_ms", lambda found: ages.get(found.getpeername(), 0)
    )
    port = silent.getsockname()[1]
    assert end_connections(("127.0.0.2", port), 2.0) == 0
    assert end_connections(("127.0.0.1", end.getsockname()[1]), 2.0) == 0
    assert end_connections(("127.0.0.1", port), 2.0) == 1
    end.settimeout(10)
    assert end.recv(1) == b""
    busy.sendall(b"x")
    assert other_end.recv(1) == b"x"


def test_a_pipe_is_left_as_it_is(accepted):
    read_end, write_end = os.pipe()
    assert end_connections(("127.0.0.1", 1), 2.0) == 0
    os.close(write_end)
    assert os.read(read_end, 1) == b""  # it would wait for ever if a copy were open
    os.close(read_end)


def test_the_kernel_tells_when_something_was_sent_last(accepted):
    (first, _), (end, _) = accepted
    first.sendall(b"x")
    assert end.recv(1) == b"x"
    assert 0 <= slow_bodies.since_last_sent_ms(first) < 60_000
