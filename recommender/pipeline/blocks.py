"""The blocks of all vectors, as arrays."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from recommender.checks import FloatArray
from recommender.scoring.contributions import Contribution
from recommender.scoring.parameters import Parameters


@dataclass(frozen=True)
class Blocks:
    """The blocks of n_tracks tracks, in the order of the keys of a dataset.

    Attributes
    ----------
    audio, taste, factors : arrays of n_tracks rows; a row of zeros where nothing is known
    hubness : array of n_tracks, at least 0
    number_of_playlists : array of n_tracks counts
    fitted_playlists : the same when the blocks of all tracks were made; NaN for a track folded in
    cold_start_source : array of n_tracks names, see `TasteVectors`
    """

    audio: FloatArray
    taste: FloatArray
    factors: FloatArray
    hubness: FloatArray
    number_of_playlists: npt.NDArray[np.int64]
    fitted_playlists: npt.NDArray[np.float64]
    cold_start_source: npt.NDArray[np.str_]


def stack_blocks(audio: FloatArray, taste: FloatArray, parameters: Parameters) -> FloatArray:
    """Return audio and taste side by side, each times the root of its weight."""
    root = np.sqrt(parameters.weights)
    return np.hstack([audio * root[Contribution.AUDIO], taste * root[Contribution.TASTE]])
