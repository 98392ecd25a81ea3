"""Entries by group in a few tables, so that each group's greatest values are found quickly.

The fit asks for them hundreds of times, with other values of the same entries. `ufunc.reduceat`
costs as much for a group of two as for one of a hundred, and most groups are small.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from recommender.checks import FloatArray
from recommender.search.topk import IntArray

WIDEST_EXACT = 8  # wider groups share a table with those of up to twice as many entries


@dataclass(frozen=True)
class GroupTable:
    """Groups of about as many entries each.

    Attributes
    ----------
    groups : array of n_groups numbers
    entries : array (width, n_groups) of places among the values; in a shorter group the rest is
        the number of values, where `pad_values` has -inf. By column, because the reduction of a
        short row costs as much as that of a long one
    """

    groups: IntArray
    entries: IntArray


@dataclass(frozen=True)
class GroupTables:
    """All groups of `n_values` entries, those of one width together."""

    n_values: int
    tables: tuple[GroupTable, ...]

    @classmethod
    def build(cls, groups: IntArray, entries: IntArray, n_values: int, fewest: int = 1) -> Self:
        """Collect the entries of each group that has at least `fewest`.

        Parameters
        ----------
        groups : array of the group of each entry, at least 0
        entries : array of the place of each entry, below `n_values`
        """
        order = np.argsort(groups, kind="stable")
        groups, entries = groups[order], entries[order]
        starts = np.flatnonzero(np.diff(groups, prepend=-1))
        sizes = np.diff(np.append(starts, len(groups)))
        doubled = 2 ** np.ceil(np.log2(np.maximum(sizes, 1))).astype(np.intp)
        widths = np.where(sizes <= WIDEST_EXACT, sizes, doubled)
        tables = []
        for width in np.unique(widths[sizes >= fewest]):
            chosen = np.flatnonzero(widths == width)
            place = np.arange(width)[:, None]
            at = np.minimum(starts[chosen] + place, len(entries) - 1)
            is_own = place < sizes[chosen]
            table = np.where(is_own, entries[at], n_values)
            tables.append(GroupTable(groups[starts[chosen]], table))
        return cls(n_values, tuple(tables))

    def pad_values(self, values: npt.NDArray[np.floating]) -> npt.NDArray[np.floating]:
        """Return the values as one row with -inf at its end, which stands for no entry."""
        return np.append(values.ravel(), values.dtype.type(-np.inf))

    def sum_greatest(
        self, values: npt.NDArray[np.floating], n: int, n_groups: int
    ) -> npt.NDArray[np.float64]:
        """Return the sum of the `n` greatest finite values of each group, shape (n_groups,)."""
        padded = self.pad_values(values)
        sums = np.zeros(n_groups)
        for table in self.tables:
            found: FloatArray = padded[table.entries]
            if len(found) > n:
                found.sort(axis=0)
                found = found[-n:]
            sums[table.groups] = np.where(np.isfinite(found), found, 0).sum(axis=0, dtype=float)
        return sums

    def is_below_greatest(self, values: npt.NDArray[np.floating]) -> npt.NDArray[np.bool_]:
        """Return which values are less than the greatest of their group, shape of the values."""
        padded = self.pad_values(values)
        is_below = np.zeros(len(padded), np.bool_)
        for table in self.tables:
            found = padded[table.entries]
            is_below[table.entries] = found < found.max(axis=0)
        return is_below[:-1].reshape(values.shape)
