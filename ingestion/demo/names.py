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
        self._used: set[str] = set()

    def artist(self) -> str:
        """Return the name of a person, a band or a project."""
        return self._draw_new((
            lambda: f"{self._pick(words.FIRST_NAMES)} {self._pick(words.LAST_NAMES)}",
            lambda: f"The {self._pick(words.ADJECTIVES)} {self._pick(words.NOUNS)}",
            lambda: f"{self._pick(words.ADJECTIVES)} {self._pick(words.NOUNS)}",
            lambda: f"{self._pick(words.PLACES)} {self._pick(words.NOUNS)}",
        ))  # fmt: skip

    def album(self) -> str:
        """Return the title of an album."""
        return self._draw_new((
            lambda: f"{self._pick(words.ADJECTIVES)} {self._pick(words.NOUNS)}",
            lambda: f"{self._pick(words.VERBS)} {self._pick(words.PLACES)}",
            lambda: f"The {self._pick(words.NOUNS)} of {self._pick(words.PLACES)}",
            lambda: f"{self._pick(words.NOUNS)} & {self._pick(words.NOUNS)}",
        ))  # fmt: skip

    def track(self) -> str:
        """Return the title of a track."""
        return self._draw_new((
            lambda: f"{self._pick(words.ADJECTIVES)} {self._pick(words.NOUNS)}",
            lambda: f"{self._pick(words.VERBS)} {self._pick(words.NOUNS)}",
            lambda: f"{self._pick(words.VERBS)} in {self._pick(words.PLACES)}",
            lambda: f"{self._pick(words.NOUNS)} over {self._pick(words.PLACES)}",
            lambda: f"My {self._pick(words.ADJECTIVES)} {self._pick(words.NOUNS)}",
            lambda: f"No More {self._pick(words.NOUNS)}",
            lambda: f"{self._pick(words.PLACES)} at {self._pick(words.MOODS)}",
        ))  # fmt: skip

    def playlist(self, scene: str) -> str:
        """Return the name that a listener gives a playlist."""
        return self._draw_new((
            lambda: f"{self._pick(words.MOODS)} {scene}",
            lambda: f"{scene} for {self._pick(words.MOODS).lower()}",
            lambda: f"{self._pick(words.ADJECTIVES).lower()} {self._pick(words.MOODS).lower()}",
            lambda: f"{self._pick(words.MOODS)} in {self._pick(words.PLACES)}",
            lambda: f"{scene} {2010 + int(self._random.integers(16))}",
        ))  # fmt: skip

    def _draw_new(self, forms: tuple[Callable[[], str], ...]) -> str:
        while True:
            name = forms[self._random.integers(len(forms))]()
            if name not in self._used:
                self._used.add(name)
                return name

    def _pick(self, choices: list[str]) -> str:
        return choices[self._random.integers(len(choices))]
