"""The search for parameters: those of the vectors on short grids, the weights by an optimiser."""

from collections.abc import Collection
from dataclasses import asdict, astuple, dataclass, replace
from functools import cache

import numpy as np
import numpy.typing as npt
from scipy import optimize

from recommender.scoring.parameters import Parameters
from recommender.tuning.calibration import calibrate_popularity
from recommender.tuning.folds import Folds, QuickFolds
from recommender.tuning.holdout import HoldoutFolds, draw_queries
from recommender.tuning.limits import Limits
from recommender.tuning.validation import Trial

MIN_PLAYLISTS = 20  # held out; with fewer the defaults are the better guess
MIN_QUERIES = 200
MIN_RELATIVE_GAIN = 0.003  # of a change over what it replaces
# where a first fit starts, unless playlists are few: nearer than the defaults to what was fitted
# to real and invented data sets
FIRST_START = {
    "co_occurrence_weight": 1.75,
    "artist_smoothing": 0.0,
    "co_occurrence_damping": 0.2,
    "length_damping": 0.25,
}
# parameters that need other vectors or another co-occurrence; few values, as each takes long
VECTOR_GRIDS: dict[str, tuple[float, ...]] = {
    "artist_smoothing": (0.0, 3.0),
    "co_occurrence_damping": (0.0, 0.2),
    "popularity_damping": (0.15, 0.25, 0.35),
    "length_damping": (0.25, 0.5),
    "shrinkage": (3.0, 6.0, 12.0),
    "n_dimensions": (64, 96, 128),
}
MAX_TRIALS, FEW_TRIALS = 60, 25
LEVERS = ("popularity_weight", "hubness")  # of the coverage, which quick trials do not measure
FIRST_STEP, LAST_STEP = 1.0, 0.05  # in steps of the weights
STEP_COST = 0.0002  # of the square of the steps from the start: ties go to the start


@dataclass(frozen=True)
class WeightRange:
    """Where a weight may lie, and what a step of the search is."""

    low: float
    high: float
    step: float


WEIGHT_RANGES = {
    "audio_weight": WeightRange(0.0, 1.0, 0.08),
    "artist_weight": WeightRange(0.0, 1.2, 0.12),
    "co_occurrence_weight": WeightRange(0.0, 3.0, 0.25),
    "popularity_weight": WeightRange(0.0, 0.3, 0.03),
    "cold_seed_popularity_weight": WeightRange(-0.2, 0.4, 0.06),
    "hubness": WeightRange(0.0, 0.6, 0.12),
    "artist_repeat_penalty": WeightRange(0.0, 0.6, 0.1),
    "cold_seed_artist_repeat_penalty": WeightRange(0.0, 0.6, 0.1),
}


def fit_parameters(
    holdout: HoldoutFolds, start: Parameters, given: Collection[str]
) -> tuple[Parameters, dict[str, float]]:
    """Return the parameters that serve the held-out playlists best, and measured values.

    The `given` parameters stay as they are. If a fifth of the playlists is too few, each fifth
    is held out in turn; if all are too few, every other parameter has its default.
    """
    dataset, is_held_out = holdout.dataset, holdout.assignments == 0
    is_each = int(is_held_out.sum()) < MIN_PLAYLISTS
    if is_each:
        is_held_out = np.ones_like(is_held_out)
    n_playlists = int(is_held_out.sum())
    n_queries = len(draw_queries(dataset.playlists, is_held_out)[0])
    values = {"held_out_playlists": float(n_playlists), "held_out_queries": float(n_queries)}
    default = Parameters.from_values({name: getattr(start, name) for name in given})
    if n_playlists < MIN_PLAYLISTS or n_queries < MIN_QUERIES:
        if dataset.playlists.nnz == 0 and "audio_weight" not in given:
            default = replace(default, audio_weight=1.0)  # there is no taste to lead
        return default, values
    is_first = start == default
    if is_first and not is_each:
        guess = {name: value for name, value in FIRST_START.items() if name not in given}
        start = Parameters.from_values({**asdict(start), **guess})
    measured = _select_for_candidates(start, default, given)
    folds = Folds.from_holdout(holdout, measured, is_each).with_parameters(start)
    first = folds.trial(start)
    best, fitted, limits = search(folds, start, given, is_first)
    if "popularity_weight" not in given:
        best = calibrate_popularity(holdout, best, limits, limits.are_near(fitted.coverage))
    return best, values | _to_values(fitted) | _to_values(first, "_of_start")


def _select_for_candidates(
    start: Parameters, default: Parameters, given: Collection[str]
) -> Parameters:
    """Return the parameters that the candidates of a fit are found with.

    They have the default weights, and as much smoothing as any option: it adds tracks to a list,
    which could not be added to the candidates afterwards.
    """
    values = asdict(start) | {name: getattr(default, name) for name in WEIGHT_RANGES}
    if "artist_smoothing" not in given:
        options = VECTOR_GRIDS["artist_smoothing"]
        values["artist_smoothing"] = max(start.artist_smoothing, *options)
    return Parameters.from_values(values)


def search(
    folds: Folds, start: Parameters, given: Collection[str], is_first: bool
) -> tuple[Parameters, Trial, Limits]:
    """Return the best parameters, what they reach, and the limits that they keep.

    First the weights are set. A fit that is not the first one stops there if the interval of the
    gain over the last one's parameters holds zero. Then the vectors are chosen, and the weights
    set once more.
    """
    limits, near = Limits.within_reach(folds, start, given)
    best = max((start, near), key=lambda option: limits.merit(folds.trial(option)))
    before = folds.trial(best)
    best = optimise_weights(folds, best, limits, given)
    found = folds.trial(best)
    if not is_first and not limits.is_clearly_better(found, before):
        return best, found, limits
    option, option_folds = select_vectors(folds, best, limits, given)
    option = optimise_weights(option_folds, option, limits, given)
    other = option_folds.trial(option)
    if limits.merit(other) > limits.merit(found):
        best, found = option, other
    return best, found, limits


def select_vectors(
    folds: Folds, best: Parameters, limits: Limits, given: Collection[str]
) -> tuple[Parameters, Folds]:
    """Choose the parameters of the vectors and the co-occurrence one after the other.

    A value replaces another if it is better by more than an accident with the weights as they
    are. The values next to the present one are tried, and the next in a direction that gained.

    Returns
    -------
    The best parameters, and the queries as measured with them.
    """
    exposure = folds.trial(best).exposure
    found = folds.fix_lists(best, exposure).trial(best)
    for name, grid in VECTOR_GRIDS.items():
        if name in given:
            continue
        for direction in (1, -1):
            for value in _beyond(grid, getattr(best, name), direction):
                option = Parameters.from_values({**asdict(best), name: value})
                option_folds = folds.with_parameters(option)
                quick = option_folds.fix_lists(option, exposure)
                if limits.is_clearly_better(found, quick.trial(option)):
                    break
                option = optimise_weights(quick, option, limits, {*given, *LEVERS}, FEW_TRIALS)
                other = quick.trial(option)
                least = MIN_RELATIVE_GAIN * abs(limits.merit(found))
                if limits.merit(other) <= limits.merit(found) + least:
                    break
                best, folds, found = option, option_folds, other
    return best, folds


def _beyond(grid: tuple[float, ...], value: float, direction: int) -> list[float]:
    """Return the values of a grid above (1) or below (-1) the given one, the nearest first."""
    return sorted(
        (each for each in grid if (each - value) * direction > 0), key=lambda each: each * direction
    )


def optimise_weights(
    folds: Folds | QuickFolds,
    start: Parameters,
    limits: Limits,
    given: Collection[str],
    max_trials: int = MAX_TRIALS,
) -> Parameters:
    """Return the parameters with the weights that are not given set to their best values.

    The optimiser is COBYQA (Ragonneau 2022), which takes constraints and needs no gradient: the
    precision is a count of hits, with steps instead of slopes.
    """
    names = [name for name in WEIGHT_RANGES if name not in given]
    if not names:
        return start
    lowest, highest, steps = np.array([astuple(WEIGHT_RANGES[name]) for name in names]).T
    origin = np.array([getattr(start, name) for name in names])
    lowest, highest = np.minimum(lowest, origin), np.maximum(highest, origin)
    low, high = (lowest - origin) / steps, (highest - origin) / steps

    def move(moves: npt.NDArray[np.float64]) -> Parameters:
        # clipped after the product: to zero and back may end a rounding error below it
        values = np.clip(origin + moves * steps, lowest, highest).round(6).tolist()
        return replace(start, **dict(zip(names, values, strict=True)))

    @cache  # the optimiser asks for the constraints of a point again and again
    def try_moves(moves: tuple[float, ...]) -> Trial:
        return folds.trial(move(np.array(moves)))

    def cost(moves: npt.NDArray[np.float64]) -> float:
        return STEP_COST * float(moves @ moves) - try_moves(tuple(moves.tolist())).quality

    def constrain(moves: npt.NDArray[np.float64]) -> list[float]:
        return limits.all_violations(try_moves(tuple(moves.tolist())))

    found = optimize.minimize(
        cost,
        np.zeros(len(names)),
        method="COBYQA",
        bounds=optimize.Bounds(low, high),
        constraints=optimize.NonlinearConstraint(constrain, -np.inf, 0.0),
        options={
            "maxfev": max_trials,
            "initial_tr_radius": FIRST_STEP,
            "final_tr_radius": LAST_STEP,
        },
    )
    best = move(np.round(found.x, 2))
    is_better = limits.merit(folds.trial(best)) > limits.merit(folds.trial(start))
    return best if is_better else start


def _to_values(trial: Trial, suffix: str = "") -> dict[str, float]:
    values = {
        "precision_at_10": trial.precision,
        "different_artists": trial.different_artists,
        "relative_coverage": trial.coverage.relative,
        "largest_share": trial.coverage.largest_share,
    }
    if trial.cold_precision is not None:
        values["precision_at_10_of_cold_seeds"] = trial.cold_precision
    return {name + suffix: value for name, value in values.items()}
