"""A list of the mart as it is stored, with its stored reasons: no score is computed for it."""

from typing import Any

import numpy as np
from orjson import Fragment

from api.recommendations.index_cache import LoadedIndex
from api.tracks.catalogue import current_catalogue
from recommender.scoring.contributions import CONTRIBUTIONS
from recommender.serving.stored_lists import CONTRIBUTIONS_FROM, SCORE, SIMILARITY


def read_stored_answer(source: LoadedIndex, row: int, limit: int) -> dict[str, Any] | None:
    """Return the list of a track for a listener without verdicts, as `TrackRecommendationList`.

    None if too few tracks are left of it, or if one of them has no summary.
    """
    index, reasons = source.index, source.reasons
    if index.stored is None or reasons is None:
        return None
    start, stop = index.stored.starts[row : row + 2].tolist()
    found = index.stored.rows[start:stop]
    is_excluded = source.banned[found] | (index.recordings[found] == index.recordings[row])
    kept = np.flatnonzero(~is_excluded)[:limit] + start
    places = reasons.places[np.append(index.stored.rows[kept], row)].tolist()
    codes = reasons.codes[kept].tolist()
    if len(codes) < limit or min(*codes, *places) < 0:
        return None
    summaries = [Fragment(each) for each in map(current_catalogue().summaries.encoded, places)]
    items = [
        {
            "rank": rank,
            "track": summaries[rank - 1],
            "score": numbers[SCORE],
            "similarity": numbers[SIMILARITY],
            "contributions": dict(zip(CONTRIBUTIONS, numbers[CONTRIBUTIONS_FROM:], strict=True)),
            "reasons": Fragment(reasons.texts.encoded(code)),
        }
        for rank, (numbers, code) in enumerate(
            zip(index.stored.numbers[kept].tolist(), codes, strict=True), 1
        )
    ]
    return {
        "track": summaries[-1],
        "items": items,
        "model_version": index.model_version,
        "shortfall_reason": None,
    }
