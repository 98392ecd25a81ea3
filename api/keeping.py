"""Keeps what was read from the marts until they are built anew, for all threads of one app."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

Version = tuple[int, ...]
Kept = TypeVar("Kept")


class Keeper(Generic[Kept]):
    """Reads again when the version has changed; the first to notice does it.

    Whoever comes while another reads uses what was read before, if there is something.
    """

    def __init__(self, version: Callable[[], Version], read: Callable[[], Kept]) -> None:
        self._version = version
        self._read = read
        self._lock = threading.Lock()
        self._kept: tuple[Version, Kept] | None = None

    def newest(self) -> Kept:
        """Return what the marts say as they are now."""
        version = self._version()
        kept = self._kept
        if kept is None or kept[0] != version:
            if self._lock.acquire(blocking=kept is None):
                try:
                    if self._kept is None or self._kept[0] != version:
                        self._kept = (version, self._read())
                finally:
                    self._lock.release()
            kept = self._kept
        assert kept is not None
        return kept[1]
