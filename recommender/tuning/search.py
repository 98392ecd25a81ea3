"""Weights that follow the data: tried on playlists held out of the build, and recorded."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import asdict, replace

import numpy as np
import numpy.typing as npt

from recommender.checks import FloatArray
from recommender.data.dataset import Dataset
from recommender.scoring.parameters import Parameters
from recommender.tuning.folds import Folds, Losses
from recommender.tuning.validation import ENOUGH_COVERAGE, Trial, draw, is_held_out

FEWEST_PLAYLISTS = 20  # asked about; with fewer the defaults are the better guess
FEWEST_QUESTIONS = 200
CLEARLY = 1.003  # how many times better a change has to be than what it replaces
TERM_GRIDS: dict[str, tuple[float, ...]] = {
    "artist_weight": (0.0, 0.05, 0.1, 0.2, 0.3, 0.5, 0.8),
    "co_occurrence_weight": (0.0, 0.1, 0.2, 0.3, 0.4, 0.6, 0.8, 1.0, 1.4, 2.0),
    "co_occurrence_damping": (0.0, 0.2, 0.5),
    "audio_weight": (0.02, 0.05, 0.1, 0.2, 0.4, 0.8),
    "shrinkage": (3.0, 6.0, 12.0),
    "n_dimensions": (64, 96, 128),
}
PRIOR_GRIDS: dict[str, tuple[float, ...]] = {
    "popularity_weight": (0.0, 0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.08, 0.1, 0.13, 0.17),
    "hubness": (0.0, 0.15, 0.3, 0.5),
    "exposure_penalty": (0.0, 0.03, 0.06, 0.1, 0.14, 0.18, 0.23, 0.3, 0.4),
}
BACKINGS = (0.0, 3.0)
SHARE_OF_UNLISTED = 0.2  # of what a smoothing is chosen by: such seeds are few, but need it most
UNLISTED_PRIORS = (-0.2, -0.1, -0.05, 0.0, 0.05, 0.1, 0.15, 0.2, 0.3)
FEWEST_UNLISTED = 100  # questions, below which the default is the better guess
# popularity and its exposure_penalty pull against each other: neither alone finds the best of both
PAIRS = tuple(
    (popularity, exposure_penalty)
    for exposure_penalty in (0.06, 0.12, 0.2, 0.3)
    for popularity in (0.01, 0.03, 0.06, 0.1)
)
Found = tuple[Parameters, Losses, Trial]
Kind = tuple[float, int, float, float]
Measured = dict[Kind, Folds]


def fit_parameters(
    dataset: Dataset,
    audio: FloatArray,
    content: npt.NDArray[np.float64],
    start: Parameters,
    given: Collection[str],
) -> tuple[Parameters, dict[str, float]]:
    """Return the parameters that recommend the held-out playlists best, and their figures.

    What is `given` stays as it is. The rest is searched over coarse grids, which are
    stable from build to build, one parameter after the other. Where a fifth of the playlists
    is too few to tell, each fifth is held out in its turn; where all are too few, everything
    stays as it starts.
    """
    held = is_held_out(dataset.playlist_keys)
    is_each = int(held.sum()) < FEWEST_PLAYLISTS
    if is_each:
        held = np.ones_like(held)
    n_questions = len(draw(dataset.playlists, held)[0])
    figures = {"held_out_playlists": float(held.sum()), "held_out_queries": float(n_questions)}
    if held.sum() < FEWEST_PLAYLISTS or n_questions < FEWEST_QUESTIONS:
        if dataset.playlists.nnz == 0 and "audio_weight" not in given:
            start = replace(start, audio_weight=1.0)  # there is no taste that could lead
        return start, figures
    most = start.n_dimensions
    if "n_dimensions" not in given:
        most = int(max(most, *TERM_GRIDS["n_dimensions"]))
    questions = Folds.of(dataset, audio, content, start, most, is_each)
    first = questions.trial(start, questions.loss(start))
    chosen, last = search(questions, start, given)
    if not {"exposure_penalty", "target_coverage"} & set(given):
        chosen = replace(chosen, target_coverage=round(min(last.coverage, ENOUGH_COVERAGE), 4))
    figures |= {
        "precision_at_10": last.precision,
        "relative_coverage": last.coverage,
        "precision_at_10_of_defaults": first.precision,
        "relative_coverage_of_defaults": first.coverage,
    }
    return chosen, figures


def search(questions: Folds, start: Parameters, given: Collection[str]) -> tuple[Parameters, Trial]:
    """Tune the contributions for precision, then everything for precision and coverage at once.

    `asked` keeps the questions as each kind of taste and co-occurrence measures them, for that
    costs most.
    """
    chosen, asked = start, {kind_of(start): questions}
    if "cold_seed_popularity_weight" not in given:
        chosen = tune_cold_seed_weight(asked, chosen, questions.unworn)
    if "artist_smoothing" not in given:
        chosen = tune_artist_smoothing(asked, chosen)
    for name in _turnable(TERM_GRIDS, given):
        chosen = tune_precision(asked, chosen, name)
    now = measured(asked, chosen, chosen)
    loss = now.loss(chosen)
    found = (chosen, loss, now.trial(chosen, loss))
    for grids in (TERM_GRIDS, PRIOR_GRIDS):
        if not {"popularity_weight", "exposure_penalty"} & set(given):
            found = tune_objective(asked, found, pairs(found[0]))
        if "cold_seed_popularity_weight" not in given:
            found = tune_cold_seed_weight_unless_worse(asked, found)
        for name in _turnable(grids, given):
            found = tune_objective(asked, found, options(found[0], name, grids[name]))
    return found[0], found[2]


def kind_of(chosen: Parameters) -> Kind:
    """Return what the taste and the co-occurrence of a pair depend on."""
    return (
        chosen.shrinkage,
        chosen.n_dimensions,
        chosen.co_occurrence_damping,
        chosen.artist_smoothing,
    )


def clearly_best(
    chosen: Parameters, tried: Iterable[Parameters], worth: Callable[[Parameters], float]
) -> Parameters:
    """Return the best of the parameters that are tried, the chosen where none is clearly better."""
    best, found = worth(chosen), chosen
    for option in tried:
        if (value := worth(option)) > best * CLEARLY:
            best, found = value, option
    return found


def tune_precision(asked: Measured, chosen: Parameters, name: str) -> Parameters:
    """Return the parameters with one set to its best value, before any exposure_penalty."""
    unworn = measured(asked, chosen, chosen).unworn

    def worth(option: Parameters) -> float:
        return measured(asked, chosen, option).precision(option, unworn)

    return clearly_best(chosen, options(chosen, name, TERM_GRIDS[name]), worth)


def tune_objective(asked: Measured, found: Found, tried: Iterable[Parameters]) -> Found:
    """Return the best of the parameters that are tried, by precision and coverage."""
    chosen = found[0]
    for option in tried:
        questions = measured(asked, chosen, option)
        loss = questions.loss(option)
        trial = questions.trial(option, loss)
        if trial.worth > found[2].worth * CLEARLY:
            found = (option, loss, trial)
    return found


def tune_artist_smoothing(asked: Measured, chosen: Parameters) -> Parameters:
    """Return the parameters with the artists' smoothing that serves all and unlisted seeds best."""
    unworn = measured(asked, chosen, chosen).unworn

    def worth(option: Parameters) -> float:
        questions = measured(asked, chosen, option)
        if questions.n_unlisted < FEWEST_UNLISTED:
            return questions.precision(option, unworn)
        unlisted = questions.precision_of_unlisted(option, unworn)
        share = SHARE_OF_UNLISTED
        return (1 - share) * questions.precision(option, unworn) + share * unlisted

    return clearly_best(chosen, options(chosen, "artist_smoothing", BACKINGS), worth)


def tune_cold_seed_weight(asked: Measured, chosen: Parameters, losses: Losses) -> Parameters:
    """Return the parameters with the best popularity weight of cold seeds."""
    questions = measured(asked, chosen, chosen)
    if questions.n_unlisted < FEWEST_UNLISTED:
        return chosen

    def worth(option: Parameters) -> float:
        return questions.precision_of_unlisted(option, losses)

    tried = options(chosen, "cold_seed_popularity_weight", UNLISTED_PRIORS)
    return clearly_best(chosen, tried, worth)


def tune_cold_seed_weight_unless_worse(asked: Measured, found: Found) -> Found:
    """Return the same with the worth of all seeds measured; what it was before if that is less."""
    chosen = tune_cold_seed_weight(asked, found[0], found[1])
    if chosen == found[0]:
        return found
    questions = measured(asked, chosen, chosen)
    losses = questions.loss(chosen)
    trial = questions.trial(chosen, losses)
    return (chosen, losses, trial) if trial.worth * CLEARLY >= found[2].worth else found


def measured(asked: Measured, chosen: Parameters, option: Parameters) -> Folds:
    """Return the questions as the option's taste and co-occurrence measure them.

    Of all kinds only that of the chosen and of the option are kept: each is large.
    """
    wanted = kind_of(option)
    if wanted not in asked:
        asked[wanted] = next(iter(asked.values())).measured_with(option)
    for kind in set(asked) - {wanted, kind_of(chosen)}:
        del asked[kind]
    return asked[wanted]


def options(chosen: Parameters, name: str, grid: tuple[float, ...]) -> Iterator[Parameters]:
    """Yield the parameters with one of them changed to each other value of its grid."""
    for value in grid:
        if value != getattr(chosen, name):
            yield Parameters.of({**asdict(chosen), name: value})


def pairs(chosen: Parameters) -> Iterator[Parameters]:
    """Yield the parameters with popularity and its exposure_penalty changed together."""
    for popularity, exposure_penalty in PAIRS:
        if (popularity, exposure_penalty) != (chosen.popularity_weight, chosen.exposure_penalty):
            yield replace(chosen, popularity_weight=popularity, exposure_penalty=exposure_penalty)


def _turnable(grids: dict[str, tuple[float, ...]], given: Collection[str]) -> list[str]:
    return [name for name in grids if name not in given]
