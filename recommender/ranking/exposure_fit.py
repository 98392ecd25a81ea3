"""The exposure penalty of a build, raised until its lists reach the target coverage."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import numpy.typing as npt
from scipy import sparse

from recommender.checks import FloatArray
from recommender.ranking.candidates import CandidateSets, build_candidate_sets
from recommender.ranking.exposure import (
    compute_popularity_penalty,
    draw_seeds,
    draw_seeds_by_playlist,
    measure_coverage,
)
from recommender.ranking.hubness import compute_hubness
from recommender.scoring.model import ScoringModel
from recommender.scoring.parameters import Parameters

N_SEEDS = 30_000  # whose lists the exposure is computed from
N_CANDIDATES = 80  # beyond a list's length, that may move up
N_LISTS, N_PARTS = 2000, 3  # lists that the coverage is measured on, and how often
MAX_EXPOSURE_PENALTY = 0.6
BISECTION_STEPS = 6
SEED = 20182


def fit_exposure_penalty(
    model: ScoringModel, playlists: sparse.csr_matrix, parameters: Parameters
) -> FloatArray:
    """Return what the popularity loses by hubness and exposure, shape (n_tracks,).

    Candidates are collected twice: tracks that the first penalty lifts from deep in a list
    are among the candidates of the second.

    Parameters
    ----------
    model : its popularity before any penalty
    playlists : 0/1, sparse (n_playlists, n_tracks)
    parameters : with a `target_coverage` above 0, the least exposure penalty that reaches it
        is searched, on seeds drawn equally often from each playlist
    """
    seeds = draw_seeds(model.n_tracks, N_SEEDS, SEED)
    if len(seeds) == 0:
        return np.zeros(0, np.float32)
    n_coverage_seeds = min(N_PARTS * N_LISTS, 2 * model.n_tracks)
    coverage_seeds = seeds[:0]
    if parameters.target_coverage:
        coverage_seeds = draw_seeds_by_playlist(playlists, n_coverage_seeds, SEED)
    all_seeds, place = np.unique(np.concatenate([seeds, coverage_seeds]), return_inverse=True)
    query_frequency = estimate_query_frequency(model.number_of_playlists)[seeds]
    weights, length = parameters.weights, parameters.n_neighbors

    sets = build_candidate_sets(model, all_seeds, [weights], N_CANDIDATES + length)
    own = sets.select(place[: len(seeds)])
    hubness = compute_hubness(own, weights, model.n_tracks)
    first = compute_popularity_penalty(
        own, own.scores(weights), hubness, parameters, length, query_frequency
    )
    penalised = replace(model, popularity=model.popularity - first)
    lifted = build_candidate_sets(penalised, all_seeds, [weights], N_CANDIDATES + length)
    sets = sets.union(lifted.with_more_popularity(first))
    own = sets.select(place[: len(seeds)])
    scores = own.scores(weights)

    def penalise(option: Parameters) -> FloatArray:
        return compute_popularity_penalty(own, scores, hubness, option, length, query_frequency)

    if len(coverage_seeds) == 0:
        return penalise(parameters)
    return penalise(_reach_coverage(sets.select(place[len(seeds) :]), penalise, parameters))


def _reach_coverage(
    sets: CandidateSets, penalise: Callable[[Parameters], FloatArray], parameters: Parameters
) -> Parameters:
    """Return the parameters with the least exposure penalty that reaches the target coverage."""
    scores = sets.scores(parameters.weights)

    def is_enough(exposure_penalty: float) -> bool:
        option = replace(parameters, exposure_penalty=exposure_penalty, max_exposure_share=1.0)
        penalty = penalise(option)
        remaining = scores - penalty[sets.tracks]
        coverage = measure_coverage(sets, remaining, len(penalty), N_LISTS)
        return coverage >= parameters.target_coverage

    return replace(parameters, exposure_penalty=_bisect(is_enough))


def _bisect(is_enough: Callable[[float], bool]) -> float:
    """Return the least exposure penalty that is enough, or the largest allowed."""
    low, high = 0.0, MAX_EXPOSURE_PENALTY
    for _ in range(BISECTION_STEPS):
        middle = (low + high) / 2
        low, high = (low, middle) if is_enough(middle) else (middle, high)
    return high


def estimate_query_frequency(number_of_playlists: npt.NDArray[np.int32]) -> FloatArray:
    """Return how often each track is requested, estimated by its playlists.

    Tracks in no playlist get their share of a new playlist by Good and Turing: as much in
    total as the tracks in one playlist, and none of them more than one of these.
    """
    frequency = number_of_playlists.astype(np.float32)
    is_cold = number_of_playlists == 0
    n_in_one = (number_of_playlists == 1).sum()
    frequency[is_cold] = min(1.0, n_in_one / max(int(is_cold.sum()), 1))
    return frequency
