"""Exact selection of the best few of many scores, without sorting the many."""

import numpy as np
import numpy.typing as npt

from recommender.checks import FloatArray

IntArray = npt.NDArray[np.intp]

GROUP = 32


def candidates(scores: FloatArray, k: int, slack: float = 0.0) -> tuple[IntArray, IntArray]:
    """Return (rows, columns) of a small set that surely holds the k best of every row.

    The columns are dealt into groups; the k-th largest maximum of a group bounds the
    k-th best score from below, and whatever reaches the bound is a candidate. Ties at
    the bound all stay in. A score of -inf is never a candidate.

    Parameters
    ----------
    scores : array of shape (n_queries, n_tracks)
    k : how many are wanted, at least 1
    slack : how far below the bound a score may lie and stay in; set it above the
        rounding error of `scores` when candidates are scored again afterwards
    """
    n_tracks = scores.shape[1]
    per_group = max(1, min(GROUP, n_tracks // (4 * k)))
    groups = n_tracks // per_group
    if groups <= k:
        rows, columns = np.nonzero(np.isfinite(scores))
        return rows, columns
    maxima = scores[:, :groups].copy()
    for start in range(groups, per_group * groups, groups):
        np.maximum(maxima, scores[:, start : start + groups], out=maxima)
    bound = np.partition(maxima, groups - k, axis=1)[:, groups - k] - np.float32(slack)
    lowest = np.finfo(np.float32).min
    flat = np.flatnonzero(scores >= np.maximum(bound, lowest)[:, None])
    return np.divmod(flat, n_tracks)


def ranked(rows: IntArray, columns: IntArray, values: npt.NDArray[np.floating]) -> IntArray:
    """Return the order by row, then by falling value, then by column (ties)."""
    return np.lexsort((columns, -values, rows))


def places(rows: IntArray) -> IntArray:
    """Return the 0-based place of each entry within its row; `rows` must be sorted."""
    return np.arange(len(rows)) - np.searchsorted(rows, rows, side="left")
