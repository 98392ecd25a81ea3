"""A list of the mart as it is stored, with its stored reasons: no score is computed for it."""

from typing import Any

from orjson import Fragment

from api.recommendations.index_cache import LoadedIndex
from api.recommendations.schemas import RecommendationsQuery
from api.recommendations.stored_reasons import EXCLUDED, NO_TRACK
from api.tracks.catalogue import current_catalogue
from recommender.scoring.contributions import CONTRIBUTIONS
from recommender.serving.stored_lists import CONTRIBUTIONS_FROM, SCORE, SIMILARITY


def find_stored_answer(
    source: LoadedIndex, track_id: str, query: RecommendationsQuery
) -> dict[str, Any] | None:
    """Return the list of a track for a listener without verdicts, as `TrackRecommendationList`.

    None if the query wants another order, if too few tracks are left of the list, or if one of
    them has no summary.
    """
    index, reasons, limit = source.index, source.reasons, query.limit
    row = index.rows.get(track_id)
    if row is None or index.stored is None or reasons is None or query.changes_order:
        return None
    start, stop = index.stored.starts[row : row + 2].tolist()
    codes = reasons.codes[start:stop].tolist()
    kept = [place for place, code in enumerate(codes) if code != EXCLUDED][:limit]
    places = reasons.places[[row, *index.stored.rows[start:stop][kept].tolist()]].tolist()
    if len(kept) < limit or min(places) == NO_TRACK:
        return None
    summaries = current_catalogue().summaries.encoded
    numbers = index.stored.numbers[start:stop][kept].tolist()
    items = [
        {
            "rank": rank,
            "track": Fragment(summaries(place_of_summary)),
            "score": values[SCORE],
            "similarity": values[SIMILARITY],
            "contributions": dict(zip(CONTRIBUTIONS, values[CONTRIBUTIONS_FROM:], strict=True)),
            "reasons": Fragment(reasons.texts.encoded(codes[place])),
        }
        for rank, (place, values, place_of_summary) in enumerate(
            zip(kept, numbers, places[1:], strict=True), 1
        )
    ]
    return {
        "track": Fragment(summaries(places[0])),
        "items": items,
        "model_version": index.model_version,
        "shortfall_reason": None,
    }
