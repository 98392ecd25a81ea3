"""The lists of the mart `recommendations`, as arrays."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from recommender.checks import FloatArray
from recommender.scoring.contributions import CONTRIBUTIONS
from recommender.search.topk import IntArray
from segue.ranges import join_ranges

N_NUMBERS = 2 + len(CONTRIBUTIONS)  # score, similarity and the contributions
SCORE, SIMILARITY, CONTRIBUTIONS_FROM = 0, 1, 2


@dataclass(frozen=True)
class StoredList:
    """The list of a seed in the mart, best first; tracks the index does not hold are left out."""

    rows: IntArray
    scores: FloatArray
    contributions: FloatArray
    similarities: FloatArray


@dataclass(frozen=True)
class StoredLists:
    """The lists of all tracks of an index; that of a row is a slice.

    Attributes
    ----------
    starts : array of n_tracks + 1
    rows : array of n_items
    numbers : array (n_items, 8): score, similarity, contributions
    """

    starts: npt.NDArray[np.int64]
    rows: npt.NDArray[np.int32]
    numbers: FloatArray

    @classmethod
    def from_lists(
        cls,
        seeds: Sequence[int],
        sizes: Sequence[int],
        rows: Sequence[int],
        numbers: list[FloatArray],
        n_tracks: int,
    ) -> Self:
        """Sort lists by their seeds; `rows` and `numbers` are those of all lists, one by one."""
        order = np.argsort(np.array(seeds, np.int64))
        length = np.array(sizes, np.int64)
        first = np.cumsum(length) - length
        starts = np.zeros(n_tracks + 1, np.int64)
        starts[np.array(seeds, np.int64) + 1] = length
        starts = np.cumsum(starts)
        entries = join_ranges(first[order], length[order])
        joined = np.vstack([np.zeros((0, N_NUMBERS), np.float32), *numbers])
        return cls(starts, np.array(rows, np.int32)[entries], joined[entries])

    def at(self, row: int) -> StoredList:
        """Return the list of a row, empty if there is none."""
        place = slice(self.starts[row], self.starts[row + 1])
        numbers = self.numbers[place]
        return StoredList(
            rows=self.rows[place].astype(np.intp),
            scores=numbers[:, SCORE],
            similarities=numbers[:, SIMILARITY],
            contributions=numbers[:, CONTRIBUTIONS_FROM:],
        )
