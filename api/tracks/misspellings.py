"""Spellings at one typing error from a word, as rows of bytes: thousands are made at once."""

from functools import lru_cache
from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt

from segue.array_files import KEY_BYTES

MIN_LETTERS_FOR_TYPO = 3
BLOCK = 256  # characters whose codes differ by less are of one script
Codes = npt.NDArray[np.uint32]


class Misspellings(NamedTuple):
    """Words in UTF-8, the row of each filled up with zeros, and their numbers of bytes."""

    rows: npt.NDArray[np.uint8]
    sizes: npt.NDArray[np.int64]

    @classmethod
    def from_word(cls, word: str, letters: str) -> Self:
        """Return the words at one insertion, deletion, substitution or transposition.

        New letters are those of `letters` from the scripts of the word. Some words are there more
        than once, and the word itself is among them.
        """
        blocks = frozenset(ord(letter) // BLOCK for letter in word)
        return cls._from_codes(
            _vary(_codes(word), _select_letters(letters, blocks, word.isascii()))
        )

    @classmethod
    def _from_codes(cls, varied: Codes) -> Self:
        width = varied.shape[1]
        if varied.max(initial=0) < 128:
            rows = np.zeros((len(varied), max(width, KEY_BYTES)), np.uint8)
            rows[:, :width] = varied
        else:
            texts = [one.encode() for one in varied.view(f"<U{width}").ravel().tolist()]
            width = max(KEY_BYTES, *map(len, texts))
            rows = np.array(texts, f"S{width}").view(np.uint8).reshape(-1, width)
        return cls(rows, np.count_nonzero(rows, axis=1))

    def text(self, number: int) -> bytes:
        """Return one of the words."""
        return self.rows[number, : self.sizes[number]].tobytes()

    def keys(self) -> npt.NDArray[np.uint64]:
        """Return the first bytes of each word as a number, as `keys_of`."""
        first = np.ascontiguousarray(self.rows[:, :KEY_BYTES])
        return first.view(">u8").ravel().astype(np.uint64)

    def begin_with(self, text: bytes) -> npt.NDArray[np.bool_]:
        """Return whether each of the words begins with `text`."""
        return (self.rows[:, : len(text)] == np.frombuffer(text, np.uint8)).all(axis=1)


@lru_cache(maxsize=64)
def _select_letters(letters: str, blocks: frozenset[int], is_ascii: bool) -> Codes:
    """Return the letters of some scripts; a word of ASCII has no other neighbours worth a try."""
    found = (one for one in letters if ord(one) // BLOCK in blocks)
    return _codes("".join(one for one in found if one.isascii() or not is_ascii))


def _codes(text: str) -> Codes:
    return np.frombuffer(text.encode("utf-32-le"), "<u4")


def _vary(word: Codes, letters: Codes) -> Codes:
    """Return the words at one typing error, a row each."""
    length, n_letters = len(word), len(letters)
    places = np.arange(length + 1)
    shorter = np.broadcast_to(word, (length, length)).copy()
    shorter[:, :-1] = np.where(places[:-2] < places[:-1, None], word[:-1], word[1:])
    shorter[:, -1] = 0
    swapped = np.broadcast_to(word, (length - 1, length)).copy()
    swapped[places[:-2], places[:-2]], swapped[places[:-2], places[1:-1]] = word[1:], word[:-1]
    replaced = np.broadcast_to(word, (length, n_letters, length)).copy()
    replaced[places[:-1], :, places[:-1]] = letters
    longer = np.empty((length + 1, n_letters, length + 1), word.dtype)
    before, after = np.append(word, 0), np.append(0, word).astype(word.dtype)
    longer[:] = np.where(places < places[:, None], before, after)[:, None]
    longer[places, :, places] = letters
    varied = np.zeros((2 * length - 1 + length * n_letters, length + 1), word.dtype)
    varied[:length, :-1], varied[length : 2 * length - 1, :-1] = shorter, swapped
    varied[2 * length - 1 :, :-1] = replaced.reshape(-1, length)
    return np.concatenate([varied, longer.reshape(-1, length + 1)])
