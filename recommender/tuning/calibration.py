"""The popularity weight of a build: lowered until the lists of all playlists keep the limits."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from recommender.checks import FloatArray
from recommender.data.dataset import Dataset
from recommender.scoring.parameters import Parameters
from recommender.tuning.holdout import HeldOut
from recommender.tuning.limits import Limits
from recommender.tuning.validation import build_validation_set

BISECTION_STEPS = 6


def calibrate_popularity(
    dataset: Dataset,
    audio: FloatArray,
    content: npt.NDArray[np.float64],
    parameters: Parameters,
    limits: Limits,
    is_bound: bool,
) -> Parameters:
    """Return the parameters with another popularity weight, if the lists of a build ask for it.

    The fit keeps the limits without the held-out playlists. With them, other tracks are popular:
    where its lists held 78 % of the different tracks of random lists, those of builds held 75 %
    or 82 %. The weight is lowered until the limits are kept; if a limit held the fit back
    (`is_bound`), it is raised as far as they allow, to twice its value at most.
    """
    nothing = np.zeros(dataset.playlists.shape[0], np.bool_)
    held_out = HeldOut(dataset, audio, content, nothing, parameters.n_dimensions)
    built = build_validation_set(dataset, held_out, parameters)

    def keeps_limits(weight: float) -> bool:
        option = replace(parameters, popularity_weight=weight)
        return limits.are_kept(built.cover(option))

    low, high = 0.0, parameters.popularity_weight
    if keeps_limits(high):
        if not is_bound:
            return parameters
        low, high = high, 2 * high
    for _ in range(BISECTION_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if keeps_limits(middle) else (low, middle)
    return replace(parameters, popularity_weight=round(low, 4))
