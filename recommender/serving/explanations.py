"""Which of many seeds a found track has most in common with, so that a reason can name it."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from recommender.scoring.model import ScoringModel
from recommender.search.topk import IntArray


@dataclass(frozen=True)
class Partners:
    """For each of n found tracks, rows of the model among the other seeds; -1 where none fits.

    Attributes
    ----------
    audio, taste : the seed nearest in the block
    artist : a seed that shares an artist
    """

    audio: IntArray
    taste: IntArray
    artist: IntArray


def find_anchors(model: ScoringModel, seeds: IntArray, found: IntArray) -> Partners:
    """Return the partners of the found tracks; ties go to the first seed."""
    if len(seeds) == 0:
        none = np.full(len(found), -1, np.intp)
        return Partners(none, none, none)
    is_itself = found[:, None] == seeds
    artists = (model.artists[found] @ model.artists[seeds].T).toarray()
    audio, taste = (block[found] @ block[seeds].T for block in (model.audio, model.taste))
    return Partners(
        audio=_largest(np.where(is_itself, 0, audio), seeds),
        taste=_largest(np.where(is_itself, 0, taste), seeds),
        artist=_largest(np.where(is_itself, 0, artists), seeds),
    )


def _largest(values: npt.NDArray[np.floating], seeds: IntArray) -> IntArray:
    """Return the seed of the largest value of each row, -1 where none is above 0."""
    place = values.argmax(axis=1)
    largest = np.take_along_axis(values, place[:, None], axis=1)[:, 0]
    return np.where(largest > 0, seeds[place], -1)
