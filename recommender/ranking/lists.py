"""The list of a seed: the best tracks by score, none of them twice under another id."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace

import numpy as np
import numpy.typing as npt
from scipy import sparse

from recommender.checks import FloatArray
from recommender.ranking.ivf import IVFIndex
from recommender.scoring.model import ScoringModel
from recommender.search.parallel import map_blocks, share_size
from recommender.search.topk import IntArray, order_by_score, rank_within_group

SPARE = 12  # fetched beyond the list's length, for doubles


@dataclass(frozen=True)
class RankedLists:
    """Some lists, one entry a row: whose it is, its place, its track and its numbers.

    `contributions` are the weighted contributions, shape (n_entries, 5), and add up to `scores`.
    """

    seeds: IntArray
    ranks: IntArray
    tracks: IntArray
    contributions: FloatArray
    scores: FloatArray
    similarities: FloatArray


def rank_all(
    model: ScoringModel, weights: FloatArray, length: int, cells: IVFIndex | None = None
) -> Iterator[RankedLists]:
    """Yield the lists of every track of the model, block by block.

    They come in the order of the tracks, or cell by cell.
    """

    def search(start: int, stop: int) -> RankedLists:
        seeds = model.rows(np.arange(start, stop))
        return lists_of(model, seeds, weights, length, start)

    if cells is None:
        yield from map_blocks(search, model.n_tracks, share_size(model.n_tracks))
        return
    blocks = list(cells.blocks())

    def search_near(number: int, _: int) -> RankedLists:
        block = blocks[number]
        found = lists_of(model, model.rows(block), weights, length, cells=cells)
        return replace(found, seeds=block[found.seeds])

    yield from map_blocks(search_near, len(blocks), 1)


def lists_of(
    model: ScoringModel,
    seeds: sparse.csr_matrix,
    weights: FloatArray,
    length: int,
    first: int = 0,
    cells: IVFIndex | None = None,
) -> RankedLists:
    """Return the best `length` tracks for each query, ties by rising index.

    Neither a seed nor another id of a seed's recording is in its list, and of several
    ids of one recording only the best is. Where doubles eat up what was fetched, more is
    fetched, so a list is short only where the model ends. The queries are numbered
    from `first`. The lists are exact without `cells`; with them, what is fetched first
    comes out of few cells.
    """
    found, is_short = _fetched(model, seeds, weights, length, length + SPARE, cells)
    n_fetched = 4 * (length + SPARE)
    while is_short.any() and n_fetched < 4 * model.n_tracks:
        again = np.flatnonzero(is_short)
        more, still_short = _fetched(model, seeds[again], weights, length, n_fetched)
        found = _merged(found, is_short, replace(more, seeds=again[more.seeds]))
        is_short[again] = still_short
        n_fetched *= 4
    return replace(found, seeds=first + found.seeds)


def _fetched(
    model: ScoringModel,
    seeds: sparse.csr_matrix,
    weights: FloatArray,
    length: int,
    n_fetched: int,
    cells: IVFIndex | None = None,
) -> tuple[RankedLists, npt.NDArray[np.bool_]]:
    """Return the lists out of the best `n_fetched`, and for which these were too few."""
    query = model.query(seeds)
    excluded = same_recording(model, seeds)
    among = None if cells is None else cells.worth_comparing(query)
    rows, columns = query.candidates(weights, n_fetched, excluded, among)
    contributions = query.contributions(rows, columns) * weights
    totals = contributions.sum(axis=1, dtype=np.float64).astype(np.float32)
    order = order_by_score(rows, columns, totals)
    order = order[_first_of_each(rows[order], model.recordings[columns[order]])]
    is_short = np.bincount(rows[order], minlength=seeds.shape[0]) < length
    ranks = rank_within_group(rows[order])
    order, ranks = order[ranks < length], ranks[ranks < length]
    rows, columns, contributions = rows[order], columns[order], contributions[order]
    similarities = query.similarity(rows, columns, contributions, weights)
    return RankedLists(
        rows, ranks + 1, columns, contributions, totals[order], similarities
    ), is_short


def _merged(
    found: RankedLists, is_replaced: npt.NDArray[np.bool_], more: RankedLists
) -> RankedLists:
    """Return the lists with those of the replaced queries taken from `more`."""
    kept = ~is_replaced[found.seeds]
    order = np.argsort(np.concatenate([found.seeds[kept], more.seeds]), kind="stable")
    parts = {
        field.name: np.concatenate([getattr(found, field.name)[kept], getattr(more, field.name)])[
            order
        ]
        for field in fields(RankedLists)
    }
    return RankedLists(**parts)


def same_recording(model: ScoringModel, seeds: sparse.csr_matrix) -> tuple[IntArray, IntArray]:
    """Return the (query, track) pairs where the track is a seed under this or another id."""
    query, seed = seeds.nonzero()
    order = model.recording_order
    code = model.recordings[order]
    low = np.searchsorted(code, model.recordings[seed], side="left")
    size = np.searchsorted(code, model.recordings[seed], side="right") - low
    step = np.arange(int(size.sum())) - np.repeat(np.cumsum(size) - size, size)
    return np.repeat(query, size), order[np.repeat(low, size) + step]


def _first_of_each(rows: IntArray, codes: IntArray) -> IntArray:
    """Return the places of the first entry of each (row, code), in their order."""
    key = rows * (int(codes.max(initial=0)) + 1) + codes
    _, place = np.unique(key, return_index=True)
    place.sort()
    return place
