"""Re-ranking of scores into one list: no recording twice, few of one artist, diverse on request."""

from collections import Counter
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from recommender.checks import FloatArray, unit_rows
from recommender.search.topk import IntArray, order_by_score, select_candidates

SURPLUS = 12
POOL_PER_PLACE = 5  # tracks that a place of a diverse list is chosen from
MIN_POOL = 200


@dataclass(frozen=True)
class ListOptions:
    """Length of a list, its diversity (0 to 1), and the most tracks of one artist."""

    length: int
    diversity: float = 0.0
    max_per_artist: int | None = None


def rerank(
    scores: FloatArray,
    recordings: npt.NDArray[np.int64],
    artists: IntArray,
    vectors: FloatArray,
    options: ListOptions,
) -> IntArray:
    """Return the rows of the list, in its order; it is shorter only if no track is left.

    Maximal marginal relevance (Carbonell and Goldstein 1998): each place goes to the
    track with the largest ``(1 - diversity) * relevance - diversity * similarity``, where
    relevance is the score, from 0 to 1 over the best few, and similarity the largest
    cosine to a track that is in the list already. With diversity 0 that is the ranking.

    Parameters
    ----------
    scores : array of n_tracks; -inf for an excluded track
    recordings : array of n_tracks, equal for two ids of one recording
    artists : array of n_tracks numbers; below 0 for an unknown artist, which has no limit
    vectors : array (n_tracks, n_features) that the similarity is measured on
    """
    n_left = int(np.isfinite(scores).sum())
    size = options.length + SURPLUS
    if options.diversity > 0:
        size = max(MIN_POOL, POOL_PER_PLACE * options.length)
    while True:
        pool = _select_best(scores, recordings, size)
        rows = pool
        if options.diversity > 0:
            units = unit_rows(vectors[pool])
            rows = pool[_select_diverse(scores[pool], artists[pool], units, options)]
        elif options.max_per_artist is not None:
            rows = pool[_limit_artists(artists[pool], options.max_per_artist)]
        if len(rows) >= options.length or size >= n_left:
            return rows[: options.length]
        size *= 4


def _select_best(scores: FloatArray, recordings: npt.NDArray[np.int64], size: int) -> IntArray:
    """Return the best tracks, ties by row, of several ids of one recording only the best."""
    _, columns = select_candidates(scores[None], size)
    values = scores[columns]
    columns = columns[order_by_score(np.zeros(len(columns), np.intp), columns, values)][:size]
    _, first = np.unique(recordings[columns], return_index=True)
    return columns[np.sort(first)]


def _limit_artists(artists: IntArray, max_per_artist: int) -> npt.NDArray[np.bool_]:
    """Return a mask of the entries among the first `max_per_artist` of their artist."""
    count: Counter[int] = Counter()
    kept = np.ones(len(artists), bool)
    for place, artist in enumerate(artists.tolist()):
        count[artist] += 1
        kept[place] = artist < 0 or count[artist] <= max_per_artist
    return kept


def _select_diverse(
    scores: FloatArray, artists: IntArray, units: FloatArray, options: ListOptions
) -> list[int]:
    """Fill place after place by maximal marginal relevance; ties go to the better score."""
    low, high = (float(scores.min()), float(scores.max())) if len(scores) else (0.0, 0.0)
    relevance = (1 - options.diversity) * (scores - low) / max(high - low, 1e-9)
    similarity = np.zeros(len(scores), np.float32)  # of each track to the nearest one selected
    count: Counter[int] = Counter()
    selected: list[int] = []
    while len(selected) < min(options.length, len(scores)):
        place = int(np.argmax(relevance - options.diversity * similarity))
        if relevance[place] == -np.inf:
            break
        selected.append(place)
        relevance[place] = -np.inf
        artist = int(artists[place])
        count[artist] += 1
        if artist >= 0 and count[artist] == options.max_per_artist:
            relevance[artists == artist] = -np.inf
        np.maximum(similarity, units @ units[place], out=similarity)
    return selected
