"""The list of a seed: the best tracks by score, none of them twice under another id."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace

import numpy as np
import numpy.typing as npt
from scipy import sparse

from recommender.blocks import map_blocks, share_size
from recommender.catalogue import Catalogue
from recommender.cells import Cells
from recommender.checks import FloatArray
from recommender.selection import IntArray, places, ranked

SPARE = 12  # fetched beyond the list's length, for doubles


@dataclass(frozen=True)
class Lists:
    """Some lists, one entry a row: whose it is, its place, its track and its numbers.

    `terms` are the weighted contributions, shape (n_entries, 5), and add up to `scores`.
    """

    seeds: IntArray
    ranks: IntArray
    tracks: IntArray
    terms: FloatArray
    scores: FloatArray
    similarities: FloatArray


def lists_of_all(
    catalogue: Catalogue, weights: FloatArray, length: int, cells: Cells | None = None
) -> Iterator[Lists]:
    """Yield the lists of every track of the catalogue, block by block.

    They come in the order of the tracks, or cell by cell.
    """

    def search(start: int, stop: int) -> Lists:
        seeds = catalogue.rows(np.arange(start, stop))
        return lists_of(catalogue, seeds, weights, length, start)

    if cells is None:
        yield from map_blocks(search, catalogue.n_tracks, share_size(catalogue.n_tracks))
        return
    blocks = list(cells.blocks())

    def search_near(number: int, _: int) -> Lists:
        block = blocks[number]
        found = lists_of(catalogue, catalogue.rows(block), weights, length, cells=cells)
        return replace(found, seeds=block[found.seeds])

    yield from map_blocks(search_near, len(blocks), 1)


def lists_of(
    catalogue: Catalogue,
    seeds: sparse.csr_matrix,
    weights: FloatArray,
    length: int,
    first: int = 0,
    cells: Cells | None = None,
) -> Lists:
    """Return the best `length` tracks for each query, ties by rising index.

    Neither a seed nor another id of a seed's recording is in its list, and of several
    ids of one recording only the best is. Where doubles eat up what was fetched, more is
    fetched, so a list is short only where the catalogue ends. The queries are numbered
    from `first`. The lists are exact without `cells`; with them, what is fetched first
    comes out of few cells.
    """
    found, is_short = _fetched(catalogue, seeds, weights, length, length + SPARE, cells)
    n_fetched = 4 * (length + SPARE)
    while is_short.any() and n_fetched < 4 * catalogue.n_tracks:
        again = np.flatnonzero(is_short)
        more, still_short = _fetched(catalogue, seeds[again], weights, length, n_fetched)
        found = _merged(found, is_short, replace(more, seeds=again[more.seeds]))
        is_short[again] = still_short
        n_fetched *= 4
    return replace(found, seeds=first + found.seeds)


def _fetched(
    catalogue: Catalogue,
    seeds: sparse.csr_matrix,
    weights: FloatArray,
    length: int,
    n_fetched: int,
    cells: Cells | None = None,
) -> tuple[Lists, npt.NDArray[np.bool_]]:
    """Return the lists out of the best `n_fetched`, and for which these were too few."""
    query = catalogue.query(seeds)
    excluded = same_recording(catalogue, seeds)
    among = None if cells is None else cells.worth_comparing(query)
    rows, columns = query.candidates(weights, n_fetched, excluded, among)
    terms = query.terms(rows, columns) * weights
    totals = terms.sum(axis=1, dtype=np.float64).astype(np.float32)
    order = ranked(rows, columns, totals)
    order = order[_first_of_each(rows[order], catalogue.recordings[columns[order]])]
    is_short = np.bincount(rows[order], minlength=seeds.shape[0]) < length
    ranks = places(rows[order])
    order, ranks = order[ranks < length], ranks[ranks < length]
    rows, columns, terms = rows[order], columns[order], terms[order]
    similarities = query.similarity(rows, columns, terms, weights)
    return Lists(rows, ranks + 1, columns, terms, totals[order], similarities), is_short


def _merged(found: Lists, is_replaced: npt.NDArray[np.bool_], more: Lists) -> Lists:
    """Return the lists with those of the replaced queries taken from `more`."""
    kept = ~is_replaced[found.seeds]
    order = np.argsort(np.concatenate([found.seeds[kept], more.seeds]), kind="stable")
    parts = {
        field.name: np.concatenate([getattr(found, field.name)[kept], getattr(more, field.name)])[
            order
        ]
        for field in fields(Lists)
    }
    return Lists(**parts)


def same_recording(catalogue: Catalogue, seeds: sparse.csr_matrix) -> tuple[IntArray, IntArray]:
    """Return the (query, track) pairs where the track is a seed under this or another id."""
    query, seed = seeds.nonzero()
    order = catalogue.recording_order
    code = catalogue.recordings[order]
    low = np.searchsorted(code, catalogue.recordings[seed], side="left")
    size = np.searchsorted(code, catalogue.recordings[seed], side="right") - low
    step = np.arange(int(size.sum())) - np.repeat(np.cumsum(size) - size, size)
    return np.repeat(query, size), order[np.repeat(low, size) + step]


def _first_of_each(rows: IntArray, codes: IntArray) -> IntArray:
    """Return the places of the first entry of each (row, code), in their order."""
    key = rows * (int(codes.max(initial=0)) + 1) + codes
    _, place = np.unique(key, return_index=True)
    place.sort()
    return place
