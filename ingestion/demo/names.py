"""Invented names, drawn so that none comes twice, and ids of Spotify's form."""

import hashlib
from collections.abc import Callable

from numpy.random import Generator

from ingestion.demo import words

BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
ID_LENGTH = 22


def demo_id(seed: int, kind: str, number: int | str) -> str:
    """Return 22 letters and digits that depend on the arguments only."""
    rest = int.from_bytes(hashlib.sha256(f"{seed}:{kind}:{number}".encode()).digest(), "big")
    digits = []
    for _ in range(ID_LENGTH):
        rest, digit = divmod(rest, len(BASE62))
        digits.append(BASE62[digit])
    return "".join(digits)


class Names:
    """Draws names from the words; asks again when a name was given before."""

    def __init__(self, random: Generator) -> None:
        self._random = random
        self._given: set[str] = set()

    def artist(self) -> str:
        """Return the name of a person, a band or a project."""
        return self._new((
            lambda: f"{self._any(words.FIRST_NAMES)} {self._any(words.LAST_NAMES)}",
            lambda: f"The {self._any(words.ADJECTIVES)} {self._any(words.NOUNS)}",
            lambda: f"{self._any(words.ADJECTIVES)} {self._any(words.NOUNS)}",
            lambda: f"{self._any(words.PLACES)} {self._any(words.NOUNS)}",
        ))  # fmt: skip

    def album(self) -> str:
        """Return the title of an album."""
        return self._new((
            lambda: f"{self._any(words.ADJECTIVES)} {self._any(words.NOUNS)}",
            lambda: f"{self._any(words.VERBS)} {self._any(words.PLACES)}",
            lambda: f"The {self._any(words.NOUNS)} of {self._any(words.PLACES)}",
            lambda: f"{self._any(words.NOUNS)} & {self._any(words.NOUNS)}",
        ))  # fmt: skip

    def track(self) -> str:
        """Return the title of a track."""
        return self._new((
            lambda: f"{self._any(words.ADJECTIVES)} {self._any(words.NOUNS)}",
            lambda: f"{self._any(words.VERBS)} {self._any(words.NOUNS)}",
            lambda: f"{self._any(words.VERBS)} in {self._any(words.PLACES)}",
            lambda: f"{self._any(words.NOUNS)} over {self._any(words.PLACES)}",
            lambda: f"My {self._any(words.ADJECTIVES)} {self._any(words.NOUNS)}",
            lambda: f"No More {self._any(words.NOUNS)}",
            lambda: f"{self._any(words.PLACES)} at {self._any(words.MOODS)}",
        ))  # fmt: skip

    def playlist(self, scene: str) -> str:
        """Return the name that a listener gives a playlist."""
        return self._new((
            lambda: f"{self._any(words.MOODS)} {scene}",
            lambda: f"{scene} for {self._any(words.MOODS).lower()}",
            lambda: f"{self._any(words.ADJECTIVES).lower()} {self._any(words.MOODS).lower()}",
            lambda: f"{self._any(words.MOODS)} in {self._any(words.PLACES)}",
            lambda: f"{scene} {2010 + int(self._random.integers(16))}",
        ))  # fmt: skip

    def _new(self, forms: tuple[Callable[[], str], ...]) -> str:
        while True:
            name = forms[self._random.integers(len(forms))]()
            if name not in self._given:
                self._given.add(name)
                return name

    def _any(self, choices: list[str]) -> str:
        return choices[self._random.integers(len(choices))]
