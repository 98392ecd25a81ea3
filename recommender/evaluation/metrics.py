"""Metrics of lists: those of the RecSys Challenge 2018, and those of many lists together."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from recommender.checks import FloatArray
from recommender.ranking.coverage import expect_different_tracks
from recommender.search.topk import IntArray

Numbers = npt.NDArray[np.float64]
Relevance = npt.NDArray[np.bool_]

LENGTH = 500  # of a list that is judged whole
SHORT_LENGTH = 10  # of a list that is shown
PER_CLICK = 10  # tracks that one look at a list shows
LOWER_IS_BETTER = frozenset(
    {
        "clicks",
        "largest_share",
        "gini",
        "intra_list_similarity",
        "artist_repetition",
        "tracks_by_seed_artist",
        "self_duplicates",
    }
)


def ranking_metrics(is_relevant: Relevance, n_relevant: IntArray) -> dict[str, Numbers]:
    """Return each figure of each list, arrays of n_queries.

    As defined for the RecSys Challenge 2018 (Zamani et al. 2019), without its credit for the
    right artist: R-precision is the share of right ones among the first g places, where g
    tracks are right; NDCG discounts a right one at place i by 1 / log2(i + 1), in units of
    the best list there is; clicks is how often ten more are requested until the first
    right one shows, 51 where none of 500 does.

    Parameters
    ----------
    is_relevant : array (n_queries, n_places), whether the track at each place is right
    n_relevant : array of n_queries numbers, at least 1
    """
    n_places = is_relevant.shape[1]
    hits = is_relevant.cumsum(axis=1)
    place = np.minimum(n_relevant, n_places) - 1
    discounts = 1 / np.log2(np.arange(2, n_places + 2))
    is_ideal = np.arange(n_places) <= place[:, None]
    first = np.where(is_relevant.any(axis=1), is_relevant.argmax(axis=1), LENGTH + PER_CLICK)

    def found(length: int) -> Numbers:
        return hits[:, min(length, n_places) - 1].astype(np.float64)

    return {
        "precision_at_10": found(SHORT_LENGTH) / SHORT_LENGTH,
        "hit_at_10": (found(SHORT_LENGTH) > 0).astype(np.float64),
        "r_precision": np.take_along_axis(hits, place[:, None], axis=1)[:, 0] / n_relevant,
        "ndcg": is_relevant @ discounts / (is_ideal @ discounts),  # one way to add: the best has 1
        "recall_at_10": found(10) / n_relevant,
        "recall_at_100": found(100) / n_relevant,
        "recall_at_500": found(500) / n_relevant,
        "clicks": (first // PER_CLICK).astype(np.float64),
    }


def beyond_accuracy_metrics(
    lists: IntArray,
    seeds: IntArray,
    audio_vectors: FloatArray,
    artists: IntArray,
    duplicates: Numbers | None = None,
) -> Mapping[str, float]:
    """Return metrics of many lists of ten, taken together.

    Parameters
    ----------
    lists : array (n_lists, 10) of tracks, -1 where a list ends early
    seeds : array of n_lists tracks
    audio_vectors : array (n_tracks, …), rows of length 1 or 0
    artists : array of n_tracks numbers, below 0 unknown
    duplicates : array of n_lists shares of places that the seed itself took under another id,
        before such were taken out; None leaves the metric out

    Returns
    -------
    different_tracks : number of tracks in any list
    relative_coverage : these, divided by those expected in random lists
    largest_share : the share of lists that hold the most frequent track
    gini : of the tracks' numbers of places, 0 (all alike) to 1
    intra_list_similarity : mean cosine of the audio_vectors of two tracks of a list
    artist_repetition : share of places whose artist is higher in the list already
    different_artists : mean number of artists of a list; a track without a known one adds one
    tracks_by_seed_artist : mean number of a list's tracks by the seed's artist
    self_duplicates : mean of `duplicates`
    """
    n_tracks = len(audio_vectors)
    places = np.bincount(lists[lists >= 0], minlength=n_tracks)
    different = int((places > 0).sum())
    by_chance = expect_different_tracks(places.sum(), n_tracks)
    found = {
        "different_tracks": float(different),
        "relative_coverage": different / max(by_chance, 1e-9),
        "largest_share": float(places.max(initial=0)) / max(len(lists), 1),
        "gini": gini(places),
        "intra_list_similarity": float(np.mean([_similarity(audio_vectors, row) for row in lists])),
        "artist_repetition": float(np.mean([_repetition(artists, row) for row in lists])),
        "different_artists": float(np.mean([_count_artists(artists, row) for row in lists])),
        "tracks_by_seed_artist": _mean_by_seed_artist(artists, lists, seeds),
    }
    if duplicates is not None:
        found["self_duplicates"] = float(duplicates.mean())
    return found


def gini(counts: npt.NDArray[np.integer]) -> float:
    """Return how unequal counts are, from 0 (all alike, or all 0) to almost 1 (one has all)."""
    total = int(counts.sum())
    if total == 0:
        return 0.0
    ranks = np.arange(1, len(counts) + 1)
    ordered = np.sort(counts).astype(np.float64)
    return float((2 * ranks - len(counts) - 1) @ ordered / (len(counts) * total))


def _similarity(audio_vectors: FloatArray, row: IntArray) -> float:
    tracks = row[row >= 0]
    if len(tracks) < 2:
        return 0.0
    total = audio_vectors[tracks].sum(axis=0)
    itself = float((audio_vectors[tracks] ** 2).sum())
    return (float(total @ total) - itself) / (len(tracks) * (len(tracks) - 1))


def _repetition(artists: IntArray, row: IntArray) -> float:
    known = artists[row[row >= 0]]
    known = known[known >= 0]
    return 1 - len(np.unique(known)) / len(known) if len(known) else 0.0


def _count_artists(artists: IntArray, row: IntArray) -> int:
    found = artists[row[row >= 0]]
    return len(np.unique(found[found >= 0])) + int((found < 0).sum())


def _mean_by_seed_artist(artists: IntArray, lists: IntArray, seeds: IntArray) -> float:
    own = artists[seeds][:, None]
    return float(((artists[lists] == own) & (own >= 0) & (lists >= 0)).sum(axis=1).mean())
