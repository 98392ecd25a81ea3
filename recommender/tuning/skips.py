"""The weight of skips, fitted on held-out listening sessions."""

from collections.abc import Collection
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from recommender.checks import FloatArray
from recommender.data.dataset import Dataset
from recommender.data.skips import SessionSkips
from recommender.ranking.candidates import build_candidate_sets, mark_best
from recommender.scoring.parameters import Parameters
from recommender.scoring.popularity import cold_start_share
from recommender.tuning.choice import choose_clearly_better
from recommender.tuning.holdout import N_FOLDS, N_QUERIES, HeldOut, assign_folds, draw_queries

MIN_SKIPS = 100  # with fewer, or in fewer sessions, the default is the better guess
MIN_SESSIONS = 20
N_CANDIDATES = 200  # of each query, so that a list has other tracks to take
LENGTH = 10
WEIGHTS = (0.0, 0.05, 0.1, 0.2, 0.4)  # the score of the first place less that of the fiftieth: 0.4
Numbers = npt.NDArray[np.float64]


def fit_skip_weight(
    dataset: Dataset,
    audio: FloatArray,
    content: Numbers,
    parameters: Parameters,
    skips: SessionSkips,
    given: Collection[str],
) -> tuple[Parameters, dict[str, float]]:
    """Return the parameters with the best `skip_weight`, and measured values.

    A fifth of the sessions is held out, or, if it is too few, each fifth in turn; playlists are
    not. Their lists are ranked with the share of skips in the other sessions. The weight stays
    the default unless another is better by twice its standard error over sessions. Of those that
    are as good as the best, less one standard error, the smallest is taken: a skip is weak
    evidence.
    """
    if "skip_weight" not in given:
        parameters = replace(parameters, skip_weight=Parameters.skip_weight)
    folds = assign_folds(skips.session_keys)
    has_queries = np.diff(skips.listened.indptr) > 1
    n_sessions = np.bincount(folds[has_queries], minlength=N_FOLDS)
    if skips.skipped.nnz < MIN_SKIPS or n_sessions.sum() < MIN_SESSIONS:
        return parameters, {}
    n_parts = 1 if n_sessions[0] >= MIN_SESSIONS else N_FOLDS
    parts = [
        _measure_fold(dataset, audio, content, parameters, skips, fold, n_parts)
        for fold in range(n_parts)
        if n_sessions[fold]
    ]
    precision = np.concatenate(parts, axis=1)
    chosen = 0 if "skip_weight" in given else choose_clearly_better(precision)
    if "skip_weight" not in given:
        parameters = replace(parameters, skip_weight=WEIGHTS[chosen])
    return parameters, {
        "held_out_sessions": float(precision.shape[1]),
        "session_precision_at_10": float(precision[chosen].mean()),
        "session_precision_at_10_without_skips": float(precision[0].mean()),
    }


def _measure_fold(
    dataset: Dataset,
    audio: FloatArray,
    content: Numbers,
    parameters: Parameters,
    skips: SessionSkips,
    fold: int,
    n_parts: int,
) -> Numbers:
    """Return the precision of each weight in each held-out session, (n_weights, n_sessions)."""
    sessions = set(skips.session_keys.to_pylist())
    is_session = np.array([key in sessions for key in dataset.playlist_keys.to_pylist()])
    is_held_out = is_session & (assign_folds(dataset.playlist_keys) == fold)
    shares = skips.compute_shares(assign_folds(skips.session_keys) != fold)
    held_out = HeldOut(dataset, audio, content, is_held_out, parameters.n_dimensions)
    model = held_out.build_model(parameters)
    rows, seeds = draw_queries(dataset.playlists, is_held_out, N_QUERIES // n_parts)
    sets = build_candidate_sets(model, seeds, [parameters.raw_weights], N_CANDIDATES)
    members = np.asarray(
        dataset.playlists[np.repeat(rows, sets.tracks.shape[1]), sets.tracks.ravel()]
    )
    is_relevant = (members.reshape(sets.tracks.shape) > 0) & sets.mask
    cold = np.float32(parameters.cold_seed_popularity_weight) * cold_start_share(
        held_out.number_of_playlists[seeds]
    )
    scores = sets.scores(parameters.raw_weights, cold)
    of_session = np.unique(rows, return_inverse=True)[1]
    n_queries = np.bincount(of_session)
    precision = []
    for weight in WEIGHTS:
        penalised = scores - np.float32(weight) * shares[sets.tracks]
        hits = (is_relevant & mark_best(penalised, sets.mask, LENGTH)).sum(axis=1)
        precision.append(np.bincount(of_session, hits / LENGTH) / n_queries)
    return np.array(precision)
