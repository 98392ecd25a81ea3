"""Answers to questions that were asked before, kept for one build."""

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import NamedTuple

MAX_BYTES = 8_000_000  # of each worker


class Answer(NamedTuple):
    """The JSON of an answer, and an ETag if it is the same for every listener without verdicts."""

    body: bytes
    etag: str | None = None


class AnswerCache:
    """Answers by what was asked; those used least recently make room.

    The ETag of an answer follows from the question and from `version`, which the workers of one
    server have from the files of the build. Without a version answers have no ETag.
    """

    def __init__(self, version: str | None = None, max_bytes: int = MAX_BYTES) -> None:
        self._version = version
        self._max_bytes = max_bytes
        self._n_bytes = 0
        self._answers: OrderedDict[str, Answer] = OrderedDict()
        self._lock = Lock()

    def name(self, key: str, body: bytes) -> Answer:
        """Return an answer with its ETag, and keep nothing of it."""
        if self._version is None:
            return Answer(body)
        named = hashlib.blake2b(f"{self._version} {key}".encode(), digest_size=12).hexdigest()
        return Answer(body, f'"{named}"')

    def get(self, key: str, make: Callable[[], bytes]) -> Answer:
        """Return the answer to `key`, made now if there is none."""
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                return self._answers[key]
        made = self.name(key, make())
        with self._lock:
            if key not in self._answers:
                self._answers[key] = made
                self._n_bytes += len(key) + len(made.body)
            while self._n_bytes > self._max_bytes:
                oldest, answer = self._answers.popitem(last=False)
                self._n_bytes -= len(oldest) + len(answer.body)
        return made
