"""Variety: a track that stands in many lists already wears off, and none stands everywhere."""

import numpy as np
from scipy import sparse

from recommender.checks import FloatArray
from recommender.selection import IntArray
from recommender.shortlists import Shortlists, best

ROUNDS = 8
INERTIA = 0.6  # of a round's wear; less makes two rivals swap places for ever
SHORT_LIST = 10
CAP_ROUNDS = 30
CAP_STEP = 0.1
CAP_GROWTH = 1.1  # of the step, for the few that stand far above the rest
CAP_AIM = 0.9  # of the largest share, so that other seeds than the sample keep it, too


def worn(
    lists: Shortlists,
    scores: FloatArray,
    n_tracks: int,
    wear: float,
    largest_share: float,
    length: int,
) -> FloatArray:
    """Return what to take from the prior of each track, at least 0, shape (n_tracks,).

    A track that stands in f times as many lists of ten as the average track loses
    ``wear * log(1 + f)``, found by repeating (as in entropic regularisation: a list pays
    for every place by how crowded it is).
    Tracks that still stand in a larger share of the lists of `length` than
    `largest_share`, for either half of the seeds (see `varied_seeds`), then lose more,
    step by step. In a small catalogue the cap is at least twice the share that lists
    drawn by chance would give.
    """
    loss = np.zeros(n_tracks, dtype=np.float32)
    for _ in range(ROUNDS if wear else 0):
        places = number_of_places(lists, scores - loss[lists.tracks], n_tracks, SHORT_LIST)
        crowd = np.log1p(places / max(float(places.mean()), 1e-9))
        loss = (INERTIA * loss + (1 - INERTIA) * wear * crowd).astype(np.float32)
    cap = max(largest_share, 2 * length / max(n_tracks - 1, 1))
    for turn in range(CAP_ROUNDS):
        share = largest_shares(lists, scores - loss[lists.tracks], n_tracks, length)
        over = share > CAP_AIM * cap
        if not (share > cap).any():
            break
        step = CAP_STEP * CAP_GROWTH**turn
        loss[over] += step * np.log(share[over] / (CAP_AIM * CAP_AIM * cap))
    return loss


def listed_seeds(playlists: sparse.csr_matrix, n_seeds: int, seed: int) -> IntArray:
    """Draw seeds from the entries of playlists: a track that is listed often, often."""
    random = np.random.default_rng(seed)
    return playlists.indices[np.sort(random.permutation(playlists.nnz)[:n_seeds])]


def varied_seeds(playlists: sparse.csr_matrix, n_seeds: int, seed: int) -> IntArray:
    """Draw seeds, half from the entries of playlists and half from all tracks.

    A track that is listed often is asked for often; the mart, though, has one list per
    track. Without playlists, both halves are drawn from all tracks.
    """
    n_tracks = playlists.shape[1]
    half = min(n_seeds // 2, n_tracks)
    any_track = np.sort(np.random.default_rng(seed + 1).permutation(n_tracks)[:half])
    listed = listed_seeds(playlists, half, seed) if playlists.nnz >= half else any_track
    return np.concatenate([listed, any_track])


def largest_shares(lists: Shortlists, scores: FloatArray, n_tracks: int, length: int) -> FloatArray:
    """Return each track's share of the lists, in that half of the seeds where it is larger."""
    chosen = best(scores, length)
    half = max(len(lists.seeds) // 2, 1)
    shares = [
        np.bincount(
            np.take_along_axis(lists.tracks[part], chosen[part], axis=1)[
                np.take_along_axis(lists.is_there[part], chosen[part], axis=1)
            ],
            minlength=n_tracks,
        )
        / half
        for part in (slice(None, half), slice(half, None))
    ]
    return np.maximum(*shares).astype(np.float32)


def number_of_places(
    lists: Shortlists, scores: FloatArray, n_tracks: int, length: int
) -> FloatArray:
    """Return in how many of the lists of `length` each track stands, shape (n_tracks,)."""
    chosen = best(scores, length)
    real = np.take_along_axis(lists.is_there, chosen, axis=1)
    tracks = np.take_along_axis(lists.tracks, chosen, axis=1)[real]
    return np.bincount(tracks, minlength=n_tracks).astype(np.float32)
