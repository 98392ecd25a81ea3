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
CLEARLY = 1.003  # how many times better a change has to be than what it replaces
TERM_GRIDS: dict[str, tuple[float, ...]] = {
    "artist_weight": (0.0, 0.05, 0.1, 0.2, 0.3, 0.5, 0.8),
    "co_occurrence_weight": (0.0, 0.1, 0.2, 0.3, 0.4, 0.6, 1.0),
    "sound_weight": (0.02, 0.05, 0.1, 0.2, 0.4, 0.8),
    "shrinkage": (3.0, 6.0, 12.0),
}
PRIOR_GRIDS: dict[str, tuple[float, ...]] = {
    "prior_weight": (0.0, 0.01, 0.02, 0.03, 0.045, 0.06, 0.08, 0.1, 0.13, 0.17),
    "wear": (0.0, 0.02, 0.05, 0.08),
}


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
    chosen, asked = start, {start.shrinkage: questions}
    loss = np.zeros(questions.n_tracks, dtype=np.float32)
    for _ in range(2):
        for name in (name for name in TERM_GRIDS if name not in given):
            chosen = turned(asked, chosen, name, loss)
        loss = asked[chosen.shrinkage].loss(chosen)
        for name in (name for name in PRIOR_GRIDS if name not in given):
            chosen, loss = with_prior(asked[chosen.shrinkage], chosen, name, loss)
    return chosen, asked[chosen.shrinkage].trial(chosen, loss)


def turned(
    asked: dict[float, Questions], chosen: Parameters, name: str, loss: FloatArray
) -> Parameters:
    """Return the parameters with one set to its best value, judged by precision alone.

    `asked` keeps the questions as each shrinkage measures them, for they cost most.
    """
    best = asked[chosen.shrinkage].precision(chosen, loss)
    found = chosen
    for option in options(chosen, name, TERM_GRIDS[name]):
        if option.shrinkage not in asked:
            asked[option.shrinkage] = asked[chosen.shrinkage].with_taste_of(option)
        precision = asked[option.shrinkage].precision(option, loss)
        if precision > best * CLEARLY:
            best, found = precision, option
    return found


def with_prior(
    questions: Questions, chosen: Parameters, name: str, loss: FloatArray
) -> tuple[Parameters, FloatArray]:
    """Return the best weight of the prior (or its wear), judged by precision and variety."""
    best, found = questions.trial(chosen, loss).worth, (chosen, loss)
    for option in options(chosen, name, PRIOR_GRIDS[name]):
        worn = questions.loss(option)
        worth = questions.trial(option, worn).worth
        if worth > best * CLEARLY:
            best, found = worth, (option, worn)
    return found


def options(chosen: Parameters, name: str, grid: tuple[float, ...]) -> Iterator[Parameters]:
    """Yield the parameters with one of them changed to each other value of its grid."""
    for value in grid:
        if value != getattr(chosen, name):
            yield Parameters.of({**asdict(chosen), name: value})
