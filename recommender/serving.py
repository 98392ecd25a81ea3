"""The answer to a wish: any seeds, exclusions, filters and targets, as a list of tracks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from recommender.catalogue import Catalogue
from recommender.checks import FloatArray, unit_rows
from recommender.diversity import Shape, chosen
from recommender.many_seeds import Listings, as_terms, parts_of
from recommender.selection import IntArray

ATTRIBUTES = (
    "danceability",
    "energy",
    "loudness",
    "speechiness",
    "acousticness",
    "instrumentalness",
    "liveness",
    "valence",
    "tempo",
    "key",
    "mode",
    "time_signature",
    "duration_ms",
    "popularity",
    "year",
)
TARGET_WEIGHT = 0.5  # a track one spread of a feature off its target loses half a spread of score
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Index:
    """All that is served from, of one build of the marts; rows are tracks, sorted by id.

    Attributes
    ----------
    rows : the row of each track id
    track_ids : the id of each row
    catalogue : the numbers behind the scores
    weights : of one seed's score, as of the mart
    many_weights : of many seeds' score, in the order of `recommender.many_seeds.PARTS`
    attributes : array (n_tracks, 15), columns as `ATTRIBUTES`, NaN unknown
    is_explicit : array of n_tracks: 1, 0, or -1 for unknown
    recordings : array of n_tracks numbers, equal for two ids of one recording
    first_artists : array of n_tracks numbers, -1 unknown
    fallbacks : array of n_tracks names, as of `marts.track_vectors`
    artists, genres : the rows of each artist and genre, most listed first
    """

    rows: Mapping[str, int]
    track_ids: Sequence[str]
    catalogue: Catalogue
    weights: FloatArray
    many_weights: FloatArray
    attributes: FloatArray
    is_explicit: npt.NDArray[np.int8]
    recordings: npt.NDArray[np.int64]
    first_artists: IntArray
    fallbacks: Sequence[str]
    artists: Mapping[str, IntArray]
    genres: Mapping[str, IntArray]
    model_version: str | None

    @cached_property
    def listings(self) -> Listings:
        """Return the playlists as voters."""
        return Listings.of(self.catalogue)

    @cached_property
    def spreads(self) -> FloatArray:
        """Return the spread of each attribute over the catalogue, at least a little."""
        known = np.isfinite(self.attributes)
        count = np.maximum(known.sum(axis=0), 1)
        centred = np.where(known, self.attributes, 0).astype(np.float64)
        means = centred.sum(axis=0) / count
        squares = (np.where(known, centred - means, 0) ** 2).sum(axis=0) / count
        return np.maximum(np.sqrt(squares), 1e-9).astype(np.float32)


@dataclass(frozen=True)
class Wish:
    """What is asked for.

    Attributes
    ----------
    seeds : weight by row, none of them 0; negative means "not like this"
    shape : how long, how varied, how many of an artist
    without : named masks of tracks that may not be given, in the order they are told
    targets : wanted value by attribute
    """

    seeds: Mapping[int, float]
    shape: Shape
    without: Mapping[str, Mask] = field(default_factory=dict)
    targets: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Served:
    """A list: its rows and their numbers; `terms` (n, 5) add up to `scores`.

    `taken` says how many tracks each mask took that none before it did, and
    `n_catalogue` of how many; the rest that is missing are doubles or over the cap.
    """

    rows: IntArray
    scores: FloatArray
    terms: FloatArray
    similarities: FloatArray
    taken: Mapping[str, int]
    n_catalogue: int


def serve(index: Index, wish: Wish) -> Served:
    """Return the best tracks for a wish.

    One seed alone is scored as in the mart; more are scored by what they have in common
    (`recommender.many_seeds`). A target takes from the score, and from its part of sound,
    what a track is off it.
    """
    rows = np.array(sorted(wish.seeds), dtype=np.intp)
    weights = np.array([wish.seeds[row] for row in rows], dtype=np.float32)
    terms = terms_of(index, rows, weights)
    if wish.targets:
        terms[:, 0] -= off_target(index, terms.sum(axis=1), wish.targets)
    scores = terms.sum(axis=1)
    left = np.ones(len(scores), bool)
    taken = {}
    for name, mask in wish.without.items():
        taken[name] = int((left & mask).sum())
        left &= ~mask
    scores = np.where(left, scores, -np.inf).astype(np.float32)
    found = chosen(
        scores, index.recordings, index.first_artists, index.catalogue.vectors, wish.shape
    )
    return Served(
        rows=found,
        scores=scores[found],
        terms=terms[found],
        similarities=_similarities(index, rows, weights, found),
        taken=taken,
        n_catalogue=len(scores),
    )


def terms_of(index: Index, rows: IntArray, weights: FloatArray) -> FloatArray:
    """Return the weighted terms of every track, shape (n_tracks, 5)."""
    if len(rows) == 1 and weights[0] > 0:
        return _terms_of_one(index, rows[0]) * index.weights
    parts = parts_of(index.listings, rows, weights)
    return as_terms(parts, index.many_weights)


def _terms_of_one(index: Index, row: int) -> FloatArray:
    """Return the terms of every track for one seed, shape (n_tracks, 5), as the mart has them."""
    catalogue = index.catalogue
    playlists = catalogue.playlists[row].toarray()[0]
    return np.column_stack(
        [
            catalogue.sound @ catalogue.sound[row],
            catalogue.taste @ catalogue.taste[row],
            catalogue.artists @ catalogue.artists[row].toarray()[0],
            catalogue.playlists @ playlists,
            catalogue.prior,
        ]
    )


def off_target(index: Index, scores: FloatArray, targets: Mapping[str, float]) -> FloatArray:
    """Return what each track loses, in units of the scores; an unknown value loses 1 spread."""
    loss = np.zeros(len(scores), np.float32)
    for name, target in targets.items():
        column = ATTRIBUTES.index(name)
        off = np.abs(index.attributes[:, column] - target) / index.spreads[column]
        loss += np.where(np.isfinite(off), off, 1)
    return loss * np.float32(TARGET_WEIGHT * scores.std())


def _similarities(index: Index, rows: IntArray, weights: FloatArray, found: IntArray) -> FloatArray:
    """Return the cosine of the mixed seeds and each track, as the mart measures it."""
    catalogue, width = index.catalogue, index.catalogue.sound.shape[1]
    roots = np.sqrt(np.repeat(index.weights[:2], (width, catalogue.taste.shape[1])))
    query = unit_rows((weights @ catalogue.vectors[rows])[None] * roots)[0]
    cosines = unit_rows(catalogue.vectors[found] * roots) @ query
    return np.clip(cosines, -1, 1).astype(np.float32)
