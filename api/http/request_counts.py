"""Counts of requests that hold over all processes and servers, kept in Postgres.

A limit of few requests is counted there one by one. For a larger one each process counts by itself
and adds what it has counted to the shared row from time to time, so that most requests cost no
statement: the others' requests are known after a twentieth of the limit, or after some seconds.
While the database is away each process counts alone.
"""

import hashlib
import threading
import time
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy.exc
from flask import current_app
from sqlalchemy import text

from api.db.database import write_unlogged
from api.db.servers import NoServerError
from api.http.telemetry import log

SHARES_PER_LIMIT = 20
SHARE_WITHIN_S = 5.0
NEARLY = 0.8  # of the limit: from there on every request is counted in Postgres
MAX_KEYS = 20_000  # then the oldest are forgotten; their counts are in Postgres
SHARES_BETWEEN_CLEANINGS = 500

# a clock that was set back must not prolong a window
IS_OPEN = "counts.expires_at > now() and counts.expires_at <= excluded.expires_at"
ADD = text(f"""
    insert into app.request_counts as counts (key, hits, expires_at)
    values (:key, :hits, now() + make_interval(secs => :window))
    on conflict (key) do update set
        hits = excluded.hits + case when {IS_OPEN} then counts.hits else 0 end,
        expires_at = case when {IS_OPEN} then counts.expires_at else excluded.expires_at end
    returning hits, expires_at,
        extract(epoch from expires_at - now())::double precision as remaining_s
""")  # noqa: S608 - no part of it comes from outside
FORGET = text("delete from app.request_counts where key = :key returning hits")
CLEAN = text(
    "delete from app.request_counts where expires_at < now() - interval '1 day' returning hits"
)


@dataclass(frozen=True)
class Count:
    """How many requests there were in a window, and how long it still lasts."""

    hits: int
    remaining_s: float


@dataclass
class _Counter:
    """What a process knows of one key."""

    ends_at: float
    shared: int = 0
    pending: int = 0
    shared_at: float = 0.0
    expires_at: datetime | None = None  # of the shared row


@dataclass
class RequestCounts:
    """The counts of one process."""

    _counters: dict[bytes, _Counter] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _n_shares: int = 0

    def add(self, name: str, limit: int, window_s: int) -> Count:
        """Count one request under `name`, and return how many there were in this window."""
        key, now = _key(name), time.monotonic()
        with self._lock:
            counter = self._counters.get(key)
            if counter is None or counter.ends_at <= now:
                self._counters.pop(key, None)  # so that the newest is the last
                counter = self._counters[key] = _Counter(ends_at=now + window_s)
                if len(self._counters) > MAX_KEYS:
                    self._counters.pop(next(iter(self._counters)))
            counter.pending += 1
            if not _is_due(counter, limit, now):
                return _count(counter, now)
            hits, counter.pending = counter.pending, 0
            counter.shared += hits  # what others see meanwhile
            counter.shared_at = now
        self._share(key, counter, hits, window_s)
        return _count(counter, now)

    def forget(self, name: str) -> None:
        """Begin again at zero."""
        key = _key(name)
        with self._lock:
            self._counters.pop(key, None)
        write_unlogged(FORGET, {"key": key})

    def _share(self, key: bytes, counter: _Counter, hits: int, window_s: int) -> None:
        try:
            row = write_unlogged(ADD, {"key": key, "hits": hits, "window": window_s})[0]
            with self._lock:
                # another thread may know a higher count of the same window already
                is_known = counter.expires_at == row.expires_at
                counter.shared = max(counter.shared, row.hits) if is_known else row.hits
                counter.expires_at = row.expires_at
                counter.ends_at = time.monotonic() + row.remaining_s
                self._n_shares += 1
            if self._n_shares % SHARES_BETWEEN_CLEANINGS == 0:
                write_unlogged(CLEAN, {})
        except (sqlalchemy.exc.DBAPIError, sqlalchemy.exc.TimeoutError, NoServerError) as error:
            log().warning("requests are counted by this process alone", reason=type(error).__name__)


def _is_due(counter: _Counter, limit: int, now: float) -> bool:
    """Return whether the pending requests are to be added to the shared count."""
    known = counter.shared + counter.pending
    if known - counter.pending > limit:
        return False  # refused until the window ends
    return (
        counter.shared_at == 0.0
        or counter.pending >= limit / SHARES_PER_LIMIT
        or counter.shared_at < now - SHARE_WITHIN_S
        or known > NEARLY * limit
    )


def _count(counter: _Counter, now: float) -> Count:
    return Count(counter.shared + counter.pending, max(counter.ends_at - now, 0.0))


def _key(name: str) -> bytes:
    """Return a hash that only the holder of the app's key can compute: no address is stored."""
    key = str(current_app.secret_key).encode()[:64]
    return hashlib.blake2b(name.encode(), digest_size=16, key=key).digest()
