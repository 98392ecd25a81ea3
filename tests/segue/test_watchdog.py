"""A statement on a frozen server ends with an error, and a long statement is left alone."""

import os
import threading
import time
from collections.abc import Iterator

import psycopg
import psycopg2
import pytest

from segue.watchdog import WATCHDOG, Watchdog
from tests.streaming import Streaming


@pytest.fixture
def watchdog(monkeypatch: pytest.MonkeyPatch) -> Watchdog:
    monkeypatch.setattr("segue.watchdog.INTERVAL_S", 0.1)
    monkeypatch.setattr("segue.watchdog.ANSWER_WITHIN_S", 0.3)
    return Watchdog()


@pytest.fixture(params=["psycopg", "psycopg2"])
def connection(request: pytest.FixtureRequest, streaming: Streaming) -> Iterator:
    url = streaming.url(streaming.primary)
    driver = psycopg if request.param == "psycopg" else psycopg2
    opened = driver.connect(url)
    opened.autocommit = True
    yield opened
    opened.close()


def _run(connection, statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _freeze_soon(streaming: Streaming, ends: threading.Event) -> threading.Thread:
    def freeze() -> None:
        time.sleep(0.3)
        with streaming.frozen(streaming.primary):
            ends.wait(20)

    thread = threading.Thread(target=freeze)
    thread.start()
    return thread


def test_a_statement_on_a_frozen_server_fails(watchdog, connection, streaming):
    watchdog.watch(connection, silent_s=0.5)
    ended = threading.Event()
    thread = _freeze_soon(streaming, ended)
    try:
        with pytest.raises((psycopg.OperationalError, psycopg2.OperationalError)):
            _run(connection, "select pg_sleep(60)")
    finally:
        ended.set()
        thread.join()
    assert connection.closed


def test_a_long_statement_on_a_server_that_answers_goes_on(watchdog, connection):
    watchdog.watch(connection, silent_s=0.1)
    _run(connection, "select pg_sleep(1.2)")
    assert not connection.closed


def test_a_statement_past_its_limit_fails(watchdog, connection):
    watchdog.watch(connection)
    with (
        pytest.raises((psycopg.OperationalError, psycopg2.OperationalError)),
        watchdog.limit(connection, 0.3),
    ):
        _run(connection, "select pg_sleep(60)")


def test_an_idle_connection_stays_and_a_closed_one_is_forgotten(watchdog, connection):
    watchdog.watch(connection, silent_s=0.1)
    time.sleep(0.5)
    _run(connection, "select 1")
    thread = watchdog._thread
    connection.close()
    thread.join(timeout=10)
    assert not thread.is_alive()
    assert watchdog._thread is None


def test_a_copy_that_waits_for_a_frozen_server_fails(watchdog, streaming):
    with psycopg.connect(streaming.url(streaming.primary)) as connection:
        connection.execute("create temporary table copied (line text)")
        watchdog.watch(connection, silent_s=0.5)
        with (
            streaming.frozen(streaming.primary),
            pytest.raises(psycopg.OperationalError),
            connection.cursor().copy("copy copied from stdin") as copy,
        ):
            while True:
                copy.write("a line that fills the buffers\n" * 10_000)


def test_a_forked_process_begins_anew_even_if_another_thread_held_the_lock():
    with WATCHDOG._lock:
        child = os.fork()
        if child == 0:
            os._exit(0 if WATCHDOG._lock.acquire(timeout=5) else 1)
    assert os.waitpid(child, 0)[1] == 0
