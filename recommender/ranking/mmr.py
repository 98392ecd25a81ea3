"""Re-ranking of scores into one list: no recording twice, few of one artist, diverse on request."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from recommender.checks import FloatArray, unit_rows
from recommender.ranking.artist_repeats import find_repeats
from recommender.search.topk import IntArray, order_by_score, select_candidates

SURPLUS = 12
POOL_PER_PLACE = 5  # tracks that a place of a diverse list is chosen from
MIN_POOL = 200


@dataclass(frozen=True)
class ListOptions:
    """What a list is to be like.

    Attributes
    ----------
    length : number of tracks
    diversity : weight of the similarity to better places, in [0, 1]
    max_per_artist : the most tracks of one artist; None for no limit
    max_of_seed_artist : the most tracks of an artist of the seeds; None for no further limit
    """

    length: int
    diversity: float = 0.0
    max_per_artist: int | None = None
    max_of_seed_artist: int | None = None

    @property
    def has_limits(self) -> bool:
        """Return whether there is a limit for artists."""
        return self.max_per_artist is not None or self.max_of_seed_artist is not None


@dataclass(frozen=True)
class Catalogue:
    """What lists are made of, besides scores.

    Attributes
    ----------
    recordings : array of n_tracks, equal for two ids of one recording
    artists : array of n_tracks numbers; below 0 for an unknown artist, which has no limit
    vectors : array (n_tracks, n_features) that the similarity is measured on
    """

    recordings: npt.NDArray[np.int64]
    artists: IntArray
    vectors: FloatArray


def rerank(
    scores: FloatArray,
    catalogue: Catalogue,
    options: ListOptions,
    repeat_penalty: float = 0.0,
    seed_artists: Collection[int] = (),
) -> tuple[IntArray, FloatArray]:
    """Return the rows of the list, in its order, and what each loses as its artist repeats.

    The list is shorter than asked for only if no track is left. A track whose artist has a
    better score in the list already loses the penalty. Limits of artists hold strictly.

    Maximal marginal relevance (Carbonell and Goldstein 1998): each place goes to the
    track with the largest ``(1 - diversity) * relevance - diversity * similarity``, where
    relevance is the score, from 0 to 1 over the best few, and similarity the largest
    cosine to a track that is in the list already. With diversity 0 that is the ranking.

    Parameters
    ----------
    scores : array of n_tracks; -inf for an excluded track
    repeat_penalty : at least 0
    seed_artists : the artists that `max_of_seed_artist` is about
    """
    n_left = int(np.isfinite(scores).sum())
    size = options.length + SURPLUS
    if options.diversity > 0:
        size = max(MIN_POOL, POOL_PER_PLACE * options.length)
    while True:
        pool = _select_best(scores, catalogue.recordings, size)
        lowest = scores[pool[-1]] if len(pool) else -np.inf
        artists = catalogue.artists[pool]
        repeats = find_repeats(np.zeros(len(pool), np.intp), artists)
        penalties = np.float32(repeat_penalty) * repeats
        remaining = scores[pool] - penalties
        order = np.argsort(-remaining, kind="stable")
        limits = ArtistLimits(options, seed_artists)
        if options.diversity > 0:
            units = unit_rows(catalogue.vectors[pool[order]])
            own = _select_diverse(remaining[order], artists[order], units, options, limits)
            chosen = order[own]
        elif options.has_limits:
            chosen = order[[limits.allow(artist) for artist in artists[order].tolist()]]
        else:
            chosen = order
        chosen = chosen[: options.length]
        is_full = len(chosen) == options.length
        # a track beyond the pool has at most the lowest score of the pool
        is_sure = is_full and (
            options.diversity > 0 or remaining[chosen].min(initial=np.inf) >= lowest
        )
        if is_sure or size >= n_left:
            return pool[chosen], penalties[chosen]
        size *= 4


class ArtistLimits:
    """How many more tracks of each artist a list may have; an unknown one has no limit."""

    def __init__(self, options: ListOptions, seed_artists: Collection[int]) -> None:
        self._options, self._seed_artists = options, frozenset(seed_artists)
        self._count: Counter[int] = Counter()

    def allow(self, artist: int) -> bool:
        """Return whether one more track of the artist may be in the list, and count it if so."""
        if artist < 0:
            return True
        is_allowed = self._count[artist] < self._limit(artist)
        self._count[artist] += is_allowed
        return is_allowed

    def is_full(self, artist: int) -> bool:
        """Return whether no further track of the artist may be in the list."""
        return artist >= 0 and self._count[artist] >= self._limit(artist)

    def _limit(self, artist: int) -> float:
        of_seeds = self._options.max_of_seed_artist if artist in self._seed_artists else None
        given = [each for each in (self._options.max_per_artist, of_seeds) if each is not None]
        return min(given, default=float("inf"))


def _select_best(scores: FloatArray, recordings: npt.NDArray[np.int64], size: int) -> IntArray:
    """Return the best tracks, ties by row, of several ids of one recording only the best."""
    _, columns = select_candidates(scores[None], size)
    values = scores[columns]
    columns = columns[order_by_score(np.zeros(len(columns), np.intp), columns, values)][:size]
    _, first = np.unique(recordings[columns], return_index=True)
    return columns[np.sort(first)]


def _select_diverse(
    scores: FloatArray,
    artists: IntArray,
    units: FloatArray,
    options: ListOptions,
    limits: ArtistLimits,
) -> list[int]:
    """Fill place after place by maximal marginal relevance; ties go to the better score."""
    low, high = (float(scores.min()), float(scores.max())) if len(scores) else (0.0, 0.0)
    relevance = (1 - options.diversity) * (scores - low) / max(high - low, 1e-9)
    similarity = np.zeros(len(scores), np.float32)  # of each track to the nearest one selected
    selected: list[int] = []
    while len(selected) < min(options.length, len(scores)):
        place = int(np.argmax(relevance - options.diversity * similarity))
        if relevance[place] == -np.inf:
            break
        relevance[place] = -np.inf
        artist = int(artists[place])
        if not limits.allow(artist):  # a limit of 0, as no track of the artist counted yet
            relevance[artists == artist] = -np.inf
            continue
        selected.append(place)
        if limits.is_full(artist):
            relevance[artists == artist] = -np.inf
        np.maximum(similarity, units @ units[place], out=similarity)
    return selected
