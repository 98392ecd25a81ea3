"""Variety: a track that stands in many lists already wears off, and none stands everywhere."""

import numpy as np
from scipy import sparse

from recommender.checks import FloatArray
from recommender.ranking.candidates import CandidateSets, best
from recommender.scoring.model import CONTRIBUTIONS
from recommender.scoring.parameters import Parameters
from recommender.search.topk import IntArray, rank_within_group

ROUNDS = 10
SHORT_LIST = 10
NEAR_SHARE, FEWEST_NEAR = (
    1 / 600,
    3,
)  # of the seeds: a track's cosine_similarity is to so many of them
NEAR_LENGTH = 100
CAP_ROUNDS = 30
CAP_STEP = 0.1
CAP_GROWTH = 1.1  # of the step, for the few that stand far above the rest
CAP_AIM = 0.9  # of the largest share, so that other seeds than the sample keep it, too


def compute_exposure_penalty(
    lists: CandidateSets,
    scores: FloatArray,
    n_tracks: int,
    exposure_penalty: float,
    max_exposure_share: float,
    length: int,
    query_frequency: FloatArray | None = None,
) -> FloatArray:
    """Return what to take from the popularity of each track, at least 0, shape (n_tracks,).

    A track that stands in f times as many lists of ten as the average track loses
    ``exposure_penalty * (1 - exp(-f))``: the first lists cost most, because each further list
    adds less to the number of different tracks. The penalty is found by repetition, each
    round averaged with those before (fictitious play), so that two rival tracks do not swap
    places for ever.
    Tracks that still stand in a larger share of the lists of `length` than
    `max_exposure_share` then lose more, step by step. In a small catalogue the cap is at least
    twice the share that lists drawn by chance would give.

    Parameters
    ----------
    query_frequency : array of n_seeds numbers above 0, how often each list is asked for; None for
        equally often. The cap holds either way: for lists as they are asked for, and for
        each list once.
    """
    weights = np.ones(len(lists.seeds), np.float32) if query_frequency is None else query_frequency
    loss = np.zeros(n_tracks, dtype=np.float32)
    for turn in range(ROUNDS if exposure_penalty else 0):
        left = scores - loss[lists.tracks]
        places = number_of_places(lists, left, n_tracks, SHORT_LIST, weights)
        background_queries = -np.expm1(-places / max(float(places.mean()), 1e-9))
        loss = (loss + (exposure_penalty * background_queries - loss) / (turn + 1)).astype(
            np.float32
        )
    cap = max(max_exposure_share, 2 * length / max(n_tracks - 1, 1))
    for turn in range(CAP_ROUNDS if max_exposure_share < 1 else 0):
        share = largest_shares(lists, scores - loss[lists.tracks], n_tracks, length, weights)
        over = share > CAP_AIM * cap
        if not (share > cap).any():
            break
        step = CAP_STEP * CAP_GROWTH**turn
        loss[over] += step * np.log(share[over] / (CAP_AIM * CAP_AIM * cap))
    return loss


def compute_popularity_penalty(
    lists: CandidateSets,
    scores: FloatArray,
    near: FloatArray,
    chosen: Parameters,
    length: int,
    query_frequency: FloatArray | None = None,
) -> FloatArray:
    """Return what each track's popularity loses by its hubness, `near`, and by crowded lists.

    `scores` are those of the lists before anything is compute_popularity_penalty.
    """
    loss = np.float32(chosen.hubness) * near
    scores = scores - loss[lists.tracks]
    share = chosen.max_exposure_share
    found: FloatArray = loss + compute_exposure_penalty(
        lists, scores, len(near), chosen.exposure_penalty, share, length, query_frequency
    )
    return found


def hubness(lists: CandidateSets, weights: FloatArray, n_tracks: int) -> FloatArray:
    """Return how near each track is to the seeds that are nearest to it, shape (n_tracks,).

    The mean of its best scores without the popularity, above the mean of the hundredth best score
    of a list, and at least 0. A track in a dense region is near to many that others are
    nearer to: taking part of this off (Conneau et al. 2018, "Word translation without
    parallel data", section 2.3: CSLS) lets tracks of all regions be found alike.
    """
    if not lists.mask.any():
        return np.zeros(n_tracks, np.float32)
    unpriored = weights * np.array([term != "popularity" for term in CONTRIBUTIONS], np.float32)
    scores = lists.scores(unpriored)
    near = best(scores, NEAR_LENGTH)
    rows, tracks = np.arange(len(near))[:, None], np.take_along_axis(lists.tracks, near, axis=1)
    values, mask = scores[rows, near], lists.mask[rows, near]
    worst = np.where(mask, values, np.inf).min(axis=1)
    floor = float(worst[np.isfinite(worst)].mean())
    values, tracks = values[mask] - floor, tracks[mask]
    order = np.lexsort((-values, tracks))
    n_near = max(FEWEST_NEAR, round(len(lists.seeds) * NEAR_SHARE))
    kept = order[rank_within_group(tracks[order]) < n_near]
    sums = np.bincount(tracks[kept], weights=values[kept], minlength=n_tracks)
    return np.maximum(sums / n_near, 0).astype(np.float32)


def coverage_of(lists: CandidateSets, scores: FloatArray, n_tracks: int, n_lists: int) -> float:
    """Return the different tracks in so many lists of ten / those expected by chance.

    The mean over as many parts of `n_lists` as there are, one at least.
    """
    found = []
    for start in range(0, max(len(scores) - n_lists, 0) + 1, n_lists):
        part = np.arange(start, min(start + n_lists, len(scores)))
        listed = number_of_places(lists.of(part), scores[part], n_tracks, SHORT_LIST)
        by_chance = n_tracks * -np.expm1(-listed.sum() / max(n_tracks, 1))
        found.append(float((listed > 0).sum() / max(by_chance, 1)))
    return float(np.mean(found))


def listed_seeds(playlists: sparse.csr_matrix, n_seeds: int, seed: int) -> IntArray:
    """Draw seeds from the entries of playlists: a track that is listed often, often."""
    random = np.random.default_rng(seed)
    return playlists.indices[np.sort(random.permutation(playlists.nnz)[:n_seeds])]


def seeds_of_playlists(playlists: sparse.csr_matrix, n_seeds: int, seed: int) -> IntArray:
    """Draw seeds, as far as it goes equally many from each playlist that holds a track."""
    random = np.random.default_rng(seed)
    rows = np.flatnonzero(np.diff(playlists.indptr))
    if len(rows) == 0:
        return np.zeros(0, np.intp)
    rows = np.resize(random.permutation(rows), n_seeds)
    place = random.random(n_seeds) * np.diff(playlists.indptr)[rows]
    return playlists.indices[playlists.indptr[rows] + place.astype(np.intp)].astype(np.intp)


def any_seeds(n_tracks: int, n_seeds: int, seed: int) -> IntArray:
    """Draw seeds from all tracks, each at most once; all of them where they are few."""
    return np.sort(np.random.default_rng(seed).permutation(n_tracks)[:n_seeds])


def largest_shares(
    lists: CandidateSets, scores: FloatArray, n_tracks: int, length: int, weights: FloatArray
) -> FloatArray:
    """Return each track's share of the lists, asked for by weight or once, the larger."""
    row, tracks = _listed(lists, scores, length)
    once = np.ones(len(weights), np.float32)
    is_weighted = weights.any() and not (weights == 1).all()
    shares = [
        np.bincount(tracks, weights=way[row], minlength=n_tracks) / max(float(way.sum()), 1e-9)
        for way in ((weights, once) if is_weighted else (once,))
    ]
    return np.max(shares, axis=0).astype(np.float32)


def number_of_places(
    lists: CandidateSets,
    scores: FloatArray,
    n_tracks: int,
    length: int,
    weights: FloatArray | None = None,
) -> FloatArray:
    """Return in how many of the lists of `length` each track stands, shape (n_tracks,).

    With weights, a list of weight w counts like w lists.
    """
    row, tracks = _listed(lists, scores, length)
    counted = None if weights is None else weights[row]
    return np.bincount(tracks, weights=counted, minlength=n_tracks).astype(np.float32)


def _listed(lists: CandidateSets, scores: FloatArray, length: int) -> tuple[IntArray, IntArray]:
    """Return (list, track) of every place of the lists."""
    chosen = best(scores, length)
    row, place = np.nonzero(np.take_along_axis(lists.mask, chosen, axis=1))
    return row, lists.tracks[row, chosen[row, place]]
