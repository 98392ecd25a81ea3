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

import pytest

from api.server import ServeError, serve

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
    for _ in range(300):
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


def test_a_taken_port_is_one_clear_sentence(database_url):
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)  # as granian binds it
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(ServeError, match=rf"^expected to listen on 127\.0\.0\.1:{port}, got"):
            serve(port=port)
