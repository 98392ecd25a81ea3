"""The search for parameters: one after the other over coarse grids, on held-out playlists."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import asdict, replace

import numpy as np
import numpy.typing as npt

from recommender.checks import FloatArray
from recommender.data.dataset import Dataset
from recommender.scoring.parameters import Parameters
from recommender.tuning.folds import Folds, Penalties
from recommender.tuning.holdout import draw_queries, hold_out
from recommender.tuning.validation import ENOUGH_COVERAGE, Trial

MIN_PLAYLISTS = 20  # held out; with fewer the defaults are the better guess
MIN_QUERIES = 200
MIN_RELATIVE_GAIN = 0.003  # of a change over what it replaces
CONTRIBUTION_GRIDS: dict[str, tuple[float, ...]] = {
    "artist_weight": (0.0, 0.05, 0.1, 0.2, 0.3, 0.5, 0.8),
    "co_occurrence_weight": (0.0, 0.1, 0.2, 0.3, 0.4, 0.6, 0.8, 1.0, 1.4, 2.0),
    "co_occurrence_damping": (0.0, 0.2, 0.5),
    "audio_weight": (0.02, 0.05, 0.1, 0.2, 0.4, 0.8),
    "shrinkage": (3.0, 6.0, 12.0),
    "n_dimensions": (64, 96, 128),
}
POPULARITY_GRIDS: dict[str, tuple[float, ...]] = {
    "popularity_weight": (0.0, 0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.08, 0.1, 0.13, 0.17),
    "hubness": (0.0, 0.15, 0.3, 0.5),
    "exposure_penalty": (0.0, 0.03, 0.06, 0.1, 0.14, 0.18, 0.23, 0.3, 0.4),
}
ARTIST_SMOOTHINGS = (0.0, 3.0)
COLD_SHARE = 0.2  # in the choice of the smoothing: cold seeds are few, but need it most
COLD_SEED_WEIGHTS = (-0.2, -0.1, -0.05, 0.0, 0.05, 0.1, 0.15, 0.2, 0.3)
MIN_COLD_QUERIES = 100  # with fewer the default is the better guess
# popularity and its penalty oppose each other: neither alone finds the best of both
PAIRS = tuple(
    (popularity, penalty)
    for penalty in (0.06, 0.12, 0.2, 0.3)
    for popularity in (0.01, 0.03, 0.06, 0.1)
)
Best = tuple[Parameters, Penalties, Trial]
CacheKey = tuple[float, int, float, float]
Cache = dict[CacheKey, Folds]


def fit_parameters(
    dataset: Dataset,
    audio: FloatArray,
    content: npt.NDArray[np.float64],
    start: Parameters,
    given: Collection[str],
) -> tuple[Parameters, dict[str, float]]:
    """Return the parameters that serve the held-out playlists best, and measured values.

    The `given` parameters stay as they are. The rest is searched over coarse grids, which are
    stable from build to build, one parameter after the other. If a fifth of the playlists
    is too few, each fifth is held out in turn; if all are too few, every parameter
    stays as it starts.
    """
    is_held_out = hold_out(dataset.playlist_keys)
    is_each = int(is_held_out.sum()) < MIN_PLAYLISTS
    if is_each:
        is_held_out = np.ones_like(is_held_out)
    n_playlists = int(is_held_out.sum())
    n_queries = len(draw_queries(dataset.playlists, is_held_out)[0])
    values = {"held_out_playlists": float(n_playlists), "held_out_queries": float(n_queries)}
    if n_playlists < MIN_PLAYLISTS or n_queries < MIN_QUERIES:
        if dataset.playlists.nnz == 0 and "audio_weight" not in given:
            start = replace(start, audio_weight=1.0)  # there is no taste to lead
        return start, values
    max_dimensions = start.n_dimensions
    if "n_dimensions" not in given:
        max_dimensions = int(max(max_dimensions, *CONTRIBUTION_GRIDS["n_dimensions"]))
    folds = Folds.from_dataset(dataset, audio, content, start, max_dimensions, is_each)
    first = folds.trial(start, folds.compute_penalties(start))
    best, last = search(folds, start, given)
    if not {"exposure_penalty", "target_coverage"} & set(given):
        best = replace(best, target_coverage=round(min(last.coverage, ENOUGH_COVERAGE), 4))
    values |= {
        "precision_at_10": last.precision,
        "relative_coverage": last.coverage,
        "precision_at_10_of_defaults": first.precision,
        "relative_coverage_of_defaults": first.coverage,
    }
    return best, values


def search(folds: Folds, start: Parameters, given: Collection[str]) -> tuple[Parameters, Trial]:
    """Tune the contributions for precision, then everything for precision and coverage at once.

    The cache keeps the queries as measured with each taste and co-occurrence, which is the
    costliest step.
    """
    parameters, cache = start, {cache_key(start): folds}
    if "cold_seed_popularity_weight" not in given:
        parameters = tune_cold_seed_weight(cache, parameters, folds.no_penalties)
    if "artist_smoothing" not in given:
        parameters = tune_artist_smoothing(cache, parameters)
    for name in _list_tunable(CONTRIBUTION_GRIDS, given):
        parameters = tune_precision(cache, parameters, name)
    now = measure(cache, parameters, parameters)
    penalties = now.compute_penalties(parameters)
    best = (parameters, penalties, now.trial(parameters, penalties))
    for grids in (CONTRIBUTION_GRIDS, POPULARITY_GRIDS):
        if not {"popularity_weight", "exposure_penalty"} & set(given):
            best = tune_objective(cache, best, vary_pairs(best[0]))
        if "cold_seed_popularity_weight" not in given:
            best = tune_cold_seed_weight_unless_worse(cache, best)
        for name in _list_tunable(grids, given):
            best = tune_objective(cache, best, vary(best[0], name, grids[name]))
    return best[0], best[2]


def cache_key(parameters: Parameters) -> CacheKey:
    """Return the parameters that the taste and the co-occurrence of a pair depend on."""
    return (
        parameters.shrinkage,
        parameters.n_dimensions,
        parameters.co_occurrence_damping,
        parameters.artist_smoothing,
    )


def select_clearly_best(
    parameters: Parameters, options: Iterable[Parameters], objective: Callable[[Parameters], float]
) -> Parameters:
    """Return the best option, or the given parameters if none is clearly better."""
    best, best_value = parameters, objective(parameters)
    for option in options:
        if (value := objective(option)) > best_value * (1 + MIN_RELATIVE_GAIN):
            best, best_value = option, value
    return best


def tune_precision(cache: Cache, parameters: Parameters, name: str) -> Parameters:
    """Return the parameters with one set to its best value, before any penalty."""
    no_penalties = measure(cache, parameters, parameters).no_penalties

    def objective(option: Parameters) -> float:
        return measure(cache, parameters, option).precision(option, no_penalties)

    options = vary(parameters, name, CONTRIBUTION_GRIDS[name])
    return select_clearly_best(parameters, options, objective)


def tune_objective(cache: Cache, best: Best, options: Iterable[Parameters]) -> Best:
    """Return the best of the options by precision and coverage, penalties included."""
    parameters = best[0]
    for option in options:
        folds = measure(cache, parameters, option)
        penalties = folds.compute_penalties(option)
        trial = folds.trial(option, penalties)
        if trial.objective > best[2].objective * (1 + MIN_RELATIVE_GAIN):
            best = (option, penalties, trial)
    return best


def tune_artist_smoothing(cache: Cache, parameters: Parameters) -> Parameters:
    """Return the parameters with the artist smoothing that serves all and cold seeds best."""
    no_penalties = measure(cache, parameters, parameters).no_penalties

    def objective(option: Parameters) -> float:
        folds = measure(cache, parameters, option)
        if folds.n_cold < MIN_COLD_QUERIES:
            return folds.precision(option, no_penalties)
        cold = folds.cold_precision(option, no_penalties)
        return (1 - COLD_SHARE) * folds.precision(option, no_penalties) + COLD_SHARE * cold

    options = vary(parameters, "artist_smoothing", ARTIST_SMOOTHINGS)
    return select_clearly_best(parameters, options, objective)


def tune_cold_seed_weight(cache: Cache, parameters: Parameters, penalties: Penalties) -> Parameters:
    """Return the parameters with the best popularity weight of cold seeds."""
    folds = measure(cache, parameters, parameters)
    if folds.n_cold < MIN_COLD_QUERIES:
        return parameters

    def objective(option: Parameters) -> float:
        return folds.cold_precision(option, penalties)

    options = vary(parameters, "cold_seed_popularity_weight", COLD_SEED_WEIGHTS)
    return select_clearly_best(parameters, options, objective)


def tune_cold_seed_weight_unless_worse(cache: Cache, best: Best) -> Best:
    """Return the same, unless the objective over all seeds becomes worse by it."""
    parameters = tune_cold_seed_weight(cache, best[0], best[1])
    if parameters == best[0]:
        return best
    folds = measure(cache, parameters, parameters)
    penalties = folds.compute_penalties(parameters)
    trial = folds.trial(parameters, penalties)
    is_worse = trial.objective * (1 + MIN_RELATIVE_GAIN) < best[2].objective
    return best if is_worse else (parameters, penalties, trial)


def measure(cache: Cache, parameters: Parameters, option: Parameters) -> Folds:
    """Return the queries as measured with the taste and the co-occurrence of the option.

    Only those of the parameters and of the option stay in the cache: each is large.
    """
    key = cache_key(option)
    if key not in cache:
        cache[key] = next(iter(cache.values())).with_parameters(option)
    for other in set(cache) - {key, cache_key(parameters)}:
        del cache[other]
    return cache[key]


def vary(parameters: Parameters, name: str, grid: tuple[float, ...]) -> Iterator[Parameters]:
    """Yield the parameters with one of them changed to each other value of its grid."""
    for value in grid:
        if value != getattr(parameters, name):
            yield Parameters.from_values({**asdict(parameters), name: value})


def vary_pairs(parameters: Parameters) -> Iterator[Parameters]:
    """Yield the parameters with popularity and its penalty changed together."""
    for popularity, penalty in PAIRS:
        if (popularity, penalty) != (parameters.popularity_weight, parameters.exposure_penalty):
            yield replace(parameters, popularity_weight=popularity, exposure_penalty=penalty)


def _list_tunable(grids: dict[str, tuple[float, ...]], given: Collection[str]) -> list[str]:
    return [name for name in grids if name not in given]
