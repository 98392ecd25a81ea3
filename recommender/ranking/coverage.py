"""Coverage: how many different tracks many lists hold, and how often the same one."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from recommender.checks import FloatArray
from recommender.ranking.candidates import CandidateSets, mark_best
from recommender.search.topk import IntArray

LENGTH = 10
SMALL_CATALOGUE = 10  # times the share of random lists


@dataclass(frozen=True)
class Coverage:
    """What many lists of ten hold together.

    Attributes
    ----------
    relative : different tracks / those expected in random lists
    largest_share : the share of the lists that hold the most frequent track
    """

    relative: float
    largest_share: float

    @classmethod
    def from_exposure(cls, exposure: IntArray, n_lists: int) -> Self:
        """Return the coverage of so many lists, from how many of them hold each track."""
        expected = expect_different_tracks(exposure.sum(), len(exposure))
        return cls(
            float((exposure > 0).sum() / max(expected, 1)),
            float(exposure.max(initial=0) / max(n_lists, 1)),
        )


def count_exposure(sets: CandidateSets, scores: FloatArray, n_tracks: int) -> IntArray:
    """Return the number of lists of ten that each track is in, shape (n_tracks,)."""
    is_best = mark_best(scores, sets.mask, LENGTH)
    return np.bincount(sets.tracks[is_best], minlength=n_tracks).astype(np.intp)


def expect_different_tracks(n_places: np.number[Any], n_tracks: int) -> float:
    """Return the number of different tracks expected in random lists with that many places."""
    # a track is in none of them with the probability exp(-places / tracks)
    return float(n_tracks * -np.expm1(-n_places / max(n_tracks, 1)))


def limit_share(max_share: float, n_tracks: int) -> float:
    """Return the largest share that is asked for: in a small catalogue, ten times the random one.

    In the lists of 3,000 tracks, a hit is of necessity in a larger share than among 30,000.
    """
    return max(max_share, SMALL_CATALOGUE * LENGTH / max(n_tracks - 1, 1))


def draw_seeds(n_tracks: int, n_seeds: int, seed: int) -> IntArray:
    """Draw seeds evenly from all tracks, each at most once; all tracks if they are few."""
    return np.sort(np.random.default_rng(seed).permutation(n_tracks)[:n_seeds])
