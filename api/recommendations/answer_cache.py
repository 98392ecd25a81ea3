"""Answers that are the same for every listener without verdicts, kept for one build."""

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import NamedTuple, Self

MAX_BYTES = 32_000_000  # of each worker


class Answer(NamedTuple):
    """The JSON of an answer, and an ETag if it is the same for every listener without verdicts."""

    body: bytes
    etag: str | None = None

    @classmethod
    def shared(cls, body: bytes) -> Self:
        """Return an answer with the ETag that all workers give it."""
        return cls(body, f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"')


class AnswerCache:
    """Answers by what was asked; those used least recently make room."""

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self._max_bytes = max_bytes
        self._n_bytes = 0
        self._answers: OrderedDict[Hashable, Answer] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], bytes]) -> Answer:
        """Return the answer to `key`, made now if there is none."""
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                return self._answers[key]
        made = Answer.shared(make())
        with self._lock:
            if key not in self._answers:
                self._answers[key] = made
                self._n_bytes += len(made.body)
            while self._n_bytes > self._max_bytes:
                self._n_bytes -= len(self._answers.popitem(last=False)[1].body)
        return made
