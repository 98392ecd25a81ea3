"""What the prior of each track loses in a build, so that its lists are as varied as is asked."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import numpy.typing as npt
from scipy import sparse

from recommender.catalogue import Catalogue
from recommender.checks import FloatArray
from recommender.parameters import Parameters
from recommender.shortlists import shortlists
from recommender.wear import any_seeds, coverage_of, hubness, lost, seeds_of_playlists

N_WORN = 30_000  # seeds whose lists say which tracks stand everywhere
N_CANDIDATES = 80  # beyond a list's length, that may move up
N_LISTS, N_PARTS = 2000, 3  # lists that variety is measured on, and how often
MOST_WEAR = 0.6
TURNS = 6  # halvings of the wear's range
SEED = 20182


def found_loss(
    catalogue: Catalogue, playlists: sparse.csr_matrix, chosen: Parameters
) -> FloatArray:
    """Return what the prior loses by hubness and wear, shape (n_tracks,).

    The lists are looked at twice: what the first wear lifts out of the depth of a list is
    among the candidates of the second.

    Parameters
    ----------
    catalogue : its prior as it is before
    playlists : 0/1, sparse (n_playlists, n_tracks)
    chosen : with a `variety` above 0 the least wear is looked for that gives so many
        different tracks, on seeds drawn from the playlists, each as often
    """
    seeds = any_seeds(catalogue.n_tracks, N_WORN, SEED)
    if len(seeds) == 0:
        return np.zeros(0, np.float32)
    asked_for = _asked_for(catalogue.number_of_playlists)[seeds]
    n_varied = min(N_PARTS * N_LISTS, 2 * catalogue.n_tracks)
    varied = seeds_of_playlists(playlists, n_varied, SEED) if chosen.variety else seeds[:0]
    drawn, place = np.unique(np.concatenate([seeds, varied]), return_inverse=True)
    weights, n_candidates = chosen.weights, N_CANDIDATES + chosen.n_neighbors

    lists = shortlists(catalogue, drawn, [weights], n_candidates)
    own = lists.of(place[: len(seeds)])
    near = hubness(own, weights, catalogue.n_tracks)
    worn_once = lost(own, own.scores(weights), near, chosen, chosen.n_neighbors, asked_for)
    after = replace(catalogue, prior=catalogue.prior - worn_once)
    lifted = shortlists(after, drawn, [weights], n_candidates).with_more_prior(worn_once)
    lists = lists.joined(lifted)
    own = lists.of(place[: len(seeds)])
    scores = own.scores(weights)

    def loss_by(settled: Parameters) -> FloatArray:
        return lost(own, scores, near, settled, chosen.n_neighbors, asked_for)

    if len(varied) == 0:
        return loss_by(chosen)
    asked = lists.of(place[len(seeds) :])
    before = asked.scores(weights)

    def is_enough(wear: float) -> bool:
        left = before - loss_by(replace(chosen, wear=wear, largest_share=1.0))[asked.tracks]
        return coverage_of(asked, left, catalogue.n_tracks, N_LISTS) >= chosen.variety

    return loss_by(replace(chosen, wear=_least(is_enough)))


def _least(is_enough: Callable[[float], bool]) -> float:
    """Return the least wear that is enough, or the most there is."""
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
