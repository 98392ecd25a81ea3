"""Items of a list: the summary, the scores and the reasons of each track."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import numpy as np
from orjson import Fragment

from api.recommendations.facts import load_facts
from api.recommendations.index_cache import LoadedIndex
from api.recommendations.reasons import (
    ContributionValues,
    ReasonAnchor,
    ReasonAnchors,
    TrackFacts,
    build_named_anchor,
    build_reasons,
)
from recommender.scoring.contributions import CONTRIBUTIONS
from recommender.serving.explanations import ExplanationAnchors, Sources
from recommender.serving.recommend import RecommendationResult

ANCHOR_ROWS = ("audio", "taste", "artist", "playlist", "session")


def build_items(
    source: LoadedIndex, result: RecommendationResult
) -> tuple[list[dict[str, Any]], Mapping[int, TrackFacts]]:
    """Return the items of a list and the facts of all tracks that these refer to, by row.

    An item has the fields of `Recommendation`. The facts include those of a single seed.
    """
    anchors = result.anchors
    assert anchors is not None  # the API's index has counts
    only = [anchors.sources.only]
    facts = load_facts(source.index, np.concatenate([result.rows, anchors.all_rows(), only]))
    about = _AnchorsByItem(anchors, facts)
    has_seeds = len(anchors.sources.rows) > 0
    items: list[dict[str, Any]] = []
    numbers = (result.rows, result.contributions, result.scores, result.similarities)
    for place, (row, values, score, similarity) in enumerate(
        zip(*(each.tolist() for each in numbers), strict=True)
    ):
        found = facts.get(row)
        if found is None:  # removed by a build since the index was loaded
            continue
        contributions = ContributionValues(**dict(zip(CONTRIBUTIONS, values, strict=True)))
        items.append(
            {
                "rank": len(items) + 1,
                "track": Fragment(found.track.summary),
                "score": score,
                "similarity": similarity,
                "contributions": contributions._asdict(),
                "reasons": build_reasons(contributions, about.at(place), found, has_seeds),
            }
        )
    return items, facts


class _AnchorsByItem:
    """Anchors of the reasons of each track, with names if there are several."""

    def __init__(self, anchors: ExplanationAnchors, facts: Mapping[int, TrackFacts]) -> None:
        sources = anchors.sources
        self._named = {row: _build_anchor(row, facts, sources) for row in sources.rows.tolist()}
        self._columns = {
            field.name: getattr(anchors, field.name).tolist() for field in fields(ReasonAnchors)
        }

    def at(self, place: int) -> ReasonAnchors:
        """Return the anchors of one place."""
        values = {name: column[place] for name, column in self._columns.items()}
        rows = {name: self._named.get(values[name]) for name in ANCHOR_ROWS}
        return ReasonAnchors(**{**values, **rows})


def _build_anchor(
    row: int, facts: Mapping[int, TrackFacts], sources: Sources
) -> ReasonAnchor | None:
    if row not in facts:
        return None
    if row == sources.only:
        return ReasonAnchor(facts[row])
    return build_named_anchor(facts[row], row not in sources.own, says_liked=bool(sources.own))
