"""The popularity weight of a build: lowered until the lists of all playlists keep the limits."""

from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import numpy.typing as npt

from recommender.checks import FloatArray
from recommender.ranking.candidates import CandidateSets, build_candidate_sets
from recommender.ranking.coverage import Coverage, count_exposure, draw_seeds
from recommender.ranking.hubness import fit_hubness
from recommender.scoring.parameters import Parameters
from recommender.tuning.holdout import SEED, HoldoutFolds
from recommender.tuning.limits import Limits
from recommender.tuning.validation import N_CANDIDATES, N_LISTS, scale_weights, score_lists

BISECTION_STEPS = 6


@dataclass(frozen=True)
class BuiltLists:
    """The lists of evenly drawn seeds as a build makes them, for several popularity weights.

    Attributes
    ----------
    even : the candidates of the seeds
    hubness : of each track
    number_of_playlists : of each track
    """

    even: CandidateSets
    hubness: FloatArray
    number_of_playlists: npt.NDArray[np.int64]

    @classmethod
    def from_holdout(cls, holdout: HoldoutFolds, parameters: Parameters) -> Self:
        """Learn from all playlists."""
        held_out = holdout.hold_out_nothing()
        model = held_out.build_model(parameters)
        seeds = draw_seeds(model.n_tracks, N_LISTS, SEED)
        choices = [scale_weights(parameters, {"popularity": factor}) for factor in (0, 1, 2)]
        return cls(
            build_candidate_sets(model, seeds, choices, N_CANDIDATES),
            fit_hubness(model, parameters.raw_weights),
            held_out.number_of_playlists,
        )

    def cover(self, parameters: Parameters) -> Coverage:
        """Return the coverage of the lists."""
        penalty = np.float32(parameters.hubness) * self.hubness
        scores = score_lists(self.even, parameters, penalty, self.number_of_playlists)
        exposure = count_exposure(self.even, scores, len(penalty))
        return Coverage.from_exposure(exposure, len(self.even.seeds))


def calibrate_popularity(
    holdout: HoldoutFolds, parameters: Parameters, limits: Limits, is_bound: bool
) -> Parameters:
    """Return the parameters with another popularity weight, if the lists of a build ask for it.

    The fit keeps the limits without the held-out playlists. With them, other tracks are popular:
    where its lists held 78 % of the different tracks of random lists, those of builds held 75 %
    or 82 %. The weight is lowered until the limits are kept; if a limit held the fit back
    (`is_bound`), it is raised as far as they allow, to twice its value at most.
    """
    if parameters.popularity_weight == 0:
        return parameters
    built = BuiltLists.from_holdout(holdout, parameters)

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
