"""The search for parameters: those of the vectors on short grids, the weights by an optimiser."""

from collections.abc import Collection
from dataclasses import asdict, astuple, dataclass, replace
from functools import cache

import numpy as np
import numpy.typing as npt
from scipy import optimize

from recommender.checks import FloatArray
from recommender.data.dataset import Dataset
from recommender.scoring.parameters import Parameters
from recommender.tuning.calibration import calibrate_popularity
from recommender.tuning.folds import Folds
from recommender.tuning.holdout import draw_queries, hold_out
from recommender.tuning.limits import Limits
from recommender.tuning.validation import Trial

MIN_PLAYLISTS = 20  # held out; with fewer the defaults are the better guess
MIN_QUERIES = 200
MIN_RELATIVE_GAIN = 0.003  # of a change over what it replaces
# parameters that need other vectors or another co-occurrence; few values, as each takes long
VECTOR_GRIDS: dict[str, tuple[float, ...]] = {
    "artist_smoothing": (0.0, 3.0),
    "co_occurrence_damping": (0.0, 0.2),
    "popularity_damping": (0.15, 0.25, 0.35),
    "length_damping": (0.25, 0.5),
    "shrinkage": (3.0, 6.0, 12.0),
    "n_dimensions": (64, 96, 128),
}
MAX_TRIALS, FEW_TRIALS = 150, 40
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
    dataset: Dataset,
    audio: FloatArray,
    content: npt.NDArray[np.float64],
    start: Parameters,
    given: Collection[str],
) -> tuple[Parameters, dict[str, float]]:
    """Return the parameters that serve the held-out playlists best, and measured values.

    The `given` parameters stay as they are. If a fifth of the playlists is too few, each fifth
    is held out in turn; if all are too few, every other parameter has its default.
    """
    is_held_out = hold_out(dataset.playlist_keys)
    is_each = int(is_held_out.sum()) < MIN_PLAYLISTS
    if is_each:
        is_held_out = np.ones_like(is_held_out)
    n_playlists = int(is_held_out.sum())
    n_queries = len(draw_queries(dataset.playlists, is_held_out)[0])
    values = {"held_out_playlists": float(n_playlists), "held_out_queries": float(n_queries)}
    if n_playlists < MIN_PLAYLISTS or n_queries < MIN_QUERIES:
        start = Parameters.from_values({name: getattr(start, name) for name in given})
        if dataset.playlists.nnz == 0 and "audio_weight" not in given:
            start = replace(start, audio_weight=1.0)  # there is no taste to lead
        return start, values
    max_dimensions = start.n_dimensions
    if "n_dimensions" not in given:
        max_dimensions = int(max(max_dimensions, *VECTOR_GRIDS["n_dimensions"]))
    folds = Folds.from_dataset(dataset, audio, content, start, max_dimensions, is_each)
    first = folds.trial(start)
    limits, near = Limits.within_reach(folds, start, given)
    best, folds = select_vectors(folds, near, limits, given)
    limits, near = Limits.within_reach(folds, best, given)
    best = max(
        # once if they are the same, as with given penalties
        (optimise_weights(folds, each, limits, given) for each in dict.fromkeys((best, near))),
        key=lambda option: limits.merit(folds.trial(option)),
    )
    fitted = folds.trial(best)
    if "popularity_weight" not in given:
        best = calibrate_popularity(
            dataset, audio, content, best, limits, limits.are_near(fitted.coverage)
        )
    return best, values | _to_values(fitted) | _to_values(first, "_of_start")


def select_vectors(
    folds: Folds, start: Parameters, limits: Limits, given: Collection[str]
) -> tuple[Parameters, Folds]:
    """Choose the parameters of the vectors and the co-occurrence one after the other.

    Other vectors want other weights: each value is judged by what it reaches with weights that
    are set anew, in few trials. It replaces another only if it is clearly better.

    Returns
    -------
    The best parameters, and the queries as measured with them.
    """
    best = optimise_weights(folds, start, limits, given, FEW_TRIALS)
    best_folds, best_merit = folds, limits.merit(folds.trial(best))
    for name, grid in VECTOR_GRIDS.items():
        before = getattr(best, name)
        for value in () if name in given else grid:
            if value == before:
                continue
            option = Parameters.from_values({**asdict(best), name: value})
            option_folds = folds.with_parameters(option)
            option = optimise_weights(option_folds, option, limits, given, FEW_TRIALS)
            merit = limits.merit(option_folds.trial(option))
            if merit > best_merit + MIN_RELATIVE_GAIN * abs(best_merit):
                best, best_folds, best_merit = option, option_folds, merit
    return best, best_folds


def optimise_weights(
    folds: Folds,
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
