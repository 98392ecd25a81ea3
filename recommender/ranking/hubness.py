"""Hubness: how near a track is to the seeds that are nearest to it."""

import numpy as np

from recommender.checks import FloatArray
from recommender.ranking.candidates import CandidateSets, build_candidate_sets, mark_best
from recommender.ranking.coverage import draw_seeds
from recommender.scoring.contributions import Contribution
from recommender.scoring.model import ScoringModel

NEAR_SHARE = 1 / 600  # of the seeds: the number of nearest seeds that the mean is over
MIN_NEAR = 3
NEAR_LENGTH = 100
N_SEEDS = 6000
SEED = 20182


def fit_hubness(model: ScoringModel, weights: FloatArray) -> FloatArray:
    """Return the hubness of each track of a model, from the lists of evenly drawn seeds."""
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
    near = np.where(is_best, scores - floor, -np.inf)
    sums = sets.by_track.sum_greatest(near, n_near, n_tracks)
    return np.maximum(sums / n_near, 0).astype(np.float32)
