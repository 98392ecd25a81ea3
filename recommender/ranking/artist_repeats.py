"""Repeated artists: what a track loses whose artist has a better place in the list already."""

import numpy as np
import numpy.typing as npt

from recommender.ranking.groups import GroupTables
from recommender.search.topk import IntArray


def find_repeats(rows: IntArray, artists: IntArray) -> npt.NDArray[np.bool_]:
    """Return whether an earlier entry of the same row has the same artist.

    A penalty that is taken once for all later tracks of an artist needs no step-by-step choice:
    the best track of each artist comes first by its score alone, so sorting all entries again by
    the score less the penalty gives the same list as filling place after place.

    Parameters
    ----------
    rows : array of n_entries numbers of lists; within each the best comes first
    artists : array of n_entries numbers; an entry below 0, an unknown artist, repeats none
    """
    key = rows * (int(artists.max(initial=-1)) + 2) + artists + 1
    _, first = np.unique(key, return_index=True)
    is_repeat = np.ones(len(key), np.bool_)
    is_repeat[first] = False
    return is_repeat & (artists >= 0)


class ArtistGroups:
    """The candidates of each row by artist, so that repeats are found without sorting.

    Parameters
    ----------
    artists : array (n_rows, n_candidates) of numbers, below 0 unknown
    mask : array (n_rows, n_candidates), false for padding
    """

    def __init__(self, artists: IntArray, mask: npt.NDArray[np.bool_]) -> None:
        alone = np.arange(artists.size, dtype=np.int64).reshape(artists.shape)
        row = np.arange(len(artists))[:, None] * (int(artists.max(initial=-1)) + 1)
        key = np.where((artists >= 0) & mask, -1 - (row + artists), alone)
        _, group = np.unique(key, return_inverse=True)
        entries = np.arange(artists.size)
        self._groups = GroupTables.build(group.ravel(), entries, artists.size, fewest=2)

    def find_repeats(self, scores: npt.NDArray[np.floating]) -> npt.NDArray[np.bool_]:
        """Return which candidates are not the best of their artist, shape of the scores."""
        return self._groups.is_below_greatest(scores)
