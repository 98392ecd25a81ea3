"""The nearest rows of each row of a set, in the same set, by small cells of it."""

from collections.abc import Callable
from typing import Self

import numpy as np

from recommender.checks import FloatArray
from recommender.search.cells import Cells
from recommender.search.cost import FEWEST_CANDIDATES, choose_n_candidates, pays_off
from recommender.search.dot_products import max_norm, rounding_error_bound
from recommender.search.parallel import map_blocks
from recommender.search.topk import (
    Changes,
    IntArray,
    find_kth_largest,
    leave_out,
    select_candidates,
    select_products,
)

N_SAMPLED = 256  # rows whose nearest are searched exactly, too
SEED = 20186
BLOCKS_AT_ONCE = 16
HASH_SEED = 20187
Pairs = tuple[IntArray, IntArray]


class CellSearch:
    """A search for the k rows of the largest product with each row, leaving out the row itself.

    Attributes
    ----------
    n_candidates : the number of rows that a row is compared with, at least
    recall : the share of the exact ones that are found, for a fixed sample of rows
    """

    def __init__(self, rows: FloatArray, k: int) -> None:
        self.k = k
        # whatever the order of the rows, centres are learned from the same sample
        self._order = order_by_content(rows)
        self._rows = rows[self._order]
        self._slack = rounding_error_bound(rows.shape[1], max_norm(rows) ** 2)
        self._cells = Cells(self._rows)
        self.n_candidates, self.recall = len(rows), 1.0

    @classmethod
    def choose(cls, rows: FloatArray, k: int, target_recall: float) -> Self | None:
        """Return the search that reaches the recall, or None if comparing all rows is cheaper."""
        fewest = max(FEWEST_CANDIDATES, 4 * k)
        if target_recall >= 1 or not pays_off(fewest, len(rows)):
            return None
        search = cls(rows, k)
        sample = np.random.default_rng(SEED).permutation(len(rows))[:N_SAMPLED]
        lowest = search._find_kth_products(sample)

        def measure(n_candidates: int) -> tuple[float, float]:
            return search._measure_recall(sample, lowest, n_candidates), n_candidates

        chosen = choose_n_candidates(fewest, len(rows), target_recall, measure)
        if chosen is None:
            return None
        search.n_candidates, search.recall = chosen
        return search

    def search(self, use: Callable[[IntArray, IntArray], object]) -> None:
        """Call `use` with (rows, columns), which hold the k best of all rows of a block.

        It is called from several threads, for different rows.
        """

        def search(start: int, stop: int) -> None:
            blocks = self._cells.blocks[start:stop]
            near = self._cells.select_near(blocks, self.n_candidates)
            found = [self._select(*pair) for pair in zip(blocks, near, strict=True)]
            rows, columns = (np.concatenate(part) for part in zip(*found, strict=True))
            use(self._order[rows], self._order[columns])

        for _ in map_blocks(search, len(self._cells.blocks), BLOCKS_AT_ONCE):
            pass

    def _select(self, block: IntArray, near: IntArray) -> Pairs:
        products = self._multiply(block, near)
        rows, places = select_candidates(products, self.k, self._slack)
        return block[rows], near[places]

    def _multiply(self, block: IntArray, near: IntArray) -> FloatArray:
        """Return the products of a block with near rows, -inf for a row with itself."""
        products: FloatArray = self._rows[block] @ self._rows[near].T
        place = np.minimum(np.searchsorted(near, block), len(near) - 1)
        is_own = np.flatnonzero(near[place] == block)
        products[is_own, place[is_own]] = -np.inf
        return products

    def _find_kth_products(self, sample: IntArray) -> FloatArray:
        """Return the k-th largest product of each sampled row with all others."""

        def leave_out_self(start: int, stop: int) -> Changes:
            own = np.flatnonzero((sample >= start) & (sample < stop))
            return leave_out(own, sample[own] - start)

        rows, columns = select_products(
            self._rows[sample], self._rows, self.k, self._slack, leave_out_self
        )
        products = np.einsum("ij,ij->i", self._rows[sample[rows]], self._rows[columns])
        return find_kth_largest(rows, products, self.k, len(sample))

    def _measure_recall(self, sample: IntArray, lowest: FloatArray, n_candidates: int) -> float:
        """Return the share of the k nearest rows of the sample that are among the candidates."""
        blocks = self._cells.find_blocks(sample)
        n_found = 0
        for place, near in enumerate(self._cells.select_near(blocks, n_candidates)):
            products = self._multiply(sample[place : place + 1], near)
            # rows of equal products are as good as each other
            reaches = int(np.count_nonzero(products >= lowest[place] - self._slack))
            n_found += min(reaches, self.k)
        return n_found / (self.k * len(sample))


def order_by_content(rows: FloatArray) -> IntArray:
    """Return an order of the rows that is the same in whatever order they come, but for equals."""
    bits = np.ascontiguousarray(rows + np.float32(0)).view(np.uint32)  # + 0: no negative zeros
    factors = np.random.default_rng(HASH_SEED).integers(1, 2**63, rows.shape[1], np.uint64) * 2 + 1
    hashes = np.zeros(len(rows), dtype=np.uint64)
    for column, factor in enumerate(factors):
        hashes += bits[:, column] * factor
        hashes ^= hashes >> np.uint64(29)
    return np.argsort(hashes, kind="stable")
