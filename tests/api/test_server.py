"""The real server: it starts, responds, stops cleanly and leaves nothing behind."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import psutil
import psycopg
import pytest

from api.server import ServeError, serve

WAITING = """
select count(*) from pg_locks where not granted and relation = 'app.feedback'::regclass
"""
CODE = "from api.server import serve\nif __name__ == '__main__': serve(port={port})"


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def served(port: int, api_url: str, tmp_path) -> Iterator[subprocess.Popen]:
    program = tmp_path / "program.py"
    program.write_text(CODE.format(port=port))
    environment = {**os.environ, "DATABASE_URL": api_url}
    process = subprocess.Popen(
        [sys.executable, str(program)], env=environment, stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    for _ in range(1_200):
        if process.poll() is not None or answers(port):
            break
        time.sleep(0.1)
    yield process
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
            return answer.status == 200
    except (urllib.error.URLError, ConnectionError):
        return False


def test_it_serves_until_ctrl_c_and_ends_well(served, port):
    assert answers(port)
    os.killpg(served.pid, signal.SIGINT)  # a terminal sends it to the worker too
    assert served.wait(timeout=30) == 0
    assert not answers(port)


def test_a_worker_does_not_outlive_a_killed_server(served, port):
    assert answers(port)
    served.kill()
    served.wait(timeout=30)
    for _ in range(100):
        if not answers(port):
            break
        time.sleep(0.1)
    assert not answers(port)


def test_any_worker_adds_up_the_requests_of_all(served, port):
    assert answers(port)
    base = f"http://127.0.0.1:{port}"
    for _ in range(20):  # each connection goes to either of the workers
        urllib.request.urlopen(f"{base}/healthz", timeout=60).close()
    for _ in range(5):
        with urllib.request.urlopen(f"{base}/metrics", timeout=60) as answer:
            text = answer.read().decode()
        counted = 'segue_http_requests_total{method="GET",route="/healthz",status="200"} 20.0'
        assert counted in text


def workers_of(server: subprocess.Popen) -> set[int]:
    found = set()
    for child in psutil.Process(server.pid).children():
        with suppress(psutil.ZombieProcess, psutil.NoSuchProcess):  # one that was killed
            if "resource_tracker" not in " ".join(child.cmdline()):
                found.add(child.pid)
    return found


def test_a_killed_worker_is_replaced(served, port):
    assert answers(port)
    before = workers_of(served)
    killed = min(before)
    os.kill(killed, signal.SIGKILL)
    for _ in range(300):
        now = workers_of(served)  # looked at once: the killed one may end between two looks
        if len(now) == len(before) and killed not in now:
            break
        time.sleep(0.1)
    assert len(now - before) == 1
    for _ in range(1_200):  # the other worker may not have begun when this one was killed
        if answers(port):
            break
        time.sleep(0.1)
    assert answers(port)


def test_a_request_in_flight_is_answered_before_the_server_ends(served, port, api_url):
    assert answers(port)
    verdicts = f"http://127.0.0.1:{port}/api/v1/feedback"
    with urllib.request.urlopen(verdicts, timeout=60) as answer:
        listener = {"Cookie": answer.headers["Set-Cookie"].split(";")[0]}
    request = urllib.request.Request(f"http://127.0.0.1:{port}/api/v1/feedback", headers=listener)
    with ThreadPoolExecutor(1) as pool, psycopg.connect(api_url) as connection:
        connection.execute("lock table app.feedback in access exclusive mode")
        in_flight = pool.submit(urllib.request.urlopen, request, timeout=60)
        while not connection.execute(WAITING).fetchone()[0]:
            time.sleep(0.01)
        served.terminate()
        time.sleep(0.3)
        connection.rollback()
        assert in_flight.result().status == 200
    assert served.wait(timeout=30) == 0


def test_bodies_that_do_not_arrive_do_not_stop_the_service(served, port):
    assert answers(port)
    head = b"POST /api/v1/recommendations HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n"
    late = []
    for _ in range(60):  # more than there are threads
        late.append(socket.create_connection(("127.0.0.1", port)))
        late[-1].sendall(head + b"Content-Type: application/json\r\n\r\n{")
    time.sleep(0.5)
    for _ in range(24):
        if answers(port):
            break
    assert answers(port)
    late[0].settimeout(60)
    assert late[0].recv(1) == b""  # the connection is shut down
    for connection in late:
        connection.close()
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes(9))
        connection.settimeout(60)
        assert connection.recv(9)[:5] in (b"", b"HTTP/")  # where a ping would hide such a body


def test_a_taken_port_is_one_clear_sentence(database_url):
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)  # as granian binds it
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(ServeError, match=rf"^expected to listen on 127\.0\.0\.1:{port}, got"):
            serve(port=port)
