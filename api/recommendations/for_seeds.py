"""The answer to a wish: a list of tracks out of the index, with reasons, or why it is short."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from api.feedback.listener import load_feedback
from api.http.problems import raise_problem
from api.recommendations.exclusions import left_out, refused, same_recordings
from api.recommendations.explanations import Sources
from api.recommendations.index_cache import loaded
from api.recommendations.items import items_of
from api.recommendations.relevance_feedback import (
    Verdicts,
    likes_that_do_not_follow,
    moved,
    verdicts_of,
)
from api.recommendations.schemas import RecommendationRequest, Tune
from api.recommendations.seeds import resolve_seeds
from recommender.ranking.mmr import ListOptions
from recommender.serving.recommend import (
    Index,
    RecommendationResult,
    listed,
    rank_scored_rows,
    recommend,
    score_mixes,
)
from recommender.serving.recommend import RecommendationRequest as IndexRequest

NO_VERDICTS: Verdicts = {"like": [], "dislike": []}
BANNED = "are banned on Spotify"
LIKES_LEFT_OUT = "are liked already, and would not be here without that"


def wished(body: RecommendationRequest, profile_id: UUID) -> dict[str, Any]:
    """Return recommendations for any seeds, in the shape of `RecommendationList`."""
    source = loaded()
    index = source.index
    said = load_feedback(profile_id)
    seeds = resolve_seeds(index, body.seeds)
    follows_feedback = body.use_feedback or not body.seeds
    verdicts = verdicts_of(index, said) if follows_feedback else NO_VERDICTS
    weights = _weights(index, seeds.weights, verdicts)
    named_ids = (
        seeds.track_ids if body.seeds else [index.track_ids[row] for row in verdicts["like"]]
    )
    without = {
        "are seeds or other versions of them": same_recordings(index, named_ids),
        "are excluded": same_recordings(index, body.exclude),
        "are refused by your feedback": refused(index, said),
        BANNED: source.banned,
        **left_out(index, body.filters, body.tune, said),
    }
    shape = ListOptions(body.limit, body.diversity, body.max_per_artist)
    wish = IndexRequest(weights, shape, without, targets_of(body.tune))
    plain = {row: weight for row, weight in seeds.weights.items() if weight}
    if plain and verdicts["like"] and body.filters.is_liked is None:
        served = _served_without_mere_likes(index, wish, plain, verdicts)
    else:
        served = recommend(index, wish)
    sources = Sources(
        seeds=[row for row, weight in seeds.weights.items() if weight > 0],
        # if none moved the list, none is a reason; else all are counted where some are named
        liked=verdicts["like"] if any(weights.get(row, 0) > 0 for row in verdicts["like"]) else [],
    )
    items, _ = items_of(source, served, sources)
    return {
        "items": items,
        "model_version": index.model_version,
        "shortfall_reason": short_of(served, shape),
        "unknown_seeds": seeds.unknown,
    }


def _weights(index: Index, seeds: Mapping[int, float], verdicts: Verdicts) -> dict[int, float]:
    weights = moved(index, seeds, verdicts)
    if not weights:
        raise_problem(
            422,
            "expected seeds that do not cancel out, or tracks that you liked before, got neither; "
            "name a seed",
        )
    return weights


def _served_without_mere_likes(
    index: Index, wish: IndexRequest, plain: Mapping[int, float], verdicts: Verdicts
) -> RecommendationResult:
    """Return a list with no liked track but those that the plain seeds lead to."""
    terms, own_terms = score_mixes(index, [plain, wish.seeds])
    unmoved = rank_scored_rows(index, replace(wish, seeds=plain), terms)
    mask = likes_that_do_not_follow(index, verdicts, unmoved)
    return listed(index, replace(wish, without={**wish.without, LIKES_LEFT_OUT: mask}), own_terms)


def targets_of(tune: Tune) -> dict[str, float]:
    """Return the targets by feature."""
    tuned = {name: getattr(tune, name) for name in Tune.model_fields}
    return {
        name: value.target
        for name, value in tuned.items()
        if value is not None and value.target is not None
    }


def short_of(served: RecommendationResult, shape: ListOptions) -> str | None:
    """Return why a list is short, step by step; None when it is not."""
    n_found = len(served.rows)
    if n_found >= shape.length:
        return None
    steps = [f"{number:,} {why}" for why, number in served.taken.items() if number]
    n_left = served.n_catalogue - sum(served.taken.values()) - n_found
    if n_left and shape.max_per_artist is None:
        steps.append(f"{n_left:,} are other versions of tracks in the list")
    elif n_left:
        steps.append(
            f"{n_left:,} are other versions of tracks in the list, or more than "
            f"{shape.max_per_artist} of one artist"
        )
    asked = f"Only {n_found} of the {shape.length} tracks asked for can be given"
    return f"{asked}: of the {served.n_catalogue:,} of the catalogue {', '.join(steps)}."
