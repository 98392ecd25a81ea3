"""Requests over kept-alive connections, as many as a server answers or at a fixed rate."""

import socket
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

Request = Callable[[int], bytes]


class Client:
    """One connection; it reads no more of an answer than its length."""

    def __init__(self, base: str) -> None:
        parts = urlsplit(base)
        self.host, self.port = str(parts.hostname), int(parts.port or 80)
        self._socket = self._connect()

    def send(self, request: bytes) -> int:
        """Return the status of the answer."""
        self._socket.sendall(request)
        received = b""
        while b"\r\n\r\n" not in received:
            received += self._read()
        head, _, body = received.partition(b"\r\n\r\n")
        lower = head.lower()
        at = lower.index(b"content-length:") + len(b"content-length:")
        missing = int(lower[at:].split(b"\r\n", 1)[0]) - len(body)
        while missing > 0:
            missing -= len(self._read())
        return int(head[9:12])

    def close(self) -> None:
        """End the connection."""
        self._socket.close()

    def _connect(self) -> socket.socket:
        made = socket.create_connection((self.host, self.port), timeout=30)
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return made

    def _read(self) -> bytes:
        part = self._socket.recv(65_536)
        if not part:
            raise ConnectionError("the server closed the connection")
        return part


def get(path: str, cookie: str = "") -> bytes:
    """Return a request without a body."""
    more = f"Cookie: {cookie}\r\n" if cookie else ""
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{more}\r\n".encode()


def post(path: str, body: bytes) -> bytes:
    """Return a request with a JSON body."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def measure_rate(base: str, request: Request, connections: int, seconds: float) -> float:
    """Return the answers per second over so many connections, each waiting for its answer."""
    ends_at = time.perf_counter() + seconds
    counts = [0] * connections

    def run(number: int) -> None:
        client = Client(base)
        place = number
        while time.perf_counter() < ends_at:
            status = client.send(request(place))
            assert status == 200, status
            place += connections
            counts[number] += 1
        client.close()

    _in_threads(run, connections)
    return sum(counts) / seconds


def measure_latencies(
    base: str, request: Request, rate: float, connections: int, seconds: float
) -> list[float]:
    """Return the milliseconds of each answer at a fixed rate, from when it was to be sent."""
    started = time.perf_counter()
    found: list[list[float]] = [[] for _ in range(connections)]

    def run(number: int) -> None:
        client = Client(base)
        place = number
        while (due := started + place / rate) < started + seconds:
            time.sleep(max(0.0, due - time.perf_counter()))
            status = client.send(request(place))
            assert status == 200, status
            found[number].append(1000 * (time.perf_counter() - due))
            place += connections
        client.close()

    _in_threads(run, connections)
    return [one for each in found for one in each]


def _in_threads(run: Callable[[int], None], number: int) -> None:
    with ThreadPoolExecutor(number) as pool:
        list(pool.map(run, range(number)))
