"""Writers and readers at a steady rate, each with a log of what was acknowledged and when."""

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from itertools import pairwise
from typing import Any, Protocol
from urllib.parse import urlsplit

import psycopg
from itsdangerous import URLSafeSerializer

from segue.connection import open_connection

TABLE = "failover_writes"
ANSWER_WITHIN_S = 30
ERRORS = (psycopg.Error, HTTPException, OSError)


class Client(Protocol):
    """One thread's way to write and to read; a call that returns was acknowledged."""

    def write(self) -> Any:
        """Write something new, and return what must be there from now on."""

    def read(self) -> None:
        """Read something."""


class SqlClient:
    """Writes rows by SQL, on a connection that is opened again after an error."""

    def __init__(self, url: str, thread: int) -> None:
        self._url, self._thread, self._number = url, thread, 0
        self._connection: psycopg.Connection[Any] | None = None

    def write(self) -> tuple[int, int]:
        """Insert one row; a row whose acknowledgement was lost is not tried again."""
        self._number += 1
        row = (self._thread, self._number)
        self._execute(f"insert into {TABLE} values (%s, %s)", row)  # noqa: S608
        return row

    def read(self) -> None:
        """Read one row."""
        self._execute(f"select * from {TABLE} limit 1", ())  # noqa: S608

    def _execute(self, query: str, row: tuple[int, ...]) -> None:
        try:
            if self._connection is None:
                self._connection = open_connection(self._url, autocommit=True)
            self._connection.execute(query, row)
        except psycopg.Error:
            if self._connection is not None:
                self._connection.close()
            self._connection = None
            raise


class ApiClient:
    """Gives verdicts through the API, as listeners who each judge every track once.

    It keeps one connection, and sends what a browser needs to: its share of the machine is small.
    """

    def __init__(self, root: str, tracks: list[str], thread: int) -> None:
        parts = urlsplit(root)
        self._host, self._port, self._path = str(parts.hostname), parts.port, parts.path
        self._tracks, self._next, self._listener = tracks, thread, ""
        self._cookies: dict[str, str] = {}
        self._connection: HTTPConnection | None = None

    def write(self) -> tuple[str, str, str]:
        """Store one verdict; return its listener, its track and itself."""
        if self._next % len(self._tracks) == 0:
            self._cookies.clear()  # the next listener
        track = self._tracks[self._next % len(self._tracks)]
        verdict = "like" if self._next % 3 else "dislike"
        self._next += 1
        self._send("PUT", f"/feedback/{track}", f'{{"verdict":"{verdict}"}}')
        return self._listener, track, verdict

    def read(self) -> None:
        """Read the recommendations for a track."""
        track = self._tracks[self._next % len(self._tracks)]
        self._next += 1
        self._send("GET", f"/tracks/{track}/recommendations")

    def _send(self, method: str, path: str, body: str | None = None) -> None:
        if self._connection is None:
            self._connection = HTTPConnection(self._host, self._port, timeout=ANSWER_WITHIN_S)
        headers = {"Content-Type": "application/json"} if body else {}
        if self._cookies:
            headers["Cookie"] = "; ".join(f"{name}={one}" for name, one in self._cookies.items())
        try:
            self._connection.request(method, self._path + path, body, headers)
            answer = self._connection.getresponse()
            text = answer.read()
        except (OSError, HTTPException):
            self._connection.close()
            self._connection = None
            raise
        for sent in answer.headers.get_all("Set-Cookie") or []:
            self._take_cookie(*sent.partition(";")[0].split("=", 1))
        if answer.status >= 400:
            raise OSError(f"{answer.status}: {text[:150]!r}")

    def _take_cookie(self, name: str, value: str) -> None:
        self._cookies[name] = value
        if name == "segue_profile":
            self._listener = str(URLSafeSerializer("").loads_unsafe(value)[1])


@dataclass
class Log:
    """What the threads of one kind did."""

    acknowledged: list[tuple[float, Any]] = field(default_factory=list)
    failed: list[tuple[float, str]] = field(default_factory=list)

    def longest_gap_s(self, since: float) -> float:
        """Return the longest time after the monotonic time `since` without an acknowledgement."""
        times = [since, *sorted(at for at, _ in self.acknowledged if at >= since)]
        return max((later - earlier for earlier, later in pairwise(times)), default=0.0)

    @property
    def share_answered(self) -> float:
        """Return the share of calls that were answered."""
        calls = len(self.acknowledged) + len(self.failed)
        return len(self.acknowledged) / calls if calls else 1.0


class Load:
    """Threads that write and read at a steady rate between `with` and its end."""

    def __init__(self, writers: Iterable[Client], readers: Iterable[Client], rate: float) -> None:
        self.writes, self.reads = Log(), Log()
        self._end = threading.Event()
        writers, readers = list(writers), list(readers)
        # lists take one item from several threads without a lock
        self._threads = [
            threading.Thread(target=self._run, args=(call, log, pause), daemon=True)
            for calls, log, pause in (
                ([each.write for each in writers], self.writes, len(writers) / rate),
                ([each.read for each in readers], self.reads, 0.1),
            )
            for call in calls
        ]

    def __enter__(self) -> "Load":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        for thread in self._threads:
            thread.join(2 * ANSWER_WITHIN_S)

    def _run(self, call: Callable[[], Any], log: Log, pause: float) -> None:
        due = time.monotonic()
        while not self._end.wait(max(0.0, due - time.monotonic())):
            # after an outage the calls that were due meanwhile are not made up for
            due = max(due + pause, time.monotonic() - 1)
            try:
                done = call()
                log.acknowledged.append((time.monotonic(), done))
            except ERRORS as error:
                log.failed.append((time.monotonic(), str(error).strip()[:200]))
