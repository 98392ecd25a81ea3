"""Choice of a server of a cluster: writes go to the primary, reads to standbys that are current.

A thread for each server asks it twice a second for its role and its position in the write-ahead
log (LSN). A position only grows, so what a standby has shown once it shows from then on. A
standby may answer a request if it has replayed

- what the primary had written `SEGUE_MAX_LAG_S` ago, so that no read is older than that,
- what this listener has written, so that everyone sees their own verdicts,
- what the loaded index was read from, so that no older rows are combined with it.

Otherwise the primary answers.
"""

import logging
import random
import threading
import time
from collections import deque
from dataclasses import dataclass

import psycopg

from segue.connection import open_connection
from segue.errors import SegueError
from segue.watchdog import WATCHDOG

POLL_S = 0.5
FRESH_S = 2.5  # a server that was silent for longer gets no requests
SILENT_S = 3.0  # statements on a server that is silent for longer are ended
WAIT_S = 6.0  # how long a read waits for a server, as after the loss of the primary
# The position for the next record would be beyond a page's header, where no standby arrives before
# there is another record; a commit that was acknowledged has been flushed.
POSITION = (
    "select pg_wal_lsn_diff(case when pg_is_in_recovery() then pg_last_wal_replay_lsn() "
    "else pg_current_wal_flush_lsn() end, '0/0')::bigint"
)
STATE = (
    f"{POSITION}, case when not pg_is_in_recovery() then "
    "('x' || left(pg_walfile_name(pg_current_wal_flush_lsn()), 8))::bit(32)::integer end"
)


log = logging.getLogger(__name__)


class NoServerError(SegueError):
    """No server of the cluster may answer now, as during a failover."""


class ServerBehindError(SegueError):
    """A standby has older rows than the loaded index."""


@dataclass(frozen=True)
class ServerState:
    """Answer of a server: it has everything up to `lsn` that was committed before `asked_at`.

    `timeline` is None for a standby. A promotion begins a timeline with a higher number.
    """

    lsn: int
    timeline: int | None
    asked_at: float


class Servers:
    """What is known of the servers of a cluster; `urls` are by name."""

    def __init__(self, urls: dict[str, str], max_lag_s: float) -> None:
        self.urls = urls
        self._max_lag_s = max_lag_s
        self._states: dict[str, ServerState] = {}
        self._of_primary: deque[ServerState] = deque()  # those within the lag, and the last one
        self._index_lsn = 0
        self._lock = threading.Lock()
        self._has_changed = threading.Condition(self._lock)
        self._stopped = threading.Event()
        self._threads: list[threading.Thread] = []
        self._started_at = 0.0

    def start(self) -> None:
        """Begin to ask the servers, unless that has begun."""
        with self._lock:
            if self._threads:
                return
            self._started_at = time.monotonic()
            self._threads = [
                threading.Thread(target=self._poll, args=one, name=f"poll {one[0]}", daemon=True)
                for one in self.urls.items()
            ]
            for thread in self._threads:
                thread.start()

    def stop(self) -> None:
        """End the threads."""
        self._stopped.set()
        for thread in self._threads:
            thread.join()

    def wait_for_reader(self, lsn: int) -> str:
        """Return a server for reads that need everything up to `lsn`; wait if there is none now.

        Raises
        ------
        NoServerError
            If there is none for `WAIT_S` seconds.
        """
        self.start()
        with self._has_changed:
            found = self._has_changed.wait_for(lambda: self._reader(lsn), WAIT_S)
        if found is None:
            raise NoServerError(
                "expected a database server that is current, got none; a failover may be under "
                "way, try again in some seconds"
            )
        return found

    def find_primary(self) -> str:
        """Return the server for writes.

        Raises
        ------
        NoServerError
            If there is none now: a writer should not wait for a failover, but repeat its request.
        """
        self.start()
        with self._has_changed:
            # the first answers after the start
            self._has_changed.wait_for(lambda: self._states, WAIT_S)
            found = self._primary()
        if found is None:
            raise NoServerError(
                "expected a primary database server, got none; a failover may be under way, try "
                "again in some seconds"
            )
        return found

    def is_primary(self, name: str) -> bool:
        """Return whether a server takes writes."""
        with self._lock:
            return self._primary() == name

    def reject(self, name: str) -> None:
        """Use a server whose connection broke only after it has answered again."""
        with self._lock:
            self._states.pop(name, None)

    def knows_index(self, lsn: int) -> bool:
        """Return whether a server at `lsn` has the rows of the loaded index."""
        with self._lock:
            return lsn >= self._index_lsn

    def require(self, lsn: int) -> None:
        """Read from now on only from servers at `lsn`, as an index was loaded there."""
        with self._lock:
            self._index_lsn = max(self._index_lsn, lsn)

    def _reader(self, lsn: int) -> str | None:
        if not self._of_primary and time.monotonic() < self._started_at + FRESH_S:
            return None  # the lag of a standby is unknown before the primary has answered
        needed = max(lsn, self._index_lsn, self._lsn_within_lag())
        standbys = [
            name
            for name, state in self._fresh().items()
            if state.timeline is None and state.lsn >= needed
        ]
        return random.choice(standbys) if standbys else self._primary()  # noqa: S311

    def _primary(self) -> str | None:
        """Return the server with the newest timeline: a former primary may think that it is one."""
        timelines = {
            name: state.timeline
            for name, state in self._fresh().items()
            if state.timeline is not None
        }
        newest = self._of_primary[-1].timeline if self._of_primary else None
        current = [name for name, timeline in timelines.items() if timeline == newest]
        return current[0] if current else None

    def _fresh(self) -> dict[str, ServerState]:
        since = time.monotonic() - FRESH_S
        return {name: state for name, state in self._states.items() if state.asked_at >= since}

    def _lsn_within_lag(self) -> int:
        """Return the first position of the primary within the bound, else its last one."""
        since = time.monotonic() - self._max_lag_s
        within = (state.lsn for state in self._of_primary if state.asked_at >= since)
        return next(within, self._of_primary[-1].lsn if self._of_primary else 0)

    def _note(self, name: str, state: ServerState) -> None:
        with self._has_changed:
            self._states[name] = state
            if state.timeline is not None:
                self._note_primary(state, state.timeline)
            self._has_changed.notify_all()

    def _note_primary(self, state: ServerState, timeline: int) -> None:
        newest = self._of_primary[-1].timeline if self._of_primary else None
        if newest is not None and timeline < newest:
            return
        if newest is not None and timeline > newest:
            # what the former primary wrote last may be lost, but nobody has seen it: a commit is
            # visible only after a standby has it
            self._of_primary.clear()
            self._index_lsn = min(self._index_lsn, state.lsn)
        self._of_primary.append(state)
        while self._of_primary[0].asked_at < state.asked_at - self._max_lag_s:
            self._of_primary.popleft()

    def _poll(self, name: str, url: str) -> None:
        has_failed = False
        while not self._stopped.is_set():
            try:
                with open_connection(url, autocommit=True, connect_timeout=2) as connection:
                    WATCHDOG.watch(connection, SILENT_S)
                    self._poll_with(name, connection)
            except psycopg.Error as error:
                if self._states.pop(name, None) or not has_failed:
                    log.warning("the server %s does not answer: %s", name, _first_line(error))
                has_failed = True
                self._stopped.wait(POLL_S)

    def _poll_with(self, name: str, connection: psycopg.Connection) -> None:
        while not self._stopped.is_set():
            asked_at = time.monotonic()
            row = connection.execute(STATE).fetchone()
            assert row is not None
            self._note(name, ServerState(lsn=row[0] or 0, timeline=row[1], asked_at=asked_at))
            self._stopped.wait(POLL_S)


def _first_line(error: BaseException) -> str:
    return next(iter(str(error).splitlines()), "")
