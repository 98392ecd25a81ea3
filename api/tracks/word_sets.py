"""Sets of words of a sorted vocabulary, as spans of numbers."""

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from segue.ranges import join_ranges, sort_distinct

Starts = npt.NDArray[np.int64]
Rows = npt.NDArray[np.int32]
Spans = npt.NDArray[np.int64]  # shape (n, 2), each from one word of the vocabulary up to another


@dataclass(frozen=True)
class WordSet:
    """Words as disjoint spans, ascending; `size` is the number of entries of their rows."""

    spans: Spans
    size: int

    @classmethod
    def from_span(cls, start: int, end: int, starts: Starts) -> Self:
        """Return the words of one span; `starts` is where the rows of each word begin."""
        return cls(np.array([[start, end]]), int(starts[end] - starts[start]))

    def join(self, more: Spans, starts: Starts) -> Self:
        """Return these words and those of more spans, which may overlap and be empty."""
        spans = np.concatenate([self.spans, more])
        spans = spans[spans[:, 0] < spans[:, 1]]
        spans = spans[np.argsort(spans[:, 0])]
        ends = np.maximum.accumulate(spans[:, 1])
        is_first = np.ones(len(spans) + 1, bool)
        is_first[1:-1] = spans[1:, 0] > ends[:-1]
        joined = np.stack([spans[is_first[:-1], 0], ends[is_first[1:]]], axis=1)
        return type(self)(joined, int((starts[joined[:, 1]] - starts[joined[:, 0]]).sum()))

    def contains(self, words: npt.NDArray[np.int32]) -> npt.NDArray[np.bool_]:
        """Return whether each of the words is in the set."""
        if len(self.spans) == 1:
            start, end = self.spans[0]
            return (words >= start) & (words < end)
        return (np.searchsorted(self.spans.ravel(), words, "right") & 1).astype(bool)

    def find_rows(self, starts: Starts, rows: Rows) -> Rows:
        """Return the rows that contain a word of the set, each once and ascending."""
        if len(self.spans) == 1:
            start, end = self.spans[0].tolist()
            found = rows[starts[start] : starts[end]]
            if end - start <= 1:
                return found  # those of one word are so already
        else:
            first = starts[self.spans[:, 0]]
            found = rows[join_ranges(first, starts[self.spans[:, 1]] - first)]
        return sort_distinct(found)
