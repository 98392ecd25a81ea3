"""The items of a list as they are sent: what is told of each track, its numbers, its reasons."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import numpy as np
from orjson import Fragment

from api.recommendations.index_cache import Loaded
from api.recommendations.reasons import (
    AudioValues,
    Facts,
    Partner,
    Partners,
    Shares,
    named,
    reasons_among,
)
from recommender.scoring.contributions import CONTRIBUTIONS
from recommender.search.topk import IntArray
from recommender.serving.explanations import ExplanationAnchors, Sources
from recommender.serving.index import ATTRIBUTES, Index
from recommender.serving.recommend import RecommendationResult

N_FEATURES = 12  # the first of the attributes are those of the audio
ANCHOR_ROWS = ("audio", "taste", "artist", "playlist", "session")
AUDIO_COLUMNS = [ATTRIBUTES.index(name) for name in AudioValues._fields]


def items_of(
    source: Loaded, result: RecommendationResult
) -> tuple[list[dict[str, Any]], Mapping[int, Facts]]:
    """Return the items of a list, each with its reasons, and all the facts that these needed.

    Items have the shape of `Recommendation`. The facts of a seed that the whole list is about
    are among them.
    """
    anchors = result.anchors
    assert anchors is not None  # the API's index has counts
    only = [anchors.sources.only]
    facts = facts_of(source, np.concatenate([result.rows, anchors.all_rows(), only]))
    about = _ReasonAnchors(anchors, facts)
    items: list[dict[str, Any]] = []
    numbers = (result.rows, result.contributions, result.scores, result.similarities)
    for place, (row, values, score, similarity) in enumerate(
        zip(*(each.tolist() for each in numbers), strict=True)
    ):
        found = facts.get(row)
        if found is None:  # a build took it away since the index was read
            continue
        shares = Shares(**dict(zip(CONTRIBUTIONS, values, strict=True)))
        items.append(
            {
                "rank": len(items) + 1,
                "track": Fragment(found.track.summary),
                "score": score,
                "similarity": similarity,
                "contributions": shares._asdict(),
                "reasons": reasons_among(shares, about.at(place), found),
            }
        )
    return items, facts


class _ReasonAnchors:
    """Anchors of the reasons of each track, with names if there are several."""

    def __init__(self, anchors: ExplanationAnchors, facts: Mapping[int, Facts]) -> None:
        sources = anchors.sources
        self._named = {row: _partner(row, facts, sources) for row in sources.rows.tolist()}
        self._columns = {
            field.name: getattr(anchors, field.name).tolist() for field in fields(Partners)
        }

    def at(self, place: int) -> Partners:
        """Return the anchors of one place."""
        values = {name: column[place] for name, column in self._columns.items()}
        rows = {name: self._named.get(values[name]) for name in ANCHOR_ROWS}
        return Partners(**{**values, **rows})


def _partner(row: int, facts: Mapping[int, Facts], sources: Sources) -> Partner | None:
    if row not in facts:
        return None
    if row == sources.only:
        return Partner(facts[row])
    return named(facts[row], row not in sources.own, says_so=bool(sources.own))


def facts_of(source: Loaded, rows: IntArray) -> Mapping[int, Facts]:
    """Return the facts of each row that the marts still know; -1 is nobody."""
    index = source.index
    distinct = np.unique(rows[rows >= 0])
    told = source.summaries.load({row: index.track_ids[row] for row in distinct.tolist()})
    sounds = sounds_of(index, distinct)
    return {
        row: Facts(told[row], audio, index.cold_start_sources[row])
        for row, audio in zip(distinct.tolist(), sounds, strict=True)
        if row in told
    }


def sounds_of(index: Index, rows: IntArray) -> list[AudioValues | None]:
    """Return the audio features of each row, None where none is known."""
    numbers = index.attributes[rows][:, AUDIO_COLUMNS]
    values = numbers.astype(object)
    values[~np.isfinite(numbers)] = None
    has_sound = np.logical_or.reduce(np.isfinite(index.attributes[rows, :N_FEATURES]), axis=1)
    return [
        AudioValues._make(row) if is_known else None
        for row, is_known in zip(values.tolist(), has_sound.tolist(), strict=True)
    ]
