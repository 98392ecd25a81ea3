"""The penalties of a build: raised until its lists reach the target coverage."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import numpy.typing as npt
from scipy import sparse

from recommender.checks import FloatArray
from recommender.ranking.candidates import build_candidate_sets
from recommender.ranking.exposure import (
    any_seeds,
    compute_popularity_penalty,
    coverage_of,
    hubness,
    seeds_of_playlists,
)
from recommender.scoring.model import ScoringModel
from recommender.scoring.parameters import Parameters

N_WORN = 30_000  # seeds whose lists say which tracks stand everywhere
N_CANDIDATES = 80  # beyond a list's length, that may move up
N_LISTS, N_PARTS = 2000, 3  # lists that target_coverage is measured on, and how often
MOST_WEAR = 0.6
TURNS = 6  # halvings of the exposure_penalty's range
SEED = 20182


def fit_exposure_penalty(
    model: ScoringModel, playlists: sparse.csr_matrix, chosen: Parameters
) -> FloatArray:
    """Return the penalty of each track for hubness and exposure, shape (n_tracks,).

    Candidates are collected twice: tracks that the first penalty lifts from deep in a list
    are among the candidates of the second.

    Parameters
    ----------
    model : its popularity as it is before
    playlists : 0/1, sparse (n_playlists, n_tracks)
    chosen : with a `target_coverage` above 0, the least exposure penalty that reaches it is
        searched, on seeds drawn equally often from each playlist
    """
    seeds = any_seeds(model.n_tracks, N_WORN, SEED)
    if len(seeds) == 0:
        return np.zeros(0, np.float32)
    query_frequency = _asked_for(model.number_of_playlists)[seeds]
    n_varied = min(N_PARTS * N_LISTS, 2 * model.n_tracks)
    varied = seeds_of_playlists(playlists, n_varied, SEED) if chosen.target_coverage else seeds[:0]
    drawn, place = np.unique(np.concatenate([seeds, varied]), return_inverse=True)
    weights, n_candidates = chosen.weights, N_CANDIDATES + chosen.n_neighbors

    lists = build_candidate_sets(model, drawn, [weights], n_candidates)
    own = lists.of(place[: len(seeds)])
    near = hubness(own, weights, model.n_tracks)
    worn_once = compute_popularity_penalty(
        own, own.scores(weights), near, chosen, chosen.n_neighbors, query_frequency
    )
    after = replace(model, popularity=model.popularity - worn_once)
    lifted = build_candidate_sets(after, drawn, [weights], n_candidates).with_more_prior(worn_once)
    lists = lists.joined(lifted)
    own = lists.of(place[: len(seeds)])
    scores = own.scores(weights)

    def loss_by(settled: Parameters) -> FloatArray:
        return compute_popularity_penalty(
            own, scores, near, settled, chosen.n_neighbors, query_frequency
        )

    if len(varied) == 0:
        return loss_by(chosen)
    asked = lists.of(place[len(seeds) :])
    before = asked.scores(weights)

    def is_enough(exposure_penalty: float) -> bool:
        left = (
            before
            - loss_by(replace(chosen, exposure_penalty=exposure_penalty, max_exposure_share=1.0))[
                asked.tracks
            ]
        )
        return coverage_of(asked, left, model.n_tracks, N_LISTS) >= chosen.target_coverage

    return loss_by(replace(chosen, exposure_penalty=_least(is_enough)))


def _least(is_enough: Callable[[float], bool]) -> float:
    """Return the least exposure penalty that is enough, or the most there is."""
    low, high = 0.0, MOST_WEAR
    for _ in range(TURNS):
        middle = (low + high) / 2
        low, high = (low, middle) if is_enough(middle) else (middle, high)
    return high


def _asked_for(number_of_playlists: npt.NDArray[np.int32]) -> FloatArray:
    """Return how often each track is asked about, as its playlists tell.

    What no playlist holds is given its share of a new playlist by Good and Turing: as much in
    all as the tracks that one playlist holds, but none of them more than one of these.
    """
    found = number_of_playlists.astype(np.float32)
    unlisted = number_of_playlists == 0
    found[unlisted] = min(1.0, (number_of_playlists == 1).sum() / max(int(unlisted.sum()), 1))
    return found
