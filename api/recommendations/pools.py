"""Recommendations as ids of tracks, with the number of tracks that they were chosen from."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from api.recommendations.for_seeds import answer_request
from api.recommendations.index_cache import current_index
from api.recommendations.schemas import RecommendationRequest, Seed


@dataclass(frozen=True)
class Pool:
    """The best tracks, and the size of the catalogue before and after the filters.

    Seeds, blocked and banned tracks are not counted. All are 0 and empty without a known seed.
    """

    track_ids: Sequence[str] = ()
    initial_size: int = 0
    filtered_size: int = 0


def recommend_from_pool(body: RecommendationRequest, profile_id: UUID) -> Pool:
    """Return the tracks for any seeds; unknown ones are ignored."""
    known = [seed for seed in body.seeds if is_known_seed(seed)]
    if not known:
        return Pool()
    answer = answer_request(body.model_copy(update={"seeds": known}), profile_id)
    result, track_ids = answer.result, answer.source.index.track_ids
    initial_size = result.n_tracks - sum(
        number for name, number in result.n_excluded_by.items() if name not in answer.filters
    )
    n_filtered = sum(result.n_excluded_by.get(name, 0) for name in answer.filters)
    return Pool([track_ids[row] for row in result.rows], initial_size, initial_size - n_filtered)


def is_known_seed(seed: Seed) -> bool:
    """Return whether the index has the track, the artist or the genre of a seed."""
    index = current_index().index
    if seed.track_id:
        return seed.track_id in index.rows
    return seed.artist_id in index.artists if seed.artist_id else seed.genre in index.genres
