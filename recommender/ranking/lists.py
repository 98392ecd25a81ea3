"""Ranked lists: the best tracks of each query, no recording twice, repeated artists lower."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from recommender.checks import FloatArray
from recommender.ranking.artist_repeats import find_repeats
from recommender.ranking.ivf import IVFIndex
from recommender.scoring.contributions import Contribution
from recommender.scoring.model import ScoringModel
from recommender.scoring.query import NearTracks, Query
from recommender.search.parallel import size_blocks
from recommender.search.partitions import LOCAL, Executor
from recommender.search.topk import IntArray, find_kth_largest, order_by_score, rank_within_group
from segue.ranges import join_ranges

SURPLUS = 4  # tracks fetched beyond the list's length, in place of duplicate recordings
BLOCKS_AT_ONCE = 8  # of cells
MAX_NEAR = 10  # times the length: for lists that need more tracks, all are compared
DEPTH = 2  # times the length is fetched where repeated artists make room for lower tracks


@dataclass(frozen=True)
class RankedLists:
    """Ranked lists, one entry a row: its query, rank, track and numbers.

    `contributions` are weighted, shape (n_entries, 6), and add up to `scores`.
    """

    seeds: IntArray
    ranks: IntArray
    tracks: IntArray
    contributions: FloatArray
    scores: FloatArray
    similarities: FloatArray


@dataclass(frozen=True)
class ListPartitions:
    """The lists of every track of the model or of some, in partitions; see `rank_all`.

    Attributes
    ----------
    ivf, n_candidates : the near cells and the number of their tracks; None for exact lists
    block_size : the number of tracks of a partition of exact lists
    seeds : the tracks whose lists are ranked, ascending; None for all
    """

    model: ScoringModel
    weights: FloatArray
    length: int
    ivf: IVFIndex | None = None
    n_candidates: int = 0
    block_size: int = 1
    seeds: IntArray | None = None

    @property
    def n_partitions(self) -> int:
        """Return the number of partitions: of blocks of cells, or of tracks."""
        if self.ivf is None:
            return -(-len(self._tracks) // self.block_size)
        return -(-len(self._blocks) // BLOCKS_AT_ONCE)

    @cached_property
    def _tracks(self) -> IntArray:
        return np.arange(self.model.n_tracks) if self.seeds is None else self.seeds

    @cached_property
    def _blocks(self) -> list[IntArray]:
        assert self.ivf is not None
        return self.ivf.cells.select_blocks(self.seeds)

    def __getstate__(self) -> dict[str, Any]:
        """Return the fields alone: blocks are many small arrays, which take long to pickle."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def prepare(self) -> None:
        """Compute what is derived from the fields of the model, and the partitions."""
        self.model.compute_derived()
        _ = self.n_partitions

    def run(self, number: int) -> RankedLists:
        """Return the lists of one partition."""
        if self.ivf is None:
            start = number * self.block_size
            tracks = self._tracks[start : start + self.block_size]
            seeds = self.model.select_seeds(tracks)
            lists = rank_queries(self.model, seeds, self.weights, self.length)
            return replace(lists, seeds=tracks[lists.seeds])
        start = number * BLOCKS_AT_ONCE
        blocks = self._blocks[start : start + BLOCKS_AT_ONCE]
        return rank_group(
            self.model, self.weights, self.length, self.ivf, self.n_candidates, blocks
        )


def rank_all(
    model: ScoringModel,
    weights: FloatArray,
    length: int,
    ivf: IVFIndex | None = None,
    n_candidates: int = 0,
    executor: Executor = LOCAL,
    seeds: IntArray | None = None,
) -> Iterator[RankedLists]:
    """Yield the lists of every track of the model or of some, partition by partition.

    They come in the order of the tracks, or cell by cell, from that many candidates.
    """
    n_seeds = model.n_tracks if seeds is None else len(seeds)
    block_size = size_blocks(n_seeds, model.n_tracks)
    chosen = model, weights, length, ivf, n_candidates, block_size, seeds
    return executor.map(ListPartitions(*chosen))


def rank_group(
    model: ScoringModel,
    weights: FloatArray,
    length: int,
    ivf: IVFIndex,
    n_candidates: int,
    blocks: Sequence[IntArray],
) -> RankedLists:
    """Return the lists of some blocks of cells, each from its own near tracks."""
    seeds, bounds = np.concatenate(blocks), np.cumsum([0, *map(len, blocks)]).tolist()
    tracks = ivf.select_near(blocks, n_candidates)
    near = list(map(NearTracks, bounds[:-1], bounds[1:], tracks))
    lists = rank_queries(model, model.select_seeds(seeds), weights, length, near=near)
    return replace(lists, seeds=seeds[lists.seeds])


def rank_queries(
    model: ScoringModel,
    seeds: sparse.csr_matrix,
    weights: FloatArray,
    length: int,
    near: Sequence[NearTracks] | None = None,
) -> RankedLists:
    """Return the best `length` tracks for each query, ties by ascending index.

    Neither a seed nor another id of a seed's recording is in its list, and of several
    ids of one recording only that of the best score is. A track whose first artist has a
    better place loses the `artist_repeat_penalties` of the seeds, in the contribution
    `ARTIST_REPEAT`. If a track that was not fetched may belong in a list, more are fetched, so
    a list is short only if the catalogue ends. The lists are exact without `near`; with it, all
    tracks are compared only for lists that need many.
    """
    depth = DEPTH if model.artist_repeat_penalties.any() else 1
    n_fetched = depth * length + SURPLUS
    lists, is_short = _rank_top(model, seeds, weights, length, n_fetched, near)
    n_fetched *= 2
    while is_short.any() and n_fetched < 2 * model.n_tracks:
        again = np.flatnonzero(is_short)
        tracks = None
        if near is not None and n_fetched <= MAX_NEAR * length:
            tracks = _select_queries(near, again)
        more, still_short = _rank_top(model, seeds[again], weights, length, n_fetched, tracks)
        lists = _replace_lists(lists, is_short, replace(more, seeds=again[more.seeds]))
        is_short[again] = still_short
        n_fetched *= 2
    return lists


def _select_queries(near: Sequence[NearTracks], queries: IntArray) -> list[NearTracks]:
    """Return the near tracks of some of the queries, which are numbered anew."""
    bounds = np.searchsorted(queries, [(part.start, part.stop) for part in near]).tolist()
    return [
        NearTracks(start, stop, part.tracks)
        for part, (start, stop) in zip(near, bounds, strict=True)
        if start < stop
    ]


def _rank_top(
    model: ScoringModel,
    seeds: sparse.csr_matrix,
    weights: FloatArray,
    length: int,
    n_fetched: int,
    near: Sequence[NearTracks] | None = None,
) -> tuple[RankedLists, npt.NDArray[np.bool_]]:
    """Return the lists out of the best `n_fetched` tracks, and which of them need more."""
    query = Query(model, seeds)
    excluded = find_same_recording(model, seeds)
    if near is None:
        rows, columns = query.candidates(weights, n_fetched, excluded)
    else:
        rows, columns = query.near_candidates(weights, n_fetched, excluded, near)
    contributions = query.contributions(rows, columns) * weights
    totals = _add_up(contributions)
    highest_left = find_kth_largest(rows, totals.astype(np.float32), n_fetched, seeds.shape[0])
    order = order_by_score(rows, columns, totals)
    order = order[_find_first(rows[order], model.recordings[columns[order]])]
    rows, columns, totals = rows[order], columns[order], totals[order]
    is_repeat = find_repeats(rows, model.main_artists[columns])
    penalties = 0 - is_repeat * _mean_repeat_penalties(model, seeds)[rows]
    totals += penalties
    last = find_kth_largest(rows, totals.astype(np.float32), length, seeds.shape[0])
    best = order_by_score(rows, columns, totals)
    ranks = rank_within_group(rows[best])
    best, ranks = best[ranks < length], ranks[ranks < length]
    rows, columns, contributions = rows[best], columns[best], contributions[order[best]]
    contributions[:, Contribution.ARTIST_REPEAT] = penalties[best]
    similarities = query.similarity(rows, columns, contributions, weights)
    scores = totals[best].astype(np.float32)
    lists = RankedLists(rows, ranks + 1, columns, contributions, scores, similarities)
    # far tracks may fill a list of few near ones
    return lists, (last < highest_left) if near is None else (last < highest_left) | np.isinf(last)


def _add_up(contributions: FloatArray) -> npt.NDArray[np.float64]:
    totals: npt.NDArray[np.float64] = contributions.sum(axis=1, dtype=np.float64)
    return totals


def _mean_repeat_penalties(model: ScoringModel, seeds: sparse.csr_matrix) -> FloatArray:
    """Return what a repeated artist costs in the list of each query: the mean of its seeds."""
    sizes = np.asarray(abs(seeds).sum(axis=1)).ravel()
    sums = abs(seeds) @ model.artist_repeat_penalties
    penalties: FloatArray = (sums / np.maximum(sizes, 1e-9)).astype(np.float32)
    return penalties


def _replace_lists(
    lists: RankedLists, is_replaced: npt.NDArray[np.bool_], more: RankedLists
) -> RankedLists:
    """Return the lists with those of the replaced queries taken from `more`."""
    kept = ~is_replaced[lists.seeds]
    order = np.argsort(np.concatenate([lists.seeds[kept], more.seeds]), kind="stable")
    columns = {
        field.name: np.concatenate([getattr(lists, field.name)[kept], getattr(more, field.name)])[
            order
        ]
        for field in fields(RankedLists)
    }
    return RankedLists(**columns)


def find_same_recording(model: ScoringModel, seeds: sparse.csr_matrix) -> tuple[IntArray, IntArray]:
    """Return the (query, track) pairs where the track is a seed under this or another id."""
    query, seed = seeds.nonzero()
    order = model.recording_order
    code = model.recordings[order]
    low = np.searchsorted(code, model.recordings[seed], side="left")
    size = np.searchsorted(code, model.recordings[seed], side="right") - low
    return np.repeat(query, size), order[join_ranges(low, size)]


def _find_first(rows: IntArray, codes: IntArray) -> IntArray:
    """Return the index of the first entry of each (row, code), in their order."""
    key = rows * (int(codes.max(initial=0)) + 1) + codes
    _, index = np.unique(key, return_index=True)
    index.sort()
    return index
