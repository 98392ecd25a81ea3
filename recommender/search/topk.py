"""Exact selection of the k best of many scores, tile by tile, without sorting them all."""

from collections.abc import Callable
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from recommender.checks import FloatArray

IntArray = npt.NDArray[np.intp]

GROUP = 16  # columns whose largest score represents them
TILE = 2048  # columns of products that stay in the processor's cache
TILE_SIZE = 256 * TILE  # products of a tile, so that few queries get a wider one
WIDE_TILE = 32_768  # columns that are looked at together if they are in memory already
LOWEST = np.float32(np.finfo(np.float32).min)


class Changes(NamedTuple):
    """What is no product in a tile: (rows, columns, values) added, (rows, columns) left out."""

    added: tuple[IntArray, IntArray, FloatArray]
    left_out: tuple[IntArray, IntArray]


Adjust = Callable[[int, int], Changes]


class ProductSelector(Protocol):
    """A function as `select_products`: the same candidates, wherever products are computed."""

    def __call__(
        self,
        queries: FloatArray,
        catalogue: FloatArray,
        k: int,
        slack: float,
        adjust: Adjust,
        among: IntArray | None = None,
    ) -> tuple[IntArray, IntArray]:
        """Return (rows, columns) of candidates for the k best products of each query."""
        ...


class TopKSelector:
    """Selection of the k best of each row, while tiles of scores are added.

    Ties at the k-th best all stay in. A score of -inf is never selected.

    Parameters
    ----------
    n_rows : number of queries
    k : how many of the best must not be lost
    slack : how far below the bound a score may be and stay in; set it above the rounding
        error of the scores when candidates are scored again afterwards
    """

    # The columns of a tile are dealt into groups of 16, and only the maximum of each group is
    # compared. The k largest maxima belong to k different columns, so the smallest of them is
    # at most the k-th best score: a bound from below, found with a sixteenth of the work. All
    # scores that reach the bound are kept, so no column of the k best can be lost, and the few
    # that are kept too many are dropped in `candidates`.

    def __init__(self, n_rows: int, k: int, slack: float = 0.0) -> None:
        self.k = k
        self.slack = np.float32(slack)
        self.best: FloatArray = np.full((n_rows, k), -np.inf, dtype=np.float32)
        self.kept: list[tuple[IntArray, IntArray, FloatArray]] = []

    def bound(self) -> FloatArray:
        """Return the score that each row's candidates have to reach, shape (n_rows, 1)."""
        bound = self.best.min(axis=1, keepdims=True)
        return np.asarray(np.maximum(bound - self.slack, LOWEST))

    def add(self, scores: FloatArray, first_column: int) -> None:
        """Add a tile of scores, whose columns are numbered from `first_column`."""
        # few columns make smaller groups, or no bound would be above the others
        maxima = compute_group_maxima(scores, min(GROUP, scores.shape[1] // (4 * self.k)))
        self.best = select_largest(np.hstack([self.best, maxima]), self.k)
        flat = np.flatnonzero(scores >= self.bound())
        rows, columns = np.divmod(flat, scores.shape[1])
        self.kept.append((rows, columns + first_column, scores[rows, columns]))

    def candidates(self) -> tuple[IntArray, IntArray]:
        """Return (rows, columns) of the k best of each row, and of what is within slack."""
        if not self.kept:
            nothing = np.zeros(0, dtype=np.intp)
            return nothing, nothing
        rows, columns, scores = (np.concatenate(part) for part in zip(*self.kept, strict=True))
        reaches = np.flatnonzero(scores >= self.bound()[rows, 0])
        order = reaches[np.argsort(rows[reaches], kind="stable")]
        rows, columns, scores = rows[order], columns[order], scores[order]
        last = find_kth_largest(rows, scores, self.k, len(self.best))
        is_near = scores >= last[rows] - self.slack
        return rows[is_near], columns[is_near]


def select_candidates(scores: FloatArray, k: int, slack: float = 0.0) -> tuple[IntArray, IntArray]:
    """Return (rows, columns) of a small set that surely holds the k best of every row.

    Parameters
    ----------
    scores : array of shape (n_queries, n_tracks); -inf is never a candidate
    k, slack : as for `TopKSelector`
    """
    selector = TopKSelector(len(scores), k, slack)
    for start in range(0, scores.shape[1], WIDE_TILE):
        selector.add(scores[:, start : start + WIDE_TILE], start)
    return selector.candidates()


def compute_group_maxima(scores: FloatArray, size: int = GROUP) -> FloatArray:
    """Return the largest score of every `size` columns, the rest as groups of one."""
    n_groups = scores.shape[1] // max(size, 1)
    if n_groups == 0 or size <= 1:
        return scores
    # group i has the columns i, i + n_groups, i + 2 * n_groups, …: each step is one maximum of
    # two contiguous blocks
    maxima = scores[:, :n_groups].copy()
    for start in range(n_groups, size * n_groups, n_groups):
        np.maximum(maxima, scores[:, start : start + n_groups], out=maxima)
    return np.hstack([maxima, scores[:, size * n_groups :]])


def select_largest(values: FloatArray, k: int) -> FloatArray:
    """Return the k largest values of every row, in no order; expects at least k columns."""
    beyond = values.shape[1] - k
    return np.partition(values, beyond, axis=1)[:, beyond:] if beyond else values


def leave_out(rows: IntArray, columns: IntArray) -> Changes:
    """Return the changes of a tile that only lacks some entries."""
    nothing = np.zeros(0, dtype=np.intp)
    return Changes((nothing, nothing, nothing.astype(np.float32)), (rows, columns))


def select_products(
    queries: FloatArray,
    catalogue: FloatArray,
    k: int,
    slack: float,
    adjust: Adjust,
    among: IntArray | None = None,
) -> tuple[IntArray, IntArray]:
    """Return (rows, columns) of candidates for the k best products of each query.

    Parameters
    ----------
    queries : array of shape (n_queries, n_features)
    catalogue : array of shape (n_tracks, n_features)
    k, slack : as for `TopKSelector`
    adjust : called with the first column of each tile of products and the one after its last;
        returns what is added to its products, and what is left out
    among : the rows of the catalogue that are searched, None for all; columns are then
        places in it
    """
    selector = TopKSelector(len(queries), k, slack)
    n_columns = len(catalogue) if among is None else len(among)
    width = max(TILE, TILE_SIZE // max(len(queries), 1))
    tile: FloatArray = np.empty((len(queries), min(width, n_columns)), dtype=np.float32)
    for start in range(0, n_columns, width):
        stop = min(start + width, n_columns)
        if stop - start != tile.shape[1]:
            tile = np.empty((len(queries), stop - start), dtype=np.float32)
        rows = catalogue[start:stop] if among is None else catalogue[among[start:stop]]
        np.matmul(queries, rows.T, out=tile)
        (added_rows, columns, values), left_out = adjust(start, stop)
        tile[added_rows, columns] += values
        tile[left_out] = -np.inf
        selector.add(tile, start)
    return selector.candidates()


def order_by_score(rows: IntArray, columns: IntArray, values: npt.NDArray[np.floating]) -> IntArray:
    """Return the order by row, then by descending value in float32, then by column (ties)."""
    # row and value in one whole number, which sorts ten times as quickly as several keys: the
    # bits of a float32, as a whole number, have the order of the floats where it is positive
    bits = (np.asarray(values, dtype=np.float32) + np.float32(0)).view(np.int32)  # no -0.0
    rising = np.where(bits < 0, bits ^ np.int32(0x7FFFFFFF), bits)
    key = (rows.astype(np.int64) << 32) - rising
    order = np.argsort(key, kind="stable")
    key, column = key[order], columns[order]
    is_misplaced = (key[1:] == key[:-1]) & (column[1:] < column[:-1])
    return order[np.lexsort((column, key))] if is_misplaced.any() else order


def rank_within_group(rows: IntArray) -> IntArray:
    """Return the 0-based rank of each entry within its row; `rows` must be sorted."""
    place = np.arange(len(rows))
    is_first = np.ones(len(rows), dtype=np.bool_)
    is_first[1:] = rows[1:] != rows[:-1]
    return place - np.maximum.accumulate(np.where(is_first, place, 0))


def find_kth_largest(rows: IntArray, values: FloatArray, k: int, n_rows: int) -> FloatArray:
    """Return the k-th largest value of each row, -inf for a row of fewer; `rows` must be sorted."""
    place = rank_within_group(rows)
    padded = np.full((n_rows, max(int(place.max(initial=0)) + 1, k)), -np.inf, dtype=np.float32)
    padded[rows, place] = values
    # a partition takes longer than this sort where many values are equal, as the padding is
    return np.sort(padded, axis=1)[:, -k]
