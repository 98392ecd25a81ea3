"""Bodies of requests that do not arrive: they must not hold the threads that answer requests.

A thread reads the body of its request, and the server (granian) lets it wait for as long as the
client likes: a few clients that announce a body and send none would stop the service. A read cannot
be given up, only ended from outside. Therefore a thread shuts down connections of a client whose
body is late. WSGI does not tell which of them: those to which nothing was sent for as long. Others
of them are at rest, and a client opens new ones.
"""

import os
import socket
import struct
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask

from api.db.database import connections_of_this_process
from api.http.telemetry import log

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

Client = tuple[str, int]  # its address, and the port of this server that it came to

WITHIN_S = 10.0
WITHIN_IF_MANY_S = 2.0  # while half of the threads wait for bodies
INTERVAL_S = 0.5
OPEN_FILES = Path("/proc/self/fd")
MAPPED = "::ffff:"  # before an address of IPv4 on a socket of IPv6
# of Linux' struct tcp_info: milliseconds since something was sent
LAST_DATA_SENT = struct.Struct("=44xI")


def register_slow_bodies(app: Flask) -> None:
    """End the requests of `app` whose bodies do not arrive; on Linux, where connections tell it."""
    if sys.platform == "linux":
        waits = BodyWaits(most=connections_of_this_process() // 2)
        app.wsgi_app = _WithTimedBodies(app.wsgi_app, waits)  # type: ignore[method-assign]


class BodyWaits:
    """The reads of bodies that go on now: since when, and of which client."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._reads: dict[object, tuple[float, Client]] = {}
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    @contextmanager
    def note(self, since: float, client: Client) -> Iterator[None]:
        """Note a read while the block lasts."""
        key = object()
        with self._lock:
            self._reads[key] = since, client
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="slow bodies", daemon=True)
                self._thread.start()
        try:
            yield
        finally:
            with self._lock:
                del self._reads[key]

    def late(self, now: float) -> dict[Client, float]:
        """Return the clients with late bodies, and for how many seconds the first has waited."""
        with self._lock:
            reads = list(self._reads.values())
        limit = WITHIN_IF_MANY_S if len(reads) >= self._most else WITHIN_S
        found: dict[Client, float] = {}
        for since, client in reads:
            if now - since >= limit:
                found[client] = max(now - since, found.get(client, 0.0))
        return found

    def _is_any(self) -> bool:
        """Return whether a read goes on; if none does, the next one starts another thread."""
        with self._lock:
            if not self._reads:
                self._thread = None
            return bool(self._reads)

    def _run(self) -> None:
        while self._is_any():
            time.sleep(INTERVAL_S)
            for client, waited_s in self.late(time.monotonic()).items():
                number = end_connections(client, min(waited_s, WITHIN_IF_MANY_S))
                log().warning("a body did not arrive", client=client[0], connections_ended=number)


def end_connections(client: Client, silent_s: float) -> int:
    """Shut down the connections of a client to this server to whom nothing was sent for a while."""
    number = 0
    for file in OPEN_FILES.iterdir():
        found = _socket(int(file.name))
        if found is None:
            continue
        with found:
            try:
                if _is_silent(found, client, silent_s):
                    found.shutdown(socket.SHUT_RDWR)
                    number += 1
            except OSError:  # not connected, or not any more
                continue
    return number


def _socket(file: int) -> socket.socket | None:
    """Return a socket to close after use; None if the file is none, or was closed meanwhile."""
    try:
        copy = os.dup(file)
    except OSError:
        return None
    try:
        return socket.socket(fileno=copy)
    except OSError:
        os.close(copy)  # else the other end of a pipe would wait for its end for ever
        return None


def _is_silent(found: socket.socket, client: Client, silent_s: float) -> bool:
    address, port = client
    if found.family not in (socket.AF_INET, socket.AF_INET6) or found.type != socket.SOCK_STREAM:
        return False
    if found.getsockname()[1] != port:  # as one to the database on this machine
        return False
    if found.getpeername()[0].removeprefix(MAPPED) != address.removeprefix(MAPPED):
        return False
    return since_last_sent_ms(found) >= silent_s * 1000


def since_last_sent_ms(found: socket.socket) -> int:
    """Return how long ago something was sent on a connection, or how long ago it was opened."""
    about = found.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, LAST_DATA_SENT.size)
    return int(LAST_DATA_SENT.unpack(about)[0])


class _TimedBody:
    """The body of one request, as WSGI gives it to an app."""

    def __init__(self, body: Any, waits: BodyWaits, client: Client) -> None:
        self._body, self._waits, self._client = body, waits, client
        self._since: float | None = None
        self.is_long = False  # each part has to arrive in time, not the whole

    def read(self, size: int = -1) -> bytes:
        """Return up to `size` bytes, or all."""
        if self._since is None or self.is_long:
            self._since = time.monotonic()
        with self._waits.note(self._since, self._client):
            return bytes(self._body.read(size))


def allow_long_body(environ: "WSGIEnvironment") -> None:
    """Let the body of a request take long, as one of a gigabyte does, while its parts arrive."""
    body = environ["wsgi.input"]
    if isinstance(body, _TimedBody):
        body.is_long = True


class _WithTimedBodies:
    """Gives each request of an app a body that arrives in time or ends."""

    def __init__(self, app: "WSGIApplication", waits: BodyWaits) -> None:
        self._app, self._waits = app, waits

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        if environ.get("CONTENT_LENGTH") or "HTTP_TRANSFER_ENCODING" in environ:
            client = environ.get("REMOTE_ADDR", ""), int(environ["SERVER_PORT"])
            environ["wsgi.input"] = _TimedBody(environ["wsgi.input"], self._waits, client)
        return self._app(environ, start_response)
