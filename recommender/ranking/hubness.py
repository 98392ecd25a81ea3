"""Hubness: how near a track is to the seeds that are nearest to it."""

import numpy as np

from recommender.checks import FloatArray
from recommender.ranking.candidates import CandidateSets, build_candidate_sets, mark_best
from recommender.ranking.coverage import draw_seeds
from recommender.scoring.contributions import Contribution
from recommender.scoring.model import ScoringModel
from recommender.search.topk import select_largest

NEAR_SHARE = 1 / 600  # of the seeds: the number of nearest seeds that the mean is over
MIN_NEAR = 3
NEAR_LENGTH = 100
N_SEEDS = 6000
SEED = 20182


def fit_hubness(model: ScoringModel, weights: FloatArray) -> FloatArray:
    """Return the hubness of each track of a model, from the lists of evenly drawn seeds.

    It does not depend on what popularity adds to a score.
    """
    weights = weights.copy()
    weights[Contribution.POPULARITY] = 0
    seeds = draw_seeds(model.n_tracks, N_SEEDS, SEED)
    return compute_hubness(
        build_candidate_sets(model, seeds, [weights], NEAR_LENGTH), weights, model.n_tracks
    )


def compute_hubness(sets: CandidateSets, weights: FloatArray, n_tracks: int) -> FloatArray:
    """Return the hubness of each track, at least 0, shape (n_tracks,).

    It is the mean of the track's best scores without popularity, minus the mean of the
    hundredth best score of a list. A track in a dense region is near to many seeds that other
    tracks are nearer to: subtracting part of its hubness (Conneau et al. 2018, "Word
    translation without parallel data", section 2.3: CSLS) lets tracks of all regions be found.
    """
    if not sets.mask.any():
        return np.zeros(n_tracks, np.float32)
    weights = weights.copy()
    weights[Contribution.POPULARITY] = 0
    scores = sets.scores(weights)
    is_best = mark_best(scores, sets.mask, NEAR_LENGTH)
    worst = np.where(is_best, scores, np.inf).min(axis=1)
    floor = float(worst[np.isfinite(worst)].mean())
    n_near = max(MIN_NEAR, round(len(sets.seeds) * NEAR_SHARE))
    values = np.where(is_best, scores - np.float32(floor), np.float32(-np.inf))
    sums = _sum_greatest(sets, values, n_near, n_tracks)
    return np.maximum(sums / n_near, 0).astype(np.float32)


def _sum_greatest(sets: CandidateSets, values: FloatArray, n: int, n_tracks: int) -> FloatArray:
    """Return the sum of the `n` greatest finite values of each track, shape (n_tracks,).

    The fit calls this hundreds of times: tracks of about as many candidates are sorted together.
    """
    sums = np.zeros(n_tracks, np.float32)
    padded = np.append(values, np.float32(-np.inf))  # the last is where a table has -1
    for tracks, places in sets.by_track:
        greatest = padded[places]
        if n < greatest.shape[1]:
            greatest = select_largest(greatest, n)
        sums[tracks] = np.where(np.isfinite(greatest), greatest, 0).sum(axis=1)
    return sums
