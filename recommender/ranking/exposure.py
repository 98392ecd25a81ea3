"""Penalise over-exposed tracks so that the lists cover more of the catalogue."""

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from recommender.checks import FloatArray
from recommender.ranking.candidates import CandidateSets, mark_best
from recommender.scoring.parameters import Parameters
from recommender.search.topk import IntArray

N_ROUNDS = 10
SHORT_LENGTH = 10
MAX_SHARE_ROUNDS = 30
SHARE_STEP = 0.1
SHARE_GROWTH = 1.1  # of the step each round, for the few tracks far above the rest
SHARE_AIM = 0.9  # of the largest share, as other seeds than the sample have to keep it, too


def compute_exposure_penalty(
    sets: CandidateSets,
    scores: FloatArray,
    n_tracks: int,
    exposure_penalty: float,
    max_exposure_share: float,
    length: int,
    query_frequency: FloatArray | None = None,
) -> FloatArray:
    """Return the penalty of each track for its exposure, at least 0, shape (n_tracks,).

    A track in f times as many lists of ten as the average track has the penalty
    ``exposure_penalty * (1 - exp(-f))``: the first lists cost most, because each further list
    adds less to the number of different tracks. Tracks that are still in a larger share of the
    lists of `length` than `max_exposure_share` are then penalised more, step by step. In a
    small catalogue that share is at least twice the share in random lists.

    Parameters
    ----------
    query_frequency : array of n_seeds numbers above 0, how often each list is requested; None
        for equally often. The largest share holds for lists as they are requested, and for
        each list once.
    """
    penalty = np.zeros(n_tracks, dtype=np.float32)
    # Fictitious play: each round answers the lists that the mean penalty so far would give, and
    # is averaged into that mean. Without the mean, two competing tracks would swap places for ever:
    # the one that is penalised leaves the lists, loses its penalty, and comes back.
    for turn in range(N_ROUNDS if exposure_penalty else 0):
        remaining = scores - penalty[sets.tracks]
        exposure = count_exposures(sets, remaining, n_tracks, SHORT_LENGTH, query_frequency)
        saturation = -np.expm1(-exposure / max(float(exposure.mean()), 1e-9))
        step = (exposure_penalty * saturation - penalty) / (turn + 1)
        penalty = (penalty + step).astype(np.float32)
    if max_exposure_share < 1:
        cap = max(max_exposure_share, 2 * length / max(n_tracks - 1, 1))
        _raise_above_cap(penalty, sets, scores, cap, length, query_frequency)
    return penalty


def _raise_above_cap(
    penalty: FloatArray,
    sets: CandidateSets,
    scores: FloatArray,
    cap: float,
    length: int,
    query_frequency: FloatArray | None,
) -> None:
    """Raise the penalty of the tracks in a larger share of the lists than the cap, in place."""
    is_best = mark_best(scores - penalty[sets.tracks], sets.mask, length)
    for turn in range(MAX_SHARE_ROUNDS):
        share = _compute_shares(sets, is_best, len(penalty), query_frequency)
        if not (share > cap).any():
            return
        over = share > SHARE_AIM * cap
        size = SHARE_STEP * SHARE_GROWTH**turn
        penalty[over] += size * np.log(share[over] / (SHARE_AIM * SHARE_AIM * cap))
        # the other lists have none of these tracks as a candidate, and stay as they are
        rows = np.flatnonzero((over[sets.tracks] & sets.mask).any(axis=1))
        remaining = scores[rows] - penalty[sets.tracks[rows]]
        is_best[rows] = mark_best(remaining, sets.mask[rows], length)


def compute_popularity_penalty(
    sets: CandidateSets,
    scores: FloatArray,
    hubness: FloatArray,
    parameters: Parameters,
    length: int,
    query_frequency: FloatArray | None = None,
) -> FloatArray:
    """Return what each track's popularity loses by its hubness and its exposure.

    `scores` are those of the candidates before any penalty.
    """
    penalty = np.float32(parameters.hubness) * hubness
    exposure = compute_exposure_penalty(
        sets,
        scores - penalty[sets.tracks],
        len(hubness),
        parameters.exposure_penalty,
        parameters.max_exposure_share,
        length,
        query_frequency,
    )
    total: FloatArray = penalty + exposure
    return total


def measure_coverage(sets: CandidateSets, scores: FloatArray, n_tracks: int, n_lists: int) -> float:
    """Return the different tracks in that many lists of ten / those expected in random lists.

    It is the mean over as many parts of `n_lists` as there are, at least one.
    """
    is_best = mark_best(scores, sets.mask, SHORT_LENGTH)
    coverages = []
    for start in range(0, max(len(scores) - n_lists, 0) + 1, n_lists):
        part = slice(start, start + n_lists)
        tracks = sets.tracks[part][is_best[part]]
        exposure = np.bincount(tracks, minlength=n_tracks).astype(np.float32)
        expected = expect_different_tracks(exposure.sum(), n_tracks)
        coverages.append(float((exposure > 0).sum() / max(expected, 1)))
    return float(np.mean(coverages))


def expect_different_tracks(n_places: np.number[Any], n_tracks: int) -> float:
    """Return the number of different tracks expected in random lists with that many places."""
    # a track is in none of them with the probability exp(-places / tracks)
    return float(n_tracks * -np.expm1(-n_places / max(n_tracks, 1)))


def draw_seeds_by_entry(playlists: sparse.csr_matrix, n_seeds: int, seed: int) -> IntArray:
    """Draw seeds from the entries of playlists: a track of many playlists, often."""
    random = np.random.default_rng(seed)
    return playlists.indices[np.sort(random.permutation(playlists.nnz)[:n_seeds])]


def draw_seeds_by_playlist(playlists: sparse.csr_matrix, n_seeds: int, seed: int) -> IntArray:
    """Draw seeds, about equally many from each playlist that holds a track."""
    random = np.random.default_rng(seed)
    rows = np.flatnonzero(np.diff(playlists.indptr))
    if len(rows) == 0:
        return np.zeros(0, np.intp)
    rows = np.resize(random.permutation(rows), n_seeds)
    place = random.random(n_seeds) * np.diff(playlists.indptr)[rows]
    return playlists.indices[playlists.indptr[rows] + place.astype(np.intp)].astype(np.intp)


def draw_seeds(n_tracks: int, n_seeds: int, seed: int) -> IntArray:
    """Draw seeds from all tracks, each at most once; all tracks if they are few."""
    return np.sort(np.random.default_rng(seed).permutation(n_tracks)[:n_seeds])


def count_exposures(
    sets: CandidateSets,
    scores: FloatArray,
    n_tracks: int,
    length: int,
    weights: FloatArray | None = None,
) -> FloatArray:
    """Return the number of lists of `length` that each track is in, shape (n_tracks,).

    A list of weight w counts as w lists.
    """
    is_best = mark_best(scores, sets.mask, length)
    return _count_tracks(sets, is_best, n_tracks, weights).astype(np.float32)


def _count_tracks(
    sets: CandidateSets,
    is_best: npt.NDArray[np.bool_],
    n_tracks: int,
    weights: FloatArray | None = None,
) -> npt.NDArray[np.number]:
    if weights is not None:
        weights = np.repeat(weights, np.count_nonzero(is_best, axis=1))
    return np.bincount(sets.tracks.ravel()[np.flatnonzero(is_best)], weights, n_tracks)


def _compute_shares(
    sets: CandidateSets, is_best: npt.NDArray[np.bool_], n_tracks: int, weights: FloatArray | None
) -> FloatArray:
    """Return each track's share of the lists, weighted or each once, whichever is larger."""
    shares = _count_tracks(sets, is_best, n_tracks) / max(len(is_best), 1)
    if weights is not None:
        weighted = _count_tracks(sets, is_best, n_tracks, weights)
        shares = np.maximum(shares, weighted / max(float(weights.sum()), 1e-9))
    return shares.astype(np.float32)
