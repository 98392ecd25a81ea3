"""One call answers a request: seeds, verdicts, exclusions and options in, a list of tracks out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from recommender.checks import FloatArray
from recommender.errors import NoSeeds
from recommender.ranking.mmr import Catalogue, ListOptions, rerank
from recommender.scoring.contributions import Contribution
from recommender.search.topk import IntArray
from recommender.serving.explanations import ExplanationAnchors, Sources, explanation_anchors
from recommender.serving.filters import Exclusion
from recommender.serving.index import ATTRIBUTES, Index, Mask
from recommender.serving.relevance_feedback import (
    Verdicts,
    apply_relevance_feedback,
    find_unsupported_likes,
)
from recommender.serving.scores import (
    find_one_seed,
    score_by_popularity,
    score_with_verdicts,
    share_of_verdicts,
)
from recommender.serving.similarity import similarity_to_seeds
from recommender.serving.stored_lists import StoredList

POPULARITY_WEIGHT = 0.5  # of one standard deviation of popularity, in those of the scores
TARGET_WEIGHT = 0.5  # of the penalty of a track one standard deviation off its target
UNSUPPORTED_LIKES = "are liked already, and would not be here without that"


@dataclass(frozen=True)
class RecommendationRequest:
    """A request for one list.

    Attributes
    ----------
    seeds : weight by row; negative means "not like this"
    options : length, diversity, and the most tracks of one artist
    exclusions : named tracks that may not be recommended, in the order they are reported
    targets : wanted value by attribute
    popularity : from -1, deep cuts, to 1, hits; 0 leaves popularity as it was fitted
    artist_repeat_penalty : what a track loses whose first artist has a better place, in standard
        deviations of the scores; lists for one seed have the fitted penalty of the mart instead
    likes, dislikes : track ids of the listener's verdicts, the newest first
    keeps_likes : whether liked tracks may be in the list without support by the seeds
    stored : the mart's list of the one seed, which is then not computed again
    is_browsing : whether the most popular tracks answer a request without any seed
    """

    seeds: Mapping[int, float]
    options: ListOptions
    exclusions: Mapping[str, Exclusion] = field(default_factory=dict)
    targets: Mapping[str, float] = field(default_factory=dict)
    popularity: float = 0.0
    artist_repeat_penalty: float = 0.0
    likes: Sequence[str] = ()
    dislikes: Sequence[str] = ()
    keeps_likes: bool = False
    stored: StoredList | None = None
    is_browsing: bool = False


@dataclass(frozen=True)
class RecommendationResult:
    """A list: its rows and their numbers; `contributions` (n, 6) add up to `scores`.

    `n_excluded_by` is the number of tracks that each exclusion took and none before it, and
    `n_tracks` the size of the catalogue; the other missing tracks are duplicates or over the
    limit of an artist. `anchors` are None without counts in the index.
    """

    rows: IntArray
    scores: FloatArray
    contributions: FloatArray
    similarities: FloatArray
    n_excluded_by: Mapping[str, int]
    n_tracks: int
    anchors: ExplanationAnchors | None = None


def recommend(index: Index, request: RecommendationRequest) -> RecommendationResult:
    """Return the best tracks for a request.

    One seed alone is scored as in the mart; more are scored by what they have in common
    (`recommender.scoring.multi_seed`). Verdicts change the weights of the seeds; a liked track
    is only in the list if the seeds alone lead to it. One seed with verdicts has a mean of both
    scores, in units of the mart's, that the verdicts move from the first to the second: a list
    changes by little after one verdict, and learns from fifty. A target takes from the score,
    and from its audio contribution, what a track is off it.

    Raises
    ------
    NoSeeds
        If no seed or like is left with a weight, unless the request is browsing.
    """
    masks = {name: exclusion.mask(index) for name, exclusion in request.exclusions.items()}
    verdicts = Verdicts.from_track_ids(index, request.likes, request.dislikes)
    seeds = {row: weight for row, weight in request.seeds.items() if weight}
    weights = apply_relevance_feedback(index, request.seeds, verdicts)
    if not weights and not request.is_browsing:
        raise NoSeeds(
            "expected seeds that do not cancel out, or tracks that you liked before, got neither; "
            "name a seed"
        )
    if request.stored is not None:
        plain = _rank_stored(index, request, request.stored, seeds, masks)
        if weights.keys() == seeds.keys():
            return _explain(index, plain, Sources(list(seeds)))
        masks[UNSUPPORTED_LIKES] = find_unsupported_likes(index, verdicts, plain.rows)
        (contributions,) = _score_request(index, request, [weights])
    elif seeds and verdicts.likes and not request.keeps_likes:
        plain_contributions, contributions = _score_request(index, request, [seeds, weights])
        scores, _ = _score_remaining(index, request, masks, plain_contributions)
        plain_rows, _ = _select_rows(index, scores, request, seeds)
        masks[UNSUPPORTED_LIKES] = find_unsupported_likes(index, verdicts, plain_rows)
    else:
        (contributions,) = _score_request(index, request, [weights])
    result = _rank(index, request, weights, masks, contributions)
    # likes without any weight explain nothing; with one that counts, all are named
    is_liked = any(weights.get(row, 0) > 0 for row in verdicts.likes)
    sources = [row for row, weight in request.seeds.items() if weight > 0]
    return _explain(index, result, Sources(sources, verdicts.likes if is_liked else ()))


def _score_request(
    index: Index, request: RecommendationRequest, mixes: Sequence[Mapping[int, float]]
) -> list[FloatArray]:
    """Return the contributions to each mix, popularity more or less as the request has it."""
    if not any(mixes):
        return [score_by_popularity(index, request.popularity)]
    found = score_with_verdicts(index, request.seeds, mixes)
    if request.popularity:
        standardized = index.standardized_popularity
        for contributions in found:
            # relative to the scores, whose unit differs between one seed and many
            weight = request.popularity * POPULARITY_WEIGHT * contributions.sum(axis=1).std()
            contributions[:, Contribution.POPULARITY] += np.float32(weight) * standardized
    return found


def _explain(index: Index, result: RecommendationResult, sources: Sources) -> RecommendationResult:
    if index.counts is None:
        return result
    anchors = explanation_anchors(index, index.counts, sources, result.rows)
    return replace(result, anchors=anchors)


def _rank(
    index: Index,
    request: RecommendationRequest,
    weights: Mapping[int, float],
    masks: Mapping[str, Mask],
    contributions: FloatArray,
) -> RecommendationResult:
    """Return the best tracks by the contributions to the mix of seeds of these weights."""
    scores, n_excluded_by = _score_remaining(index, request, masks, contributions)
    rows, penalties = _select_rows(index, scores, request, weights)
    own = contributions[rows]
    own[:, Contribution.ARTIST_REPEAT] = 0 - penalties
    if request.targets:
        own[:, Contribution.AUDIO] += scores[rows] - penalties - own.sum(axis=1)
    return RecommendationResult(
        rows=rows,
        scores=scores[rows] - penalties,
        contributions=own,
        similarities=similarity_to_seeds(index, _without_verdicts(request, weights), rows),
        n_excluded_by=n_excluded_by,
        n_tracks=len(scores),
    )


def _without_verdicts(
    request: RecommendationRequest, weights: Mapping[int, float]
) -> Mapping[int, float]:
    """Return the seeds as they were named, so that a verdict changes no similarity to them.

    Without any, the likes are the seeds.
    """
    return {row: weight for row, weight in request.seeds.items() if weight} or weights


def _rank_stored(
    index: Index,
    request: RecommendationRequest,
    stored: StoredList,
    seeds: Mapping[int, float],
    masks: Mapping[str, Mask],
) -> RecommendationResult:
    """Return the list without any verdict: the mart's, and more tracks if it is too short."""
    options = request.options
    if options.diversity > 0 or options.has_limits or request.popularity:
        (contributions,) = _score_request(index, request, [seeds])
        return _rank(index, request, seeds, masks, contributions)
    is_excluded = np.zeros(len(stored.rows), bool)
    for mask in masks.values():
        is_excluded |= mask[stored.rows]
    kept = np.flatnonzero(~is_excluded)[: options.length]
    head = RecommendationResult(
        rows=stored.rows[kept],
        scores=stored.scores[kept],
        contributions=stored.contributions[kept],
        similarities=stored.similarities[kept],
        n_excluded_by={},
        n_tracks=len(index.track_ids),
    )
    n_missing = options.length - len(head.rows)
    if n_missing == 0:
        return head
    (contributions,) = _score_request(index, request, [seeds])
    # the whole list again, as the artists of the first places count as repeated in the others
    whole = _rank(index, request, seeds, masks, contributions)
    is_new = ~np.isin(index.recordings[whole.rows], index.recordings[head.rows])
    rest = np.flatnonzero(is_new)[:n_missing]
    return RecommendationResult(
        rows=np.concatenate([head.rows, whole.rows[rest]]),
        scores=np.concatenate([head.scores, whole.scores[rest]]),
        contributions=np.concatenate([head.contributions, whole.contributions[rest]]),
        similarities=np.concatenate([head.similarities, whole.similarities[rest]]),
        n_excluded_by=whole.n_excluded_by,
        n_tracks=whole.n_tracks,
    )


def _score_remaining(
    index: Index,
    request: RecommendationRequest,
    masks: Mapping[str, Mask],
    contributions: FloatArray,
) -> tuple[FloatArray, dict[str, int]]:
    """Return the scores, -inf for excluded tracks, and the number that each mask excluded."""
    scores: FloatArray = contributions.sum(axis=1)
    if request.targets:
        scores = scores - target_penalty(index, scores, request.targets)
    excluded = np.zeros(len(scores), bool)
    n_excluded_by = {}
    for name, mask in masks.items():
        n_excluded_by[name] = int((mask & ~excluded).sum())
        excluded |= mask
    scores[excluded] = -np.inf
    return scores.astype(np.float32), n_excluded_by


def _select_rows(
    index: Index, scores: FloatArray, request: RecommendationRequest, weights: Mapping[int, float]
) -> tuple[IntArray, FloatArray]:
    """Return the rows of the list, and what each loses as its artist repeats."""
    model = index.model
    liked = [row for row, weight in weights.items() if weight > 0]
    seed = find_one_seed(request.seeds, weights)
    penalty = 0.0
    if seed is not None:
        share = share_of_verdicts(request.seeds, weights)
        penalty = (1 - share) * float(model.artist_repeat_penalties[seed])
    elif request.artist_repeat_penalty:
        # relative to the scores, whose unit differs from request to request
        remaining = scores[np.isfinite(scores)]
        spread = float(remaining.std()) if len(remaining) else 0.0
        penalty = request.artist_repeat_penalty * spread
    artists = np.unique(model.main_artists[liked]).tolist()
    catalogue = Catalogue(index.recordings, model.main_artists, model.vectors)
    return rerank(scores, catalogue, request.options, penalty, artists)


def target_penalty(index: Index, scores: FloatArray, targets: Mapping[str, float]) -> FloatArray:
    """Return the penalty of each track, in units of the scores.

    An unknown value counts as one standard deviation off its target.
    """
    penalty = np.zeros(len(scores), np.float32)
    for name, target in targets.items():
        column = ATTRIBUTES.index(name)
        off = np.abs(index.attributes[:, column] - target) / index.attribute_std[column]
        penalty += np.where(np.isfinite(off), off, 1)
    return penalty * np.float32(TARGET_WEIGHT * scores.std())
