"""Weights that follow the data: tried on playlists held out of the build, and recorded."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict, replace

import numpy as np
import numpy.typing as npt

from recommender.checks import FloatArray
from recommender.evidence import Evidence
from recommender.held_out import ENOUGH_COVERAGE, Questions, Trial, draw, is_held_out, questions_of
from recommender.parameters import Parameters

FEWEST_PLAYLISTS = 20  # held out; with fewer the defaults are the better guess
FEWEST_QUESTIONS = 200
CLEARLY = 1.003  # how many times better a change has to be than what it replaces
TERM_GRIDS: dict[str, tuple[float, ...]] = {
    "artist_backing": (0.0, 3.0),
    "artist_weight": (0.0, 0.05, 0.1, 0.2, 0.3, 0.5, 0.8),
    "co_occurrence_weight": (0.0, 0.1, 0.2, 0.3, 0.4, 0.6, 0.8, 1.0, 1.4, 2.0),
    "co_occurrence_damping": (0.0, 0.2, 0.5),
    "sound_weight": (0.02, 0.05, 0.1, 0.2, 0.4, 0.8),
    "shrinkage": (3.0, 6.0, 12.0),
    "n_dimensions": (64, 96, 128),
}
PRIOR_GRIDS: dict[str, tuple[float, ...]] = {
    "prior_weight": (0.0, 0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.08, 0.1, 0.13, 0.17),
    "hubness": (0.0, 0.15, 0.3, 0.5),
    "wear": (0.0, 0.03, 0.06, 0.1, 0.14, 0.18, 0.23, 0.3, 0.4),
}
UNLISTED_PRIORS = (-0.2, -0.1, -0.05, 0.0, 0.05, 0.1, 0.15, 0.2, 0.3)
FEWEST_UNLISTED = 100  # questions, below which the default is the better guess
# popularity and its wear pull against each other: neither alone finds the best of both
PAIRS = tuple((prior, wear) for wear in (0.06, 0.12, 0.2, 0.3) for prior in (0.01, 0.03, 0.06, 0.1))
Found = tuple[Parameters, FloatArray, Trial]
Kind = tuple[float, int, float, float]
Measured = dict[Kind, Questions]


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
    most = start.n_dimensions
    if "n_dimensions" not in given:
        most = int(max(most, *TERM_GRIDS["n_dimensions"]))
    questions = questions_of(evidence, sound, descriptions, held, start, most)
    first = questions.trial(start, questions.loss(start))
    chosen, last = search(questions, start, given)
    if not {"wear", "variety"} & set(given):
        chosen = replace(chosen, variety=round(min(last.coverage, ENOUGH_COVERAGE), 4))
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
    """Turn the terms for precision, then everything for precision and variety at once.

    `asked` keeps the questions as each kind of taste and co-occurrence measures them, for that
    costs most.
    """
    chosen, asked = start, {kind_of(start): questions}
    for name in _turnable(TERM_GRIDS, given):
        chosen = turned_for_precision(asked, chosen, name)
    now = measured(asked, chosen, chosen)
    loss = now.loss(chosen)
    found = (chosen, loss, now.trial(chosen, loss))
    for grids in (TERM_GRIDS, PRIOR_GRIDS):
        if not {"prior_weight", "wear"} & set(given):
            found = turned_for_worth(asked, found, pairs(found[0]))
        if "unlisted_prior_weight" not in given:
            found = turned_for_unlisted(asked, found)
        for name in _turnable(grids, given):
            found = turned_for_worth(asked, found, options(found[0], name, grids[name]))
    return found[0], found[2]


def kind_of(chosen: Parameters) -> Kind:
    """Return what the taste and the co-occurrence of a pair depend on."""
    return (
        chosen.shrinkage,
        chosen.n_dimensions,
        chosen.co_occurrence_damping,
        chosen.artist_backing,
    )


def turned_for_precision(asked: Measured, chosen: Parameters, name: str) -> Parameters:
    """Return the parameters with one set to its best value, before any wear."""
    now = measured(asked, chosen, chosen)
    unworn = np.zeros(now.n_tracks, dtype=np.float32)
    best, found = now.precision(chosen, unworn), chosen
    for option in options(chosen, name, TERM_GRIDS[name]):
        precision = measured(asked, chosen, option).precision(option, unworn)
        if precision > best * CLEARLY:
            best, found = precision, option
    return found


def turned_for_worth(asked: Measured, found: Found, tried: Iterable[Parameters]) -> Found:
    """Return the best of the parameters that are tried, wear and variety counted."""
    chosen = found[0]
    for option in tried:
        questions = measured(asked, chosen, option)
        loss = questions.loss(option)
        trial = questions.trial(option, loss)
        if trial.worth > found[2].worth * CLEARLY:
            found = (option, loss, trial)
    return found


def turned_for_unlisted(asked: Measured, found: Found) -> Found:
    """Return the parameters with the prior of seeds that nobody listed set to its best value."""
    chosen, loss, _ = found
    questions = measured(asked, chosen, chosen)
    if len(questions.unlisted.is_right) < FEWEST_UNLISTED:
        return found
    best = questions.precision_of_unlisted(chosen, loss)
    for option in options(chosen, "unlisted_prior_weight", UNLISTED_PRIORS):
        precision = questions.precision_of_unlisted(option, loss)
        if precision > best * CLEARLY:
            best, chosen = precision, option
    if chosen == found[0]:
        return found
    loss = questions.loss(chosen)
    return chosen, loss, questions.trial(chosen, loss)


def measured(asked: Measured, chosen: Parameters, option: Parameters) -> Questions:
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
    """Yield the parameters with popularity and its wear changed together."""
    for prior, wear in PAIRS:
        if (prior, wear) != (chosen.prior_weight, chosen.wear):
            yield replace(chosen, prior_weight=prior, wear=wear)


def _turnable(grids: dict[str, tuple[float, ...]], given: Collection[str]) -> list[str]:
    return [name for name in grids if name not in given]
