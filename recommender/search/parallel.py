"""Work in blocks of queries: little memory, every core used, and BLAS limited to one thread."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from threadpoolctl import threadpool_limits

from segue.settings import settings

Result = TypeVar("Result")

MAX_BLOCK_SIZE = 256
PAIR_BYTES = 8  # of a query and a track that share a playlist: a number and its column


def size_blocks(n_rows: int, n_columns: int) -> int:
    """Return the number of queries in a block, so that each core gets several blocks.

    A block takes at most `SEGUE_BLOCK_MIB`, if each query shares a playlist with all of the
    `n_columns` tracks; a single query may take more.
    """
    each = -(-n_rows // (2 * count_cores()))
    within = settings().block_mib * 2**20 // (PAIR_BYTES * max(n_columns, 1))
    return max(1, min(MAX_BLOCK_SIZE, each, within))


def count_cores() -> int:
    """Return the number of cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def map_blocks(function: Callable[[int, int], Result], n_rows: int, size: int) -> Iterator[Result]:
    """Yield `function(start, stop)` for the blocks of `range(n_rows)`, in order.

    Blocks run in threads, with BLAS at one thread each: two BLAS threads on small
    products use three times the CPU. At most two blocks per core are in progress, so
    that results a slow reader has not taken do not accumulate.
    """
    bounds = [(start, min(start + size, n_rows)) for start in range(0, n_rows, size)]
    if len(bounds) <= 1:
        yield from (function(start, stop) for start, stop in bounds)
        return
    workers = min(count_cores(), len(bounds))
    with threadpool_limits(limits=1, user_api="blas"), ThreadPoolExecutor(workers) as pool:
        running = [pool.submit(function, *bound) for bound in bounds[: 2 * workers]]
        for bound in bounds[2 * workers :]:
            yield running.pop(0).result()
            running.append(pool.submit(function, *bound))
        yield from (future.result() for future in running)
