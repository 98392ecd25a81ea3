"""Confidence intervals of means, by a bootstrap over playlists, paired between methods."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from recommender.search.topk import IntArray

Numbers = npt.NDArray[np.float64]

N_DRAWS = 1000
SEED = 20186
OUTSIDE = 0.025  # on either side of an interval


@dataclass(frozen=True)
class Interval:
    """A mean with the ends of its 95 % interval."""

    mean: float
    lower: float
    upper: float


class PairedBootstrap:
    """Resample playlists with repetition (Efron 1979), all queries of a playlist together.

    Queries of one playlist are not independent, so a draw takes all or none of them; and as
    every method answers the same queries, differences are drawn in pairs.

    Parameters
    ----------
    playlists : array of n_queries numbers, equal for queries of one playlist
    """

    def __init__(self, playlists: IntArray, n_draws: int = N_DRAWS, seed: int = SEED) -> None:
        _, self._group = np.unique(playlists, return_inverse=True)
        n_groups = int(self._group.max(initial=-1)) + 1
        random = np.random.default_rng(seed)
        share = np.full(n_groups, 1 / max(n_groups, 1))
        self._times = random.multinomial(n_groups, share, size=n_draws).astype(np.float64)
        self._sizes = self._times @ np.bincount(self._group, minlength=n_groups)

    def interval(self, values: Numbers) -> Interval:
        """Return the mean of n_queries values, and its 95 % interval."""
        sums = np.bincount(self._group, weights=values, minlength=self._times.shape[1])
        means = (self._times @ sums) / np.maximum(self._sizes, 1)
        lower, upper = np.quantile(means, [OUTSIDE, 1 - OUTSIDE])
        return Interval(float(values.mean()), float(lower), float(upper))
