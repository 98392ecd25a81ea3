"""Answers that are the same for every listener without verdicts, kept for one build."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock

MAX_BYTES = 32_000_000  # of each worker


class AnswerCache:
    """The JSON of answers by what was asked; those used least recently make room."""

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self._max_bytes = max_bytes
        self._n_bytes = 0
        self._answers: OrderedDict[Hashable, bytes] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], bytes]) -> bytes:
        """Return the answer to `key`, made now if there is none."""
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                return self._answers[key]
        made = make()
        with self._lock:
            if key not in self._answers:
                self._answers[key] = made
                self._n_bytes += len(made)
            while self._n_bytes > self._max_bytes:
                self._n_bytes -= len(self._answers.popitem(last=False)[1])
        return made
