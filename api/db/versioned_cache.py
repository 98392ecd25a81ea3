"""Cache of a value that was computed from the marts, shared by all threads of one app."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from api.db.data_version import DataVersion

Value = TypeVar("Value")


class VersionedCache(Generic[Value]):
    """A value that is loaded again when its version has changed, but not during a build.

    The first thread to notice the change loads the new value. Other threads use the old value
    meanwhile; they wait only when there is none yet.
    """

    def __init__(self, version: Callable[[], DataVersion], load: Callable[[], Value]) -> None:
        self._version = version
        self._load = load
        self._lock = threading.Lock()
        self._cached: tuple[DataVersion, Value] | None = None

    def current(self) -> Value:
        """Return the value for the current version of the marts."""
        version = self._version()
        cached = self._cached
        if cached is None or _is_newer(version, cached[0]):
            if self._lock.acquire(blocking=cached is None):
                try:
                    if self._cached is None or _is_newer(version, self._cached[0]):
                        self._cached = (version, self._load())
                finally:
                    self._lock.release()
            cached = self._cached
        assert cached is not None
        return cached[1]


def _is_newer(version: DataVersion, cached: DataVersion) -> bool:
    return version.numbers != cached.numbers and not version.is_building
