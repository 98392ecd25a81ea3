"""Penalise over-exposed tracks so that the lists cover more of the catalogue."""

import numpy as np
from scipy import sparse

from recommender.checks import FloatArray
from recommender.ranking.candidates import CandidateSets, select_best
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
    weights = np.ones(len(sets.seeds), np.float32) if query_frequency is None else query_frequency
    penalty = np.zeros(n_tracks, dtype=np.float32)
    # Fictitious play: each round answers the lists that the mean penalty so far would give, and
    # is averaged into that mean. Without the mean, two competing tracks would swap places for ever:
    # the one that is penalised leaves the lists, loses its penalty, and comes back.
    for turn in range(N_ROUNDS if exposure_penalty else 0):
        remaining = scores - penalty[sets.tracks]
        exposure = count_exposures(sets, remaining, n_tracks, SHORT_LENGTH, weights)
        saturation = -np.expm1(-exposure / max(float(exposure.mean()), 1e-9))
        step = (exposure_penalty * saturation - penalty) / (turn + 1)
        penalty = (penalty + step).astype(np.float32)
    cap = max(max_exposure_share, 2 * length / max(n_tracks - 1, 1))
    for turn in range(MAX_SHARE_ROUNDS if max_exposure_share < 1 else 0):
        remaining = scores - penalty[sets.tracks]
        share = compute_exposure_shares(sets, remaining, n_tracks, length, weights)
        over = share > SHARE_AIM * cap
        if not (share > cap).any():
            break
        size = SHARE_STEP * SHARE_GROWTH**turn
        penalty[over] += size * np.log(share[over] / (SHARE_AIM * SHARE_AIM * cap))
    return penalty


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
    coverages = []
    for start in range(0, max(len(scores) - n_lists, 0) + 1, n_lists):
        part = np.arange(start, min(start + n_lists, len(scores)))
        exposure = count_exposures(sets.select(part), scores[part], n_tracks, SHORT_LENGTH)
        expected = n_tracks * -np.expm1(-exposure.sum() / max(n_tracks, 1))
        coverages.append(float((exposure > 0).sum() / max(expected, 1)))
    return float(np.mean(coverages))


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


def compute_exposure_shares(
    sets: CandidateSets, scores: FloatArray, n_tracks: int, length: int, weights: FloatArray
) -> FloatArray:
    """Return each track's share of the lists, weighted or each once, whichever is larger."""
    row, tracks = _rank_entries(sets, scores, length)
    once = np.ones(len(weights), np.float32)
    is_weighted = weights.any() and not (weights == 1).all()
    shares = [
        np.bincount(tracks, weights=each[row], minlength=n_tracks) / max(float(each.sum()), 1e-9)
        for each in ((weights, once) if is_weighted else (once,))
    ]
    return np.max(shares, axis=0).astype(np.float32)


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
    row, tracks = _rank_entries(sets, scores, length)
    counted = None if weights is None else weights[row]
    return np.bincount(tracks, weights=counted, minlength=n_tracks).astype(np.float32)


def _rank_entries(
    sets: CandidateSets, scores: FloatArray, length: int
) -> tuple[IntArray, IntArray]:
    """Return (list, track) of every place of the lists."""
    best = select_best(scores, length)
    row, place = np.nonzero(np.take_along_axis(sets.mask, best, axis=1))
    return row, sets.tracks[row, best[row, place]]
