"""From scores to a list: no recording twice, few of one artist, and as varied as asked for."""

from collections import Counter
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from recommender.checks import FloatArray, unit_rows
from recommender.search.topk import IntArray, candidates, order_by_score

SPARE = 12
POOL_PER_PLACE = 5  # how many tracks a place of a varied list is chosen from
SMALLEST_POOL = 200


@dataclass(frozen=True)
class ListOptions:
    """How a list shall be: how long, how varied (0 to 1), and at most how many of an artist."""

    length: int
    diversity: float = 0.0
    max_per_artist: int | None = None


def chosen(
    scores: FloatArray,
    recordings: npt.NDArray[np.int64],
    artists: IntArray,
    vectors: FloatArray,
    shape: ListOptions,
) -> IntArray:
    """Return the rows of the list, in its order; shorter only where nothing more is left.

    Maximal marginal relevance (Carbonell and Goldstein 1998): each place goes to the
    track with the largest ``(1 - diversity) * relevance - diversity * similarity``, where
    relevance is the score, from 0 to 1 over the best few, and similarity the largest
    cosine to a track that is in the list already. With diversity 0 that is the ranking.

    Parameters
    ----------
    scores : array of n_tracks; -inf for a track that may not be given
    recordings : array of n_tracks, equal for two ids of one recording
    artists : array of n_tracks numbers; below 0 for an unknown artist, which has no cap
    vectors : array (n_tracks, n_features) that the similarity is measured on
    """
    n_left = int(np.isfinite(scores).sum())
    size = shape.length + SPARE
    if shape.diversity > 0:
        size = max(SMALLEST_POOL, POOL_PER_PLACE * shape.length)
    while True:
        pool = _best(scores, recordings, size)
        rows = pool
        if shape.diversity > 0:
            rows = _varied(scores[pool], artists[pool], unit_rows(vectors[pool]), shape, pool)
        elif shape.max_per_artist is not None:
            rows = pool[_within_cap(artists[pool], shape.max_per_artist)]
        if len(rows) >= shape.length or size >= n_left:
            return rows[: shape.length]
        size *= 4


def _best(scores: FloatArray, recordings: npt.NDArray[np.int64], size: int) -> IntArray:
    """Return the best tracks, ties by row, of several ids of one recording only the best."""
    _, columns = candidates(scores[None], size)
    values = scores[columns]
    columns = columns[order_by_score(np.zeros(len(columns), np.intp), columns, values)][:size]
    _, first = np.unique(recordings[columns], return_index=True)
    return columns[np.sort(first)]


def _within_cap(artists: IntArray, cap: int) -> npt.NDArray[np.bool_]:
    """Return which entries are among the first `cap` of their artist."""
    count: Counter[int] = Counter()
    kept = np.ones(len(artists), bool)
    for place, artist in enumerate(artists.tolist()):
        count[artist] += 1
        kept[place] = artist < 0 or count[artist] <= cap
    return kept


def _varied(
    scores: FloatArray, artists: IntArray, units: FloatArray, shape: ListOptions, pool: IntArray
) -> IntArray:
    """Fill place after place by maximal marginal relevance; ties go to the better score."""
    low, high = (float(scores.min()), float(scores.max())) if len(scores) else (0.0, 0.0)
    worth = (1 - shape.diversity) * (scores - low) / max(high - low, 1e-9)
    nearest = np.zeros(len(pool), np.float32)
    count: Counter[int] = Counter()
    places: list[int] = []
    while len(places) < min(shape.length, len(pool)):
        place = int(np.argmax(worth - shape.diversity * nearest))
        if worth[place] == -np.inf:
            break
        places.append(place)
        worth[place] = -np.inf
        artist = int(artists[place])
        count[artist] += 1
        if artist >= 0 and count[artist] == shape.max_per_artist:
            worth[artists == artist] = -np.inf
        np.maximum(nearest, units @ units[place], out=nearest)
    return pool[places]
