"""Inverted index of words; rows are numbered by popularity, so results are sorted.

A search over 1.2 million texts is as quick as one over 1,000. The vocabulary is sorted: all words
with one prefix are neighbours and their rows are one slice. Rows are examined from the most popular
on, and only until there are enough. Misspelled words are found by trying every spelling at one
typing error from the word. All of it is arrays, which processes share as files.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import OSA
from scipy import sparse

from api.tracks.misspellings import MIN_LETTERS_FOR_TYPO, Misspellings
from api.tracks.word_sets import Rows, Spans, WordSet
from segue.array_files import KEY_BYTES, Array, ArrayReader, ArrayWriter, Texts, keys_of
from segue.ranges import join_ranges

MIN_LETTERS_FOR_TYPO_IN_BEGINNING = 4
# entries of a word that are sorted; of a more frequent one, rows are examined from the first on. A
# frequent word alone is soon found; several such words may be in few rows together
MAX_SORTED, MAX_SORTED_ALONE = 200_000, 10_000
MAX_COMPARED = 20_000  # rows whose lengths are compared
FIRST_CHUNK, GROWTH, LAST_CHUNK = 512, 4, 65_536
ARRAYS = ("vocabulary", "keys", "starts", "rows", "row_starts", "row_words")


@dataclass(frozen=True)
class RowPage:
    """A page of rows, whether there are more, and the words in the spelling of the catalogue."""

    rows: list[int]
    has_more: bool
    words: list[str] | None = None  # None if the query is spelled correctly


@dataclass(frozen=True)
class WordIndex:
    """Index of the texts that contain all words of a query; a row is the position of a text.

    Attributes
    ----------
    vocabulary : the words, sorted
    keys : array of n_words, the first bytes of each word as a number
    starts, rows : the rows of each word, ascending: `rows[starts[word] : starts[word + 1]]`
    row_starts, row_words : the words of each row
    letters : all characters of the vocabulary
    """

    vocabulary: Texts
    keys: npt.NDArray[np.uint64]
    starts: npt.NDArray[np.int64]
    rows: Rows
    row_starts: npt.NDArray[np.int64]
    row_words: npt.NDArray[np.int32]
    letters: str

    @classmethod
    def from_texts(cls, texts: Iterable[str]) -> Self:
        """Index the words of the texts."""
        from api.tracks.text_words import split_texts  # imported here: only a maker needs Arrow

        words, row_starts, row_words = split_texts(texts)
        shape = (len(row_starts) - 1, len(words))
        by_row = sparse.csr_matrix((np.ones(len(row_words), bool), row_words, row_starts), shape)
        by_word = by_row.tocsc()
        vocabulary = [word.encode() for word in words]
        return cls(
            vocabulary=Texts.from_texts(vocabulary),
            keys=keys_of(vocabulary),
            starts=by_word.indptr.astype(np.int64),
            rows=by_word.indices.astype(np.int32),
            row_starts=row_starts,
            row_words=row_words,
            letters="".join(sorted(set("".join(words)))),
        )

    @classmethod
    def read(cls, reader: ArrayReader, name: str) -> Self:
        """Return the index that was written as `name`."""
        return cls(**{each: reader.read(f"{name}.{each}") for each in (*ARRAYS, "letters")})

    def write(self, writer: ArrayWriter, name: str) -> None:
        """Write the index as `name`."""
        for each in (*ARRAYS, "letters"):
            writer.write(f"{name}.{each}", getattr(self, each))

    @property
    def size(self) -> int:
        """Return the number of texts."""
        return len(self.row_starts) - 1

    def find(self, words: Sequence[str], limit: int, offset: int = 0) -> RowPage:
        """Return `limit` rows from `offset` on, those with the fewest typing errors first.

        Every word may have one typing error; if a row matches without errors, only one in total.
        Rows with equally many errors are in ascending order. Without words every row matches.
        """
        needed = offset + limit + 1
        if not words:
            return _page(np.arange(min(self.size, needed), dtype=np.int32), limit, offset)
        right = [self._span(word, word is words[-1]) for word in words]
        found = self._find_exact(right, needed)
        if len(found) >= needed:
            return _page(found, limit, offset)
        either = [
            one.join(self._near(word, word is words[-1]), self.starts)
            for word, one in zip(words, right, strict=True)
        ]
        max_errors = 1 if len(found) else len(words)
        more = self._find_misspelled(right, either, max_errors, needed - len(found))
        if len(found) or not len(more):
            return _page(np.concatenate([found, more]), limit, offset)
        best = int(more[0])
        better = [self._spell(best, *each) for each in zip(words, right, either, strict=True)]
        return _page(more, limit, offset, better)

    def find_any(self, queries: Sequence[Sequence[str]], limit: int, offset: int = 0) -> RowPage:
        """Return rows that contain all words of one of the queries, as they are spelled."""
        rows = [
            self._find_exact([self._span(word, False) for word in words], offset + limit + 1)
            for words in queries
        ]
        return _page(np.unique(np.concatenate([np.empty(0, np.int32), *rows])), limit, offset)

    def find_shortest(self, words: Sequence[str], limit: int) -> list[int]:
        """Return rows that contain all words as they are spelled, those with the fewest first.

        A text of nothing but the words, such as the title `One`, comes before longer ones,
        however popular these are; of very many rows only the most popular are compared.
        """
        rows = self._find_exact([self._span(word, False) for word in words], MAX_COMPARED)
        sizes = self.row_starts[rows + 1] - self.row_starts[rows]
        found: list[int] = rows[np.argsort(sizes, kind="stable")[:limit]].tolist()
        return found

    def _find_exact(self, words: list[WordSet], needed: int) -> Rows:
        """Return the first rows that contain every word."""
        found: list[Rows] = [np.empty(0, np.int32)]
        for chunk in self._matching_chunks(words):
            found.append(chunk)
            needed -= len(found[-1])
            if needed <= 0:
                break
        return np.concatenate(found)

    def _find_misspelled(
        self, right: list[WordSet], either: list[WordSet], max_errors: int, needed: int
    ) -> Rows:
        """Return the first rows with at least one typing error, by their number of errors."""
        found: list[Rows] = [np.empty(0, np.int32)]
        errors: list[Array] = [np.empty(0, np.int64)]
        n_with_one = 0
        for chunk in self._matching_chunks(either):
            number = len(right) - np.sum(self._contain(chunk, right), axis=0)
            is_match = (number > 0) & (number <= max_errors)
            found.append(chunk[is_match])
            errors.append(number[is_match])
            n_with_one += int(np.sum(number == 1))
            if n_with_one >= needed:
                break
        order = np.argsort(np.concatenate(errors), kind="stable")
        return np.concatenate(found)[order]

    def _matching_chunks(self, words: list[WordSet]) -> Iterator[Rows]:
        """Give the rows that contain every word, ascending."""
        rarest = min(words, key=lambda one: one.size)
        is_frequent = rarest.size > (MAX_SORTED if len(words) > 1 else MAX_SORTED_ALONE)
        if not is_frequent:
            rows = rarest.find_rows(self.starts, self.rows)
            words = [one for one in words if one is not rarest]
        number = self.size if is_frequent else len(rows)
        start, length = 0, FIRST_CHUNK if words else number
        while start < number:
            end = min(start + length, number)
            chunk = np.arange(start, end, dtype=np.int32) if is_frequent else rows[start:end]
            yield chunk[np.logical_and.reduce(self._contain(chunk, words))] if words else chunk
            start, length = end, min(GROWTH * length, LAST_CHUNK)

    def _contain(self, rows: Rows, words: list[WordSet]) -> list[npt.NDArray[np.bool_]]:
        """Return for each word whether each of the rows contains it."""
        firsts = self.row_starts[rows]
        sizes = self.row_starts[rows + 1] - firsts
        place = np.repeat(np.arange(len(rows)), sizes)
        entries = self.row_words[join_ranges(firsts, sizes)]
        found = []
        for word in words:
            contains = np.zeros(len(rows), bool)
            contains[place[word.contains(entries)]] = True
            found.append(contains)
        return found

    def _span(self, word: str, is_beginning: bool) -> WordSet:
        text = word.encode()
        start = self.vocabulary.find(text)
        if is_beginning:
            end = self.vocabulary.find(text + b"\xff", start)
        else:
            end = start + self._is_word(start, text)
        return WordSet.from_span(start, end, self.starts)

    def _is_word(self, place: int, text: bytes) -> bool:
        return place < len(self.vocabulary) and self.vocabulary.encoded(place) == text

    def _near(self, word: str, is_beginning: bool) -> Spans:
        """Return the words at one insertion, deletion, substitution or transposition."""
        if len(word) < MIN_LETTERS_FOR_TYPO:
            return np.empty((0, 2), np.int64)
        near = Misspellings.from_word(word, self.letters)
        first = near.keys()
        n_free = (8 * np.maximum(0, KEY_BYTES - near.sizes)).astype(np.uint64)
        starts = np.searchsorted(self.keys, first)
        ends = np.searchsorted(
            self.keys, first | ((np.uint64(1) << n_free) - np.uint64(1)), "right"
        )
        is_word = self.keys[np.minimum(starts, len(self.keys) - 1)] == first
        listed: dict[tuple[int, int], list[bytes]] = {}  # most long misspellings begin alike
        for number in np.flatnonzero((near.sizes >= KEY_BYTES) & (starts < ends)).tolist():
            text, start, end = near.text(number), int(starts[number]), int(ends[number])
            if (start, end) not in listed:
                listed[start, end] = [self.vocabulary.encoded(one) for one in range(start, end)]
            words = listed[start, end]
            place = bisect_left(words, text)
            starts[number] = start + place
            ends[number] = start + bisect_left(words, text + b"\xff", place)
            is_word[number] = words[place : place + 1] == [text]
        spans = np.stack([starts, starts + is_word], axis=1)
        if is_beginning and len(word) >= MIN_LETTERS_FOR_TYPO_IN_BEGINNING:
            # an error in the last letter would match every word with the letters before it
            is_other = ~near.begin_with(word[:-1].encode())
            spans[is_other, 1] = np.maximum(spans[is_other, 1], ends[is_other])
        return spans

    def _spell(self, row: int, word: str, right: WordSet, either: WordSet) -> str:
        """Return `word` in the spelling of the text of `row`."""
        own = self.row_words[self.row_starts[row] : self.row_starts[row + 1]]
        if right.contains(own).any():
            return word
        near = [self.vocabulary[place] for place in own[either.contains(own)].tolist()]
        return min(near, key=lambda one: OSA.distance(word, one))


def _page(rows: Rows, limit: int, offset: int, words: list[str] | None = None) -> RowPage:
    page = rows[offset : offset + limit]
    return RowPage(page.tolist(), has_more=len(rows) > offset + limit, words=words)
