"""Small cells of similar rows: a query is compared with the rows of the cells that are near."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from recommender.checks import FloatArray
from recommender.search.parallel import map_blocks
from recommender.search.topk import IntArray
from segue.ranges import join_ranges

ROWS_PER_CELL = 64  # on average
MAX_BLOCK_SIZE = 128  # of a cell that many rows are nearest to
SAMPLE_PER_CENTRE = 32  # rows that centres are learned from
N_ITERATIONS = 6  # of k-means
SEED = 20185
ROWS_AT_ONCE = 1024
NEAR_PER_PROBED = 16  # cells ranked for a block of queries, for each that is searched
CENTRES_PER_RANKED = 4  # centres in the near regions, for each cell that is ranked


class Cells:
    """Rows in small cells, by k-means in two levels.

    First a root of the cells' number of centres, then as many cells inside each of them, so that a
    row is compared with few centres. The rows of a cell are queries of one block, which is
    compared with the rows of the cells that are nearest to any of them.

    Parameters
    ----------
    rows : array of shape (n_rows, n_features). The centres are learned from a fixed sample, so
        that equal rows in equal order give equal cells, on any number of cores.
    bonus : array of n_rows, what a row adds to its product with any query

    Attributes
    ----------
    assignments : array of n_rows, the cell of each
    order : all rows, cell by cell
    counts, bounds : arrays of n_cells and n_cells + 1: the number of rows of each cell, and where
        it begins in `order`
    centres : array of shape (n_cells, n_features)
    """

    def __init__(self, rows: FloatArray, bonus: FloatArray | None = None) -> None:
        self._rows = rows
        with threadpool_limits(limits=1, user_api="blas"):
            self.centres, self.assignments, self._region_bounds = _divide(rows)
        self.counts = counts = np.bincount(self.assignments, minlength=len(self.centres))
        self.bounds = np.concatenate([[0], np.cumsum(counts)])
        self.order = np.argsort(self.assignments, kind="stable")
        # a query's nearest cell is that of the largest q·c - |c|²/2, as |q|² is the same for all
        self._offsets = -np.einsum("ij,ij->i", self.centres, self.centres) / 2
        if bonus is not None:
            sums = np.bincount(self.assignments, weights=bonus, minlength=len(counts))
            self._offsets += (sums / np.maximum(counts, 1)).astype(np.float32)
        # a region is a cell of the first level, as near as the cells in it are on average
        starts, sizes = self._region_bounds[:-1], np.diff(self._region_bounds)
        self._regions = np.add.reduceat(self.centres, starts, axis=0) / sizes[:, None]
        self._region_offsets = np.add.reduceat(self._offsets, starts) / sizes

    @cached_property
    def blocks(self) -> list[IntArray]:
        """Return all rows in blocks of queries, each of one cell."""
        return [
            self.order[start : min(start + MAX_BLOCK_SIZE, high)]
            for low, high in zip(self.bounds[:-1], self.bounds[1:], strict=True)
            for start in range(low, high, MAX_BLOCK_SIZE)
        ]

    def __getstate__(self) -> dict[str, Any]:
        """Return all but the blocks: many small arrays take long to pickle."""
        return {name: value for name, value in vars(self).items() if name != "blocks"}

    def select_blocks(self, rows: IntArray | None) -> list[IntArray]:
        """Return some of the rows in blocks of queries, each of one cell; all rows for None."""
        if rows is None:
            return self.blocks
        is_chosen = np.zeros(len(self._rows), np.bool_)
        is_chosen[rows] = True
        chosen = (block[is_chosen[block]] for block in self.blocks)
        return [block for block in chosen if len(block)]

    def find_blocks(self, rows: IntArray) -> list[IntArray]:
        """Return the block of each of the rows."""
        number = np.empty(len(self._rows), dtype=np.intp)
        number[self.order] = np.repeat(np.arange(len(self.blocks)), list(map(len, self.blocks)))
        return [self.blocks[place] for place in number[rows]]

    def select_near(self, blocks: Sequence[IntArray], n_candidates: int) -> list[IntArray]:
        """Return for each block at least that many rows of the cells near to it, ascending."""
        own = self.assignments[[block[0] for block in blocks]]
        n_ranked = NEAR_PER_PROBED * -(-n_candidates // ROWS_PER_CELL)
        found = []
        for block, candidates in zip(blocks, self._select_cells(own, n_ranked), strict=True):
            cells, before = self._rank_cells(block, candidates)
            near = cells[before < n_candidates]
            rows = self.order[join_ranges(self.bounds[near], self.counts[near])]
            rows.sort()
            found.append(rows)
        return found

    def _select_cells(self, own: IntArray, n_ranked: int) -> list[IntArray]:
        """Return for each of some cells those near to it, ascending; all if they are few.

        Of very many cells, only those in the regions nearest to the cell are compared with it: a
        cell is then compared with a number of centres that hardly grows with the number of cells.
        """
        n_cells = len(self.centres)
        if n_ranked >= n_cells:
            return [np.arange(n_cells)] * len(own)
        sizes = np.diff(self._region_bounds)
        nearness = self.centres[own] @ self._regions.T + self._region_offsets
        own_region = np.searchsorted(self._region_bounds, own, side="right") - 1
        nearness[np.arange(len(own)), own_region] = np.inf
        order = np.argsort(-nearness, axis=1, kind="stable")
        n_regions = 1 + np.argmax(
            np.cumsum(sizes[order], axis=1) >= min(CENTRES_PER_RANKED * n_ranked, n_cells), axis=1
        )
        selected = []
        for cell, regions, number in zip(own, order, n_regions, strict=True):
            near = np.sort(regions[:number])
            cells = join_ranges(self._region_bounds[near], sizes[near])
            products = self.centres[cells] @ self.centres[cell] + self._offsets[cells]
            chosen = np.argpartition(-products, n_ranked - 1)[:n_ranked]
            selected.append(np.sort(cells[chosen]))
        return selected

    def _rank_cells(self, block: IntArray, cells: IntArray) -> tuple[IntArray, IntArray]:
        """Return the cells, the nearest first, and the number of rows in those before each.

        A cell is as near as it is to the row for which it falls least behind that row's own
        nearest cell: so each row of the block has its nearest cells among the first.
        """
        nearness = self._rows[block] @ self.centres[cells].T + self._offsets[cells]
        behind = (nearness.max(axis=1, keepdims=True) - nearness).min(axis=0)
        cells = cells[np.argsort(behind, kind="stable")]
        counts = self.counts[cells]
        return cells, np.cumsum(counts) - counts


def _divide(rows: FloatArray) -> tuple[FloatArray, IntArray, IntArray]:
    """Return the centres of the cells, the cell of each row, and where a region's cells begin."""
    n_cells = max(1, len(rows) // ROWS_PER_CELL)
    coarse, place = _cluster(rows, round(np.sqrt(n_cells)))
    counts = np.bincount(place, minlength=len(coarse))
    counts = counts[counts > 0]  # of two equal centres, one is nearest to no row
    order = np.argsort(place, kind="stable")
    bounds = np.concatenate([[0], np.cumsum(counts)])

    def divide(number: int, _: int) -> tuple[FloatArray, IntArray]:
        inside = order[bounds[number] : bounds[number + 1]]
        return _cluster(rows[inside], max(1, round(len(inside) / ROWS_PER_CELL)))

    centres, assignments, n_centres = [], np.empty(len(rows), dtype=np.intp), 0
    first = [0]
    for number, (found, cell) in enumerate(map_blocks(divide, len(counts), 1)):
        assignments[order[bounds[number] : bounds[number + 1]]] = n_centres + cell
        centres.append(found)
        n_centres += len(found)
        first.append(n_centres)
    return np.concatenate(centres), assignments, np.array(first)


def _cluster(rows: FloatArray, n_centres: int) -> tuple[FloatArray, IntArray]:
    """Return centres learned by k-means from a sample of the rows, and the nearest of each row."""
    sample = np.random.default_rng(SEED).permutation(len(rows))[: SAMPLE_PER_CENTRE * n_centres]
    drawn = rows[np.sort(sample)]
    centres = rows[sample[:n_centres]]
    if n_centres > 1:
        for _ in range(N_ITERATIONS):
            nearest = _assign(drawn, centres)
            order = np.argsort(nearest, kind="stable")
            filled, first = np.unique(nearest[order], return_index=True)
            sums = np.add.reduceat(drawn[order], first, axis=0)
            centres = centres.copy()
            centres[filled] = sums / np.diff(np.append(first, len(drawn)))[:, None]
    return centres.reshape(n_centres, -1), _assign(rows, centres)


def _assign(rows: FloatArray, centres: FloatArray) -> IntArray:
    """Return the nearest centre of each row."""
    if len(centres) < 2:
        return np.zeros(len(rows), dtype=np.intp)
    halves = np.einsum("ij,ij->i", centres, centres) / 2
    assigned = np.empty(len(rows), dtype=np.intp)
    for start in range(0, len(rows), ROWS_AT_ONCE):
        block = slice(start, start + ROWS_AT_ONCE)
        assigned[block] = np.argmax(rows[block] @ centres.T - halves, axis=1)
    return assigned
