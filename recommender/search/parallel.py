"""Work in blocks of queries: small memory, every core used, and BLAS kept to one thread."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from threadpoolctl import threadpool_limits

Result = TypeVar("Result")

SCORES_PER_BLOCK = 4_194_304  # 16 MiB of float32 for one thread
LARGEST_BLOCK = 256


def block_size(n_columns: int) -> int:
    """Return how many queries fit one block when each holds `n_columns` scores at once."""
    return max(1, min(LARGEST_BLOCK, SCORES_PER_BLOCK // max(n_columns, 1)))


def share_size(n_rows: int) -> int:
    """Return how many queries make a block when memory does not matter: some for each core."""
    return max(1, min(LARGEST_BLOCK, -(-n_rows // (2 * number_of_cores()))))


def number_of_cores() -> int:
    """Return the number of cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def map_blocks(function: Callable[[int, int], Result], n_rows: int, size: int) -> Iterator[Result]:
    """Yield `function(start, stop)` for the blocks of `range(n_rows)`, in order.

    Blocks run in threads, with BLAS at one thread each: two BLAS threads on small
    products burn three times the CPU. At most two blocks per core are under way, so
    that results a slow reader has not taken do not pile up.
    """
    bounds = [(start, min(start + size, n_rows)) for start in range(0, n_rows, size)]
    if len(bounds) <= 1:
        yield from (function(start, stop) for start, stop in bounds)
        return
    workers = min(number_of_cores(), len(bounds))
    with threadpool_limits(limits=1, user_api="blas"), ThreadPoolExecutor(workers) as pool:
        running = [pool.submit(function, *bound) for bound in bounds[: 2 * workers]]
        for bound in bounds[2 * workers :]:
            yield running.pop(0).result()
            running.append(pool.submit(function, *bound))
        yield from (future.result() for future in running)
