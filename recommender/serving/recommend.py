"""The answer to a wish: any seeds, exclusions, filters and targets, as a list of tracks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from recommender.checks import FloatArray, unit_rows
from recommender.ranking.mmr import ListOptions, chosen
from recommender.scoring.model import Query, ScoringModel
from recommender.scoring.multi_seed import PlaylistVotes, as_terms, parts_of_each
from recommender.search.topk import IntArray

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
    model : the numbers behind the scores
    weights : of one seed's score, as of the mart
    multi_seed_weights : of the score of many seeds, in the order of
        `recommender.scoring.multi_seed.PARTS`
    attributes : array (n_tracks, 15), columns as `ATTRIBUTES`, NaN unknown
    is_explicit : array of n_tracks: 1, 0, or -1 for unknown
    recordings : array of n_tracks numbers, equal for two ids of one recording
    first_artists : array of n_tracks numbers, -1 unknown
    cold_start_sources : array of n_tracks names, as of `marts.track_vectors`
    artists, genres : the rows of each artist and genre, most listed first
    """

    rows: Mapping[str, int]
    track_ids: Sequence[str]
    model: ScoringModel
    weights: FloatArray
    multi_seed_weights: FloatArray
    attributes: FloatArray
    is_explicit: npt.NDArray[np.int8]
    recordings: npt.NDArray[np.int64]
    first_artists: IntArray
    cold_start_sources: Sequence[str]
    artists: Mapping[str, IntArray]
    genres: Mapping[str, IntArray]
    model_version: str | None

    @cached_property
    def listings(self) -> PlaylistVotes:
        """Return the playlists as voters."""
        return PlaylistVotes.of(self.model)

    @cached_property
    def attribute_std(self) -> FloatArray:
        """Return the spread of each attribute over the model, at least a little."""
        known = np.isfinite(self.attributes)
        count = np.maximum(known.sum(axis=0), 1)
        centred = np.where(known, self.attributes, 0).astype(np.float64)
        means = centred.sum(axis=0) / count
        squares = (np.where(known, centred - means, 0) ** 2).sum(axis=0) / count
        return np.maximum(np.sqrt(squares), 1e-9).astype(np.float32)


@dataclass(frozen=True)
class RecommendationRequest:
    """What is asked for.

    Attributes
    ----------
    seeds : weight by row, none of them 0; negative means "not like this"
    shape : how long, how varied, how many of an artist
    without : named masks of tracks that may not be given, in the order they are told
    targets : wanted value by attribute
    """

    seeds: Mapping[int, float]
    shape: ListOptions
    without: Mapping[str, Mask] = field(default_factory=dict)
    targets: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class RecommendationResult:
    """A list: its rows and their numbers; `contributions` (n, 5) add up to `scores`.

    `taken` says how many tracks each mask took that none before it did, and
    `n_catalogue` of how many; the rest that is missing are doubles or over the cap.
    """

    rows: IntArray
    scores: FloatArray
    contributions: FloatArray
    similarities: FloatArray
    taken: Mapping[str, int]
    n_catalogue: int


def recommend(index: Index, wish: RecommendationRequest) -> RecommendationResult:
    """Return the best tracks for a wish.

    One seed alone is scored as in the mart; more are scored by what they have in common
    (`recommender.scoring.multi_seed`). A target takes from the score, and from its part of audio,
    what a track is off it.
    """
    return listed(index, wish, score_mixes(index, [wish.seeds])[0])


def score_mixes(index: Index, mixes: Sequence[Mapping[int, float]]) -> list[FloatArray]:
    """Return the weighted contributions to each mix of seeds, shape (n_tracks, 5)."""
    lone = [len(mix) == 1 and min(mix.values()) > 0 for mix in mixes]
    many = [mix for mix, is_lone in zip(mixes, lone, strict=True) if not is_lone]
    rows = np.array(sorted({row for mix in many for row in mix}), dtype=np.intp)
    weights = [[mix.get(row, 0.0) for row in rows.tolist()] for mix in many]
    parts = iter(parts_of_each(index.listings, rows, np.array(weights, np.float32)) if many else ())
    return [
        _query_of_one(index, next(iter(mix))).all_contributions() * index.weights
        if is_lone
        else as_terms(next(parts), index.multi_seed_weights)
        for mix, is_lone in zip(mixes, lone, strict=True)
    ]


def listed(
    index: Index, wish: RecommendationRequest, contributions: FloatArray
) -> RecommendationResult:
    """Return the best tracks for a wish, whose contributions are known already."""
    scores, taken = _scores_left(index, wish, contributions)
    found = _chosen(index, scores, wish.shape)
    own = contributions[found]
    if wish.targets:
        own[:, 0] += scores[found] - own.sum(axis=1)
    return RecommendationResult(
        rows=found,
        scores=scores[found],
        contributions=own,
        similarities=_similarities(index, wish.seeds, found),
        taken=taken,
        n_catalogue=len(scores),
    )


def rank_scored_rows(
    index: Index, wish: RecommendationRequest, contributions: FloatArray
) -> IntArray:
    """Return only the rows of that list."""
    return _chosen(index, _scores_left(index, wish, contributions)[0], wish.shape)


def cosine_similarity(index: Index, rows: IntArray, seeds: IntArray) -> FloatArray:
    """Return the cosine of each row's and each seed's blended vector, in [-1, 1]."""
    return blended(index, index.model.vectors[rows]) @ (
        blended(index, index.model.vectors[seeds]).T
    )


def blended(index: Index, vectors: FloatArray) -> FloatArray:
    """Return vectors as the mart's similarity weighs their blocks, of length 1 or 0."""
    model = index.model
    roots = np.sqrt(np.repeat(index.weights[:2], (model.audio.shape[1], model.taste.shape[1])))
    return unit_rows(vectors * roots)


def _scores_left(
    index: Index, wish: RecommendationRequest, contributions: FloatArray
) -> tuple[FloatArray, dict[str, int]]:
    """Return the scores, -inf for what is left out, and how many tracks each mask took."""
    scores: FloatArray = contributions.sum(axis=1)
    if wish.targets:
        scores = scores - target_penalty(index, scores, wish.targets)
    gone = np.zeros(len(scores), bool)
    taken = {}
    for name, mask in wish.without.items():
        taken[name] = int((mask & ~gone).sum())
        gone |= mask
    scores[gone] = -np.inf
    return scores.astype(np.float32), taken


def _chosen(index: Index, scores: FloatArray, shape: ListOptions) -> IntArray:
    return chosen(scores, index.recordings, index.first_artists, index.model.vectors, shape)


def _query_of_one(index: Index, row: int) -> Query:
    """Return the query that has one seed, whatever its weight, as the lists of the mart have it."""
    return index.model.query(index.model.rows(np.array([row], np.intp)))


def target_penalty(index: Index, scores: FloatArray, targets: Mapping[str, float]) -> FloatArray:
    """Return what each track loses, in units of the scores; an unknown value loses 1 spread."""
    loss = np.zeros(len(scores), np.float32)
    for name, target in targets.items():
        column = ATTRIBUTES.index(name)
        off = np.abs(index.attributes[:, column] - target) / index.attribute_std[column]
        loss += np.where(np.isfinite(off), off, 1)
    return loss * np.float32(TARGET_WEIGHT * scores.std())


def _similarities(index: Index, seeds: Mapping[int, float], found: IntArray) -> FloatArray:
    """Return the cosine of the mixed seeds and each track, as the mart measures it."""
    vectors = index.model.vectors
    weights = np.array(list(seeds.values()), dtype=np.float32)
    query = blended(index, (weights @ vectors[np.array(list(seeds), np.intp)])[None])[0]
    cosines = blended(index, vectors[found]) @ query
    return np.clip(cosines, -1, 1).astype(np.float32)
