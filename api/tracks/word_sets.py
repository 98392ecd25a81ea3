"""Sets of words of a sorted vocabulary, as spans of numbers."""

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

Span = tuple[int, int]  # from one word of the vocabulary up to another


@dataclass(frozen=True)
class WordSet:
    """Words as disjoint spans, ascending; `size` is the number of entries of their rows."""

    spans: list[Span]
    bounds: npt.NDArray[np.int64]
    size: int

    @classmethod
    def from_spans(cls, spans: list[Span], starts: npt.NDArray[np.int64]) -> Self:
        """Join the spans that overlap; `starts` is where the rows of each word begin."""
        joined: list[Span] = []
        for start, end in sorted(span for span in spans if span[0] < span[1]):
            if joined and start <= joined[-1][1]:
                joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
            else:
                joined.append((start, end))
        size = sum(int(starts[end] - starts[start]) for start, end in joined)
        return cls(joined, np.array(joined, np.int64).ravel(), size)

    def contains(self, words: npt.NDArray[np.int32]) -> npt.NDArray[np.bool_]:
        """Return whether each of the words is in the set."""
        if len(self.spans) == 1:
            start, end = self.spans[0]
            return (words >= start) & (words < end)
        return (np.searchsorted(self.bounds, words, "right") & 1).astype(bool)

    def find_rows(
        self, starts: npt.NDArray[np.int64], rows: npt.NDArray[np.int32]
    ) -> npt.NDArray[np.int32]:
        """Return the rows that contain a word of the set, each once and ascending."""
        parts = [rows[starts[start] : starts[end]] for start, end in self.spans]
        if len(self.spans) == 1 and self.spans[0][1] - self.spans[0][0] == 1:
            return parts[0]  # those of one word are so already
        return np.unique(np.concatenate([np.empty(0, np.int32), *parts]))
