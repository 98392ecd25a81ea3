"""When it pays to search cells instead of all rows, in rows that a query is compared with."""

from collections.abc import Callable, Iterator

TARGET_RECALL = 0.998
FEWEST_CANDIDATES = 1024
# What cells cost beside their candidates: to make them, to rank them for a block, and smaller
# products, as rows compared; `python -m benchmarks.search` shows both sides.
OVERHEAD = 3000

# Beside the searches in them: the cells, and the sample that is also searched exactly, as rows
# compared for each row of the catalogue. Measured as 740 to 990 for 31,000 tracks.
OF_CELLS = 900
# What a query costs whose cell has few others: the cells are ranked and gathered for each block.
# Measured as 68,000 rows compared for 500 of 31,000 tracks, and 29,000 for 5,000 of them.
OF_SCATTERED = 60_000


def pays_off_for(n_queries: int, n_rows: int) -> bool:
    """Return whether cells are cheaper for that many queries, from anywhere among all rows."""
    return n_rows * OF_CELLS + n_queries * OF_SCATTERED < n_queries * n_rows


def pays_off(n_products: float, n_rows: int) -> bool:
    """Return whether cells are cheaper, if a query is compared with that many rows of them."""
    return n_products + OVERHEAD < n_rows


def choose_n_candidates(
    fewest: int, n_rows: int, target_recall: float, measure: Callable[[int], tuple[float, float]]
) -> tuple[int, float] | None:
    """Return the number of candidates that reaches the recall, and that recall.

    None if it is cheaper to compare all rows.

    Parameters
    ----------
    fewest : the number that is tried first; then twice as many, until the recall is reached
    measure : the recall of a number of candidates, and the rows that a query is compared with
    """
    for n_candidates in _double(fewest):
        if not pays_off(n_candidates, n_rows):
            return None
        recall, n_products = measure(n_candidates)
        if not pays_off(n_products, n_rows):
            return None
        if recall >= target_recall:
            return n_candidates, recall
    return None


def _double(number: int) -> Iterator[int]:
    while True:
        yield number
        number *= 2
