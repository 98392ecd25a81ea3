"""Ranked lists: the best tracks of each query, no recording twice, repeated artists lower."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace

import numpy as np
import numpy.typing as npt
from scipy import sparse

from recommender.checks import FloatArray
from recommender.ranking.artist_repeats import find_repeats
from recommender.ranking.ivf import IVFIndex
from recommender.scoring.contributions import Contribution
from recommender.scoring.model import ScoringModel
from recommender.scoring.query import Query
from recommender.search.parallel import map_blocks, size_blocks
from recommender.search.topk import IntArray, find_kth_largest, order_by_score, rank_within_group
from segue.ranges import join_ranges

SURPLUS = 12  # tracks fetched beyond the list's length, in place of duplicate recordings
DEPTH = 4  # times the length is fetched where repeated artists make room for lower tracks


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


def rank_all(
    model: ScoringModel, weights: FloatArray, length: int, ivf: IVFIndex | None = None
) -> Iterator[RankedLists]:
    """Yield the lists of every track of the model, block by block.

    They come in the order of the tracks, or cluster by cluster.
    """

    def search(start: int, stop: int) -> RankedLists:
        seeds = model.select_seeds(np.arange(start, stop))
        return rank_queries(model, seeds, weights, length, start)

    if ivf is None:
        yield from map_blocks(search, model.n_tracks, size_blocks(model.n_tracks))
        return
    blocks = list(ivf.blocks())

    def search_near(number: int, _: int) -> RankedLists:
        block = blocks[number]
        lists = rank_queries(model, model.select_seeds(block), weights, length, ivf=ivf)
        return replace(lists, seeds=block[lists.seeds])

    yield from map_blocks(search_near, len(blocks), 1)


def rank_queries(
    model: ScoringModel,
    seeds: sparse.csr_matrix,
    weights: FloatArray,
    length: int,
    first: int = 0,
    ivf: IVFIndex | None = None,
) -> RankedLists:
    """Return the best `length` tracks for each query, ties by ascending index.

    Neither a seed nor another id of a seed's recording is in its list, and of several
    ids of one recording only that of the best score is. A track whose first artist has a
    better place loses the `artist_repeat_penalties` of the seeds, in the contribution
    `ARTIST_REPEAT`. If a track that was not fetched may belong in a list, more are fetched, so
    a list is short only if the catalogue ends. The queries are numbered from `first`. The
    lists are exact without `ivf`; with it, the tracks fetched first are the candidates of
    few clusters.
    """
    depth = DEPTH if model.artist_repeat_penalties.any() else 1
    n_fetched = depth * length + SURPLUS
    lists, is_short = _rank_top(model, seeds, weights, length, n_fetched, ivf)
    n_fetched *= 4
    while is_short.any() and n_fetched < 4 * model.n_tracks:
        again = np.flatnonzero(is_short)
        more, still_short = _rank_top(model, seeds[again], weights, length, n_fetched)
        lists = _replace_lists(lists, is_short, replace(more, seeds=again[more.seeds]))
        is_short[again] = still_short
        n_fetched *= 4
    return replace(lists, seeds=first + lists.seeds)


def _rank_top(
    model: ScoringModel,
    seeds: sparse.csr_matrix,
    weights: FloatArray,
    length: int,
    n_fetched: int,
    ivf: IVFIndex | None = None,
) -> tuple[RankedLists, npt.NDArray[np.bool_]]:
    """Return the lists out of the best `n_fetched` tracks, and which of them need more."""
    query = Query(model, seeds)
    excluded = find_same_recording(model, seeds)
    among = None if ivf is None else ivf.candidates(query)
    rows, columns = query.candidates(weights, n_fetched, excluded, among)
    contributions = query.contributions(rows, columns) * weights
    totals = _add_up(contributions)
    highest_left = find_kth_largest(rows, totals, n_fetched, seeds.shape[0])
    order = order_by_score(rows, columns, totals)
    order = order[_find_first(rows[order], model.recordings[columns[order]])]
    rows, columns, contributions = rows[order], columns[order], contributions[order]
    is_repeat = find_repeats(rows, model.main_artists[columns])
    penalties = _mean_repeat_penalties(model, seeds)
    contributions[:, Contribution.ARTIST_REPEAT] = 0 - is_repeat * penalties[rows]
    totals = _add_up(contributions)
    order = order_by_score(rows, columns, totals)
    rows, totals = rows[order], totals[order]
    last = find_kth_largest(rows, totals, length, seeds.shape[0])
    ranks = rank_within_group(rows)
    order, ranks, rows = order[ranks < length], ranks[ranks < length], rows[ranks < length]
    columns, contributions = columns[order], contributions[order]
    similarities = query.similarity(rows, columns, contributions, weights)
    totals = _add_up(contributions)
    lists = RankedLists(rows, ranks + 1, columns, contributions, totals, similarities)
    return lists, last < highest_left


def _add_up(contributions: FloatArray) -> FloatArray:
    totals: FloatArray = contributions.sum(axis=1, dtype=np.float64).astype(np.float32)
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
