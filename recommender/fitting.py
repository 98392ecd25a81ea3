"""Weights that follow the data: tried on playlists held out of the build, and recorded."""

from collections.abc import Collection, Iterator
from dataclasses import asdict, replace

import numpy as np
import numpy.typing as npt

from recommender.checks import FloatArray
from recommender.evidence import Evidence
from recommender.held_out import Questions, Trial, draw, is_held_out, questions_of
from recommender.parameters import Parameters

FEWEST_PLAYLISTS = 20  # held out; with fewer the defaults are the better guess
FEWEST_QUESTIONS = 200
SIMPLER = 1.005  # how many times better a change has to be than what it replaces
GRIDS: dict[str, tuple[float, ...]] = {
    "artist_weight": (0.0, 0.05, 0.1, 0.2, 0.3, 0.5, 0.8, 1.2),
    "co_occurrence_weight": (0.0, 0.1, 0.2, 0.3, 0.4, 0.6, 1.0),
    "sound_weight": (0.02, 0.05, 0.1, 0.2, 0.4, 0.8),
    "shrinkage": (3.0, 6.0, 12.0),
}
PRIOR_WEIGHTS = (0.0, 0.01, 0.02, 0.03, 0.045, 0.06, 0.08, 0.1, 0.13, 0.17)
WEARS = (0.0, 0.02, 0.05)


def fit_parameters(
    evidence: Evidence,
    sound: FloatArray,
    descriptions: npt.NDArray[np.float64],
    start: Parameters,
    given: Collection[str],
) -> tuple[Parameters, dict[str, float]]:
    """Return the parameters that serve the held-out playlists best, and their figures.

    What is `given` stays as it is. The rest is searched over coarse grids, which are
    stable from build to build, one parameter after the other. Where there are too few
    playlists to tell, everything stays as it starts.
    """
    held = is_held_out(evidence.playlist_keys)
    n_questions = len(draw(evidence.playlists, held)[0])
    figures = {"held_out_playlists": float(held.sum()), "held_out_queries": float(n_questions)}
    if held.sum() < FEWEST_PLAYLISTS or n_questions < FEWEST_QUESTIONS:
        if evidence.playlists.nnz == 0 and "sound_weight" not in given:
            start = replace(start, sound_weight=1.0)  # there is no taste that could lead
        return start, figures
    questions = questions_of(evidence, sound, descriptions, held, start)
    first = questions.trial(start, questions.loss(start))
    chosen, last = search(questions, start, given)
    figures |= {
        "precision_at_10": last.precision,
        "coverage": last.coverage,
        "precision_at_10_of_defaults": first.precision,
        "coverage_of_defaults": first.coverage,
    }
    return chosen, figures


def search(
    questions: Questions, start: Parameters, given: Collection[str]
) -> tuple[Parameters, Trial]:
    """Turn the terms, then the prior and its wear, and once more, for the best worth."""
    chosen = start
    loss = np.zeros(questions.n_tracks, dtype=np.float32)
    for _ in range(2):
        for name, grid in GRIDS.items():
            if name not in given:
                chosen, questions = turned(questions, chosen, name, grid, loss)
        chosen, loss, trial = with_prior(questions, chosen, given)
    return chosen, trial


def turned(
    questions: Questions, chosen: Parameters, name: str, grid: tuple[float, ...], loss: FloatArray
) -> tuple[Parameters, Questions]:
    """Return the parameters with one set to its best value, judged by precision alone."""
    best_precision = questions.precision(chosen, loss)
    found, asked = chosen, questions
    for value in grid:
        option = Parameters.of({**asdict(chosen), name: value})
        measured = questions.with_taste_of(option) if name == "shrinkage" else questions
        precision = measured.precision(option, loss)
        if precision > best_precision * SIMPLER:
            best_precision, found, asked = precision, option, measured
    return found, asked


def with_prior(
    questions: Questions, chosen: Parameters, given: Collection[str]
) -> tuple[Parameters, FloatArray, Trial]:
    """Return the best weight of the prior and its wear, judged by precision and variety."""
    loss = questions.loss(chosen)
    found = (chosen, loss, questions.trial(chosen, loss))
    for option in _priors(chosen, given):
        loss = questions.loss(option)
        trial = questions.trial(option, loss)
        if trial.worth > found[2].worth * SIMPLER:
            found = (option, loss, trial)
    return found


def _priors(chosen: Parameters, given: Collection[str]) -> Iterator[Parameters]:
    weights = (chosen.prior_weight,) if "prior_weight" in given else PRIOR_WEIGHTS
    wears = (chosen.wear,) if "wear" in given else WEARS
    for wear in wears:
        for weight in weights:
            if (weight, wear) != (chosen.prior_weight, chosen.wear):
                yield replace(chosen, prior_weight=weight, wear=wear)
