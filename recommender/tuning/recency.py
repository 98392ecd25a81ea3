"""The half-life of plays, fitted on the newest listening sessions."""

from collections.abc import Collection
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from recommender.checks import FloatArray
from recommender.data.dataset import Dataset
from recommender.ranking.candidates import build_candidate_sets, mark_best
from recommender.scoring.parameters import Parameters
from recommender.tuning.choice import choose_clearly_better
from recommender.tuning.holdout import N_QUERIES, HeldOut, draw_queries

MIN_SESSIONS = 100  # held out and before; with fewer no half-life is clearly better
MIN_DAYS = 180.0  # within which tastes may change
HELD_OUT_SHARE = 0.2
N_CANDIDATES, LENGTH = 100, 10
HALF_LIVES = (0.0, 730.0, 365.0, 180.0, 90.0)  # 0: a play counts the same for ever
Numbers = npt.NDArray[np.float64]


def fit_half_life(
    dataset: Dataset,
    audio: FloatArray,
    content: Numbers,
    parameters: Parameters,
    given: Collection[str],
) -> tuple[Parameters, dict[str, float]]:
    """Return the parameters with the best `play_half_life_days`, and measured values.

    The newest fifth of the sessions is held out; each half-life weighs the sessions before, and
    ranks lists for the tracks of the held-out ones. None is taken unless it is better than no
    half-life by twice the standard error over sessions; of those as good as the best, the longest.
    """
    if "play_half_life_days" in given:
        return parameters, {}
    ages = dataset.session_ages
    dated = np.flatnonzero(np.isfinite(ages) & (np.diff(dataset.playlists.indptr) > 1))
    if len(dated) < MIN_SESSIONS or np.ptp(ages[dated]) < MIN_DAYS:
        return parameters, {}
    is_new = np.zeros(len(ages), np.bool_)
    is_new[dated] = ages[dated] <= np.quantile(ages[dated], HELD_OUT_SHARE)
    if is_new.sum() * 2 > len(dated):
        return parameters, {}  # most are of one day
    held_out = HeldOut(dataset, audio, content, is_new, parameters.n_dimensions)
    queries = draw_queries(dataset.playlists, is_new, N_QUERIES)
    precision = np.array(
        [
            _measure(dataset, held_out, queries, replace(parameters, play_half_life_days=value))
            for value in HALF_LIVES
        ]
    )
    chosen = choose_clearly_better(precision)
    return replace(parameters, play_half_life_days=HALF_LIVES[chosen]), {
        "newest_sessions": float(precision.shape[1]),
        "newest_session_precision_at_10": float(precision[chosen].mean()),
        "newest_session_precision_at_10_without_recency": float(precision[0].mean()),
    }


def _measure(
    dataset: Dataset,
    held_out: HeldOut,
    queries: tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]],
    parameters: Parameters,
) -> Numbers:
    """Return the precision in each held-out session."""
    rows, seeds = queries
    model = held_out.build_model(parameters)
    sets = build_candidate_sets(model, seeds, [parameters.raw_weights], N_CANDIDATES)
    members = np.asarray(
        dataset.playlists[np.repeat(rows, sets.tracks.shape[1]), sets.tracks.ravel()]
    )
    is_relevant = (members.reshape(sets.tracks.shape) > 0) & sets.mask
    scores = sets.scores(parameters.raw_weights)
    hits = (is_relevant & mark_best(scores, sets.mask, LENGTH)).sum(axis=1)
    of_session = np.unique(rows, return_inverse=True)[1]
    return np.bincount(of_session, hits / LENGTH) / np.bincount(of_session)
