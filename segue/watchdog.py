"""Ends connections to a server that has stopped answering, so that nobody waits for ever.

The kernel of a frozen server still acknowledges what a client sends. Neither TCP nor libpq notices
anything, and a `statement_timeout` is an alarm of the server itself. A limit on the client's side
would be wrong for the long statements of a build. Therefore a thread asks the server over a
connection of its own while a statement is running. If the server stays silent, the thread shuts
the sockets down, and their statements fail as after any loss of the connection.

It never cancels a statement: a server whose COMMIT waits for a standby answers a cancellation with
success, although the transaction would be lost with that server.
"""

import logging
import math
import os
import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from psycopg.pq import TransactionStatus

INTERVAL_S = 1.0
ANSWER_WITHIN_S = 2.0
SILENT_S = 10.0  # a machine that only swaps or is overloaded answers again within this time
SSL_REQUEST = struct.pack("!ii", 8, 80877103)  # any server answers with one byte, without a login
Server = tuple[int, Any]  # the family and the address of its socket
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Endpoint:
    """Both ends of a socket, which tell it from another socket that got its number later."""

    server: Server
    own: Any

    @classmethod
    def from_socket(cls, found: socket.socket) -> "Endpoint":
        """Return the ends of a connected socket."""
        return cls((found.family, found.getpeername()), found.getsockname())


@dataclass(frozen=True)
class Watched:
    """A connection's socket, and how long its server may be silent."""

    endpoint: Endpoint
    silent_s: float


class Watchdog:
    """Watches connections of psycopg and psycopg2; its thread runs while there are any."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._watched: WeakKeyDictionary[Any, Watched] = WeakKeyDictionary()
        self._limits: WeakKeyDictionary[Any, float] = WeakKeyDictionary()
        self._silent_since: dict[Server, float] = {}
        self._were_waiting: set[int] = set()
        self._thread: threading.Thread | None = None

    def forget(self) -> None:
        """Begin anew: this process watches nothing yet."""
        self.__init__()  # type: ignore[misc]

    def watch(self, connection: Any, silent_s: float | None = None) -> None:
        """End `connection` if its server is silent for some seconds during a statement."""
        with _copy_socket(connection) as found:
            watched = Watched(Endpoint.from_socket(found), silent_s or SILENT_S)
        with self._lock:
            self._watched[connection] = watched
            if self._thread is None or not self._thread.is_alive():  # dead after a fork
                self._thread = threading.Thread(target=self._run, name="watchdog", daemon=True)
                self._thread.start()

    @contextmanager
    def limit(self, connection: Any, seconds: float) -> Iterator[None]:
        """End `connection` if the statements of the block take longer than `seconds`.

        This is for a COMMIT that waits for a standby: the server answers, the COMMIT never does.
        """
        with self._lock:
            self._limits[connection] = time.monotonic() + seconds
        try:
            yield
        finally:
            with self._lock:
                self._limits.pop(connection, None)

    def _run(self) -> None:
        while True:
            time.sleep(INTERVAL_S)
            with self._lock:
                for connection in [one for one in self._watched if one.closed]:
                    del self._watched[connection]
                if not self._watched:
                    self._thread = None
                    return
                watched = dict(self._watched)
                limits = dict(self._limits)
            self._check(watched, limits)

    def _check(self, watched: dict[Any, Watched], limits: dict[Any, float]) -> None:
        """Ask the servers of statements that run longer than one interval."""
        waiting = {one: each for one, each in watched.items() if _is_waiting(one)}
        for connection, end_at in limits.items():
            if connection in waiting and time.monotonic() >= end_at:
                _end(connection, waiting[connection].endpoint, "a statement has not ended in time")
        long = {one: each for one, each in waiting.items() if id(one) in self._were_waiting}
        self._were_waiting = {id(one) for one in waiting}
        self._ask({each.endpoint.server for each in long.values()})
        for connection, each in long.items():
            since = self._silent_since.get(each.endpoint.server, math.inf)
            if time.monotonic() - since >= each.silent_s:
                _end(connection, each.endpoint, "the server does not answer")

    def _ask(self, servers: set[Server]) -> None:
        """Note since when each of the servers has been silent, and forget all others."""
        silent_since = {}
        for server in servers:
            asked_at = time.monotonic()
            if not _answers(*server):
                silent_since[server] = self._silent_since.get(server, asked_at)
        self._silent_since = silent_since


def _is_waiting(connection: Any) -> bool:
    """Return whether a statement or COPY is running; this reads memory and sends nothing."""
    return not connection.closed and bool(
        connection.info.transaction_status == TransactionStatus.ACTIVE
    )


def _answers(family: int, address: Any) -> bool:
    """Return whether the server's main process accepts a connection and starts a process for it."""
    with socket.socket(family) as probe:
        probe.settimeout(ANSWER_WITHIN_S)
        try:
            probe.connect(address)
            probe.sendall(SSL_REQUEST)
            return probe.recv(1) != b""
        except OSError:
            return False


def _end(connection: Any, endpoint: Endpoint, reason: str) -> None:
    try:
        with _copy_socket(connection) as found:
            if Endpoint.from_socket(found) == endpoint:
                log.warning("ending a connection to %s: %s", endpoint.server[1], reason)
                found.shutdown(socket.SHUT_RDWR)
    except Exception:  # each driver has its own error for a connection that was just closed
        log.debug("a connection was closed before it could be ended", exc_info=True)


def _copy_socket(connection: Any) -> socket.socket:
    return socket.socket(fileno=os.dup(connection.fileno()))


WATCHDOG = Watchdog()
# another thread may hold the lock at a fork, and the child has none of the threads
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=WATCHDOG.forget)
