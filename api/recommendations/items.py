"""The items of a list as they are sent: what is told of each track, its numbers, its reasons."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from orjson import Fragment

from api.recommendations.explanations import RowPartners, Sources, row_partners
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
from recommender.search.topk import IntArray
from recommender.serving.recommend import ATTRIBUTES, Index, RecommendationResult

N_FEATURES = 12  # the first of the attributes are those of the audio
AUDIO_COLUMNS = [ATTRIBUTES.index(name) for name in AudioValues._fields]


def items_of(
    source: Loaded, served: RecommendationResult, sources: Sources
) -> tuple[list[dict[str, Any]], Mapping[int, Facts]]:
    """Return the items of a list, each with its reasons, and all the facts that these needed.

    Items have the shape of `Recommendation`. The facts of a seed that the whole list is about
    are among them.
    """
    partners = row_partners(source.index, source.holdings, sources, served.rows)
    facts = facts_of(source, np.concatenate([served.rows, partners.all_rows(), [sources.only]]))
    about = _Abouts(partners, facts, sources)
    items: list[dict[str, Any]] = []
    numbers = (served.rows, served.contributions, served.scores, served.similarities)
    for place, (row, terms, score, similarity) in enumerate(
        zip(*(each.tolist() for each in numbers), strict=True)
    ):
        found = facts.get(row)
        if found is None:  # a build took it away since the index was read
            continue
        shares = Shares._make(terms)
        items.append(
            {
                "rank": len(items) + 1,
                "track": Fragment(found.track.summary),
                "score": score,
                "similarity": similarity,
                "contributions": shares._asdict(),
                "reasons": reasons_among(shares, about.of(place), found),
            }
        )
    return items, facts


class _Abouts:
    """Whom the reasons of each found track are about, by name where there are several."""

    def __init__(self, rows: RowPartners, facts: Mapping[int, Facts], sources: Sources) -> None:
        self._partners = {row: _partner(row, facts, sources) for row in sources.rows.tolist()}
        self._columns = [column.tolist() for column in (
            rows.audio, rows.is_alike, rows.taste, rows.artist, rows.listed, rows.n_playlists,
            rows.n_more, rows.heard, rows.n_sittings,
        )]  # fmt: skip

    def of(self, place: int) -> Partners:
        """Return the partners of one place."""
        audio, is_alike, taste, artist, listed, n_playlists, n_more, heard, n_sittings = (
            column[place] for column in self._columns
        )
        known = self._partners.get
        return Partners(
            audio=known(audio),
            is_alike=is_alike,
            taste=known(taste),
            artist=known(artist),
            listed=known(listed),
            n_playlists=n_playlists,
            n_more=n_more,
            heard=known(heard),
            n_sittings=n_sittings,
        )


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
