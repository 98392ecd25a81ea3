"""Repeated artists: what a track loses whose artist has a better place in the list already."""

import numpy as np
import numpy.typing as npt

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

    Only candidates whose artist has several in their row are looked at.

    Parameters
    ----------
    artists : array (n_rows, n_candidates) of numbers, below 0 unknown
    mask : array (n_rows, n_candidates), false for padding
    """

    def __init__(self, artists: IntArray, mask: npt.NDArray[np.bool_]) -> None:
        self._artists = artists
        entries = np.flatnonzero((artists >= 0) & mask)
        row = entries // max(artists.shape[1], 1)
        key = row * (int(artists.max(initial=-1)) + 1) + artists.ravel()[entries]
        order = np.argsort(key, kind="stable")
        starts = np.flatnonzero(np.diff(key[order], prepend=-1))
        sizes = np.diff(starts, append=len(key))
        is_of_several = np.repeat(sizes > 1, sizes)
        self._entries = entries[order][is_of_several]
        self._rows = row[order][is_of_several]
        self._sizes = sizes[sizes > 1]
        self._starts = np.cumsum(self._sizes) - self._sizes

    def find_repeats(self, scores: npt.NDArray[np.floating]) -> npt.NDArray[np.bool_]:
        """Return which candidates are not the best of their artist, shape of the scores."""
        is_repeat = np.zeros(scores.shape, np.bool_)
        is_repeat.ravel()[self._entries[self._is_repeat(scores)]] = True
        return is_repeat

    def subtract_repeats(
        self, scores: npt.NDArray[np.float32], penalties: npt.NDArray[np.float32]
    ) -> npt.NDArray[np.float32]:
        """Return the scores less the penalty of the row, where a candidate is a repeat."""
        is_repeat = self._is_repeat(scores)
        remaining = scores.copy()
        remaining.ravel()[self._entries[is_repeat]] -= penalties[self._rows[is_repeat]]
        return remaining

    def count_different(self, is_chosen: npt.NDArray[np.bool_]) -> float:
        """Return the mean number of different artists of a row's chosen candidates."""
        rows = np.nonzero(is_chosen)[0]
        artists = self._artists[is_chosen]
        alone = -1 - np.arange(len(artists))  # an unknown artist equals no other
        keys = np.where(artists < 0, alone, rows * (int(artists.max(initial=0)) + 1) + artists)
        return len(np.unique(keys)) / max(len(is_chosen), 1)

    def _is_repeat(self, scores: npt.NDArray[np.floating]) -> npt.NDArray[np.bool_]:
        if len(self._entries) == 0:
            return np.zeros(0, np.bool_)
        values = scores.ravel()[self._entries]
        best = np.maximum.reduceat(values, self._starts)
        is_repeat: npt.NDArray[np.bool_] = values < np.repeat(best, self._sizes)
        return is_repeat
