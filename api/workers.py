"""Worker processes of the server: each that ends is replaced."""

import time
from pathlib import Path
from typing import Any

from granian.server.mp import MPServer

LOOK_EVERY_S = 0.1
MANY_STARTS, WITHIN_S = 10, 60.0


class Workers(MPServer):
    """Granian's server that looks itself, many times a second, which of its workers have ended.

    Granian waits without a limit until a thread reports the end of a worker. A report is lost if it
    arrives while the one before it is handled, and a signal if it arrives just before the wait.

    Workers that are killed are no reason to end, however many. Those that end again and again
    before one of them has its app are: each touches the file `started` when it has.
    """

    def __init__(self, started: Path, **options: Any) -> None:
        super().__init__(**options)
        self.has_failed = False
        self._started = started
        self._starts: list[float] = []

    def _serve_loop(self, spawn_target: Any, target_loader: Any) -> None:
        while not (self.interrupt_signal or self.has_failed):
            time.sleep(LOOK_EVERY_S)
            if self.reload_signal:
                self._reload(spawn_target, target_loader)
            for place, worker in enumerate(self.wrks):
                if not (self.interrupt_signal or self.has_failed) and not worker.is_alive():
                    self._replace(place, spawn_target, target_loader)

    def _replace(self, place: int, spawn_target: Any, target_loader: Any) -> None:
        """Start a worker for one that has ended."""
        since = time.time() - WITHIN_S
        self._starts = [*(one for one in self._starts if one > since), time.time()]
        self.has_failed = len(self._starts) >= MANY_STARTS and not self._has_any_started(since)
        if not self.has_failed:
            worker = self._spawn_worker(place, spawn_target, target_loader)
            worker.start()
            self.wrks[place] = worker

    def _has_any_started(self, since: float) -> bool:
        return self._started.exists() and self._started.stat().st_mtime > since
