"""Recommendations from any seeds: a list of tracks with reasons, or the reason why it is short."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from api.feedback.listener import load_feedback
from api.http.problems import raise_problem
from api.recommendations.exclusions import (
    build_constant_exclusions,
    build_filter_exclusions,
    exclude_artists_of,
    exclude_recordings,
)
from api.recommendations.index_cache import LoadedIndex, current_index
from api.recommendations.items import build_items
from api.recommendations.schemas import RecommendationRequest
from api.recommendations.seeds import ResolvedSeeds, resolve_seeds
from api.tracks.audio_features import Tune
from recommender.errors import NoSeeds
from recommender.ranking.mmr import ListOptions
from recommender.serving.recommend import RecommendationRequest as IndexRequest
from recommender.serving.recommend import RecommendationResult
from recommender.serving.relevance_feedback import MAX_VERDICTS


@dataclass(frozen=True)
class SeedAnswer:
    """The answer to a request: tracks by row of the index, and what was left out for whom.

    `filters` are the names of those exclusions that the request itself asked for.
    """

    source: LoadedIndex
    result: RecommendationResult
    filters: Collection[str]
    seeds: ResolvedSeeds


def recommend_for_seeds(body: RecommendationRequest, profile_id: UUID | None) -> dict[str, Any]:
    """Return recommendations for any seeds, with the fields of `RecommendationList`."""
    answer = answer_request(body, profile_id)
    items, _ = build_items(answer.source, answer.result)
    return {
        "items": items,
        "model_version": answer.source.index.model_version,
        "shortfall_reason": explain_shortfall(answer.result, body.list_options),
        "unknown_seeds": answer.seeds.unknown,
        "matched_seeds": [each.model_dump(mode="json") for each in answer.seeds.matched_seeds],
    }


def answer_request(
    body: RecommendationRequest, profile_id: UUID | None, source: LoadedIndex | None = None
) -> SeedAnswer:
    """Return the tracks for any seeds; this is the call into the recommender."""
    source = source or current_index()
    index = source.index
    feedback = load_feedback(profile_id)
    seeds = resolve_seeds(index, body.seeds)
    liked = feedback.liked_tracks[:MAX_VERDICTS] if body.use_feedback else ()
    likes = [key for key in liked if key in index.rows]
    filters = build_filter_exclusions(body.filters, body.tune, feedback)
    request = IndexRequest(
        seeds=seeds.weights,
        options=body.list_options,
        exclusions={
            "are seeds or other versions of them": exclude_recordings(
                index, seeds.track_ids if body.seeds else likes
            ),
            "are excluded": exclude_recordings(index, body.exclude),
            **build_constant_exclusions(source, feedback),
            **exclude_artists_of(
                body.max_of_seed_artist,
                index.find_rows(seeds.track_ids if body.seeds else likes).tolist(),
                [seed.artist_id for seed in body.seeds if seed.artist_id and seed.weight > 0],
            ),
            **filters,
        },
        targets=_parse_targets(body.tune),
        popularity=body.popularity,
        artist_repeat_penalty=body.artist_repeat_penalty,
        likes=likes,
        dislikes=feedback.tracks["dislike"] if body.use_feedback else (),
        is_browsing=not body.use_feedback,
        keeps_likes=body.filters.is_liked is not None,
    )
    try:
        result = source.recommend(request)
    except NoSeeds as error:
        raise_problem(422, str(error))
    return SeedAnswer(source, result, filters.keys(), seeds)


def _parse_targets(tune: Tune) -> dict[str, float]:
    """Return the target of each tuned attribute that has one."""
    tuned = {name: getattr(tune, name) for name in Tune.model_fields}
    return {
        name: value.target
        for name, value in tuned.items()
        if value is not None and value.target is not None
    }


def explain_shortfall(result: RecommendationResult, options: ListOptions) -> str | None:
    """Return how many tracks each exclusion removed from a short list, else None."""
    n_found = len(result.rows)
    if n_found >= options.length:
        return None
    steps = [f"{number:,} {why}" for why, number in result.n_excluded_by.items() if number]
    n_left = result.n_tracks - sum(result.n_excluded_by.values()) - n_found
    if n_left:
        limits = [
            f", or more than {number} of {whose}"
            for number, whose in (
                (options.max_per_artist, "one artist"),
                (options.max_of_seed_artist, "the artist of a seed"),
            )
            if number  # 0 is an exclusion with a name of its own
        ]
        steps.append(f"{n_left:,} are other versions of tracks in the list{''.join(limits)}")
    found = f"Only {n_found} of the {options.length} requested tracks can be recommended"
    return f"{found}: of the {result.n_tracks:,} of the catalogue {', '.join(steps)}."
