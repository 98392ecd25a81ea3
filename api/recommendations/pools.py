"""Recommendations as ids of tracks, with the number of tracks that they were chosen from."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from api.recommendations.for_seeds import answer_request
from api.recommendations.index_cache import current_index
from api.recommendations.schemas import RecommendationRequest, Seed
from recommender.serving.index import Index


@dataclass(frozen=True)
class Pool:
    """The best tracks, and the size of the catalogue before and after the filters.

    `is_known` says of each seed whether the index has it. Seeds, blocked and banned tracks are not
    counted in the sizes. All is 0 and empty without a known seed.
    """

    is_known: Sequence[bool]
    track_ids: Sequence[str] = ()
    initial_size: int = 0
    filtered_size: int = 0


def recommend_from_pool(body: RecommendationRequest, profile_id: UUID | None) -> Pool:
    """Return the tracks for any seeds; unknown ones are ignored."""
    source = current_index()
    is_known = [_is_known(source.index, seed) for seed in body.seeds]
    known = [seed for seed, is_one in zip(body.seeds, is_known, strict=True) if is_one]
    if not known:
        return Pool(is_known)
    answer = answer_request(body.model_copy(update={"seeds": known}), profile_id, source)
    result, track_ids = answer.result, source.index.track_ids
    initial_size = result.n_tracks - sum(
        number for name, number in result.n_excluded_by.items() if name not in answer.filters
    )
    n_filtered = sum(result.n_excluded_by.get(name, 0) for name in answer.filters)
    return Pool(
        is_known, [track_ids[row] for row in result.rows], initial_size, initial_size - n_filtered
    )


def _is_known(index: Index, seed: Seed) -> bool:
    if seed.track_id:
        return seed.track_id in index.rows
    return seed.artist_id in index.artists if seed.artist_id else seed.genre in index.genres
