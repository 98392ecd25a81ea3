"""Candidates under several choices of weights, whose products with all tracks are computed once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from recommender.checks import FloatArray
from recommender.scoring.contributions import CONTRIBUTIONS, Contribution
from recommender.scoring.query import Query, SparseColumns
from recommender.search.dot_products import rounding_error_bound
from recommender.search.topk import TILE, IntArray, TopKSelector


@dataclass(frozen=True)
class AlikeChoices:
    """Choices of weights that differ in the weight of the popularity alone.

    `selectors` has the weight of the popularity in each, and what selects its best tracks.
    """

    audio_weight: np.float32
    taste_weight: np.float32
    shared: SparseColumns
    selectors: list[tuple[np.float32, TopKSelector]]


def find_by_choices(
    query: Query, choices: Sequence[FloatArray], length: int, excluded: tuple[IntArray, IntArray]
) -> tuple[IntArray, IntArray]:
    """Return the (queries, tracks) that surely hold the best `length` under each choice."""
    model = query.model
    width = model.audio.shape[1]
    audio, taste = query.vectors[:, :width], query.vectors[:, width:]
    alike = _group_choices(query, choices, length)
    order = np.argsort(excluded[1], kind="stable")
    row, column = excluded[0][order], excluded[1][order]
    for start in range(0, model.n_tracks, TILE):
        stop = min(start + TILE, model.n_tracks)
        sounds, tastes = audio @ model.audio[start:stop].T, taste @ model.taste[start:stop].T
        popularity = _popularity(query, start, stop)
        inside = slice(*np.searchsorted(column, (start, stop)))
        for each in alike:
            scores = each.taste_weight * tastes
            if each.audio_weight:
                scores += each.audio_weight * sounds
            each.shared.add_to(scores, start, stop)
            scores[row[inside], column[inside] - start] = -np.inf
            for weight, selector in each.selectors:
                selector.add(scores + weight * popularity if weight else scores, start)
    found = [selector.candidates() for each in alike for _, selector in each.selectors]
    keys = np.unique(np.concatenate([rows * model.n_tracks + columns for rows, columns in found]))
    rows, columns = np.divmod(keys, model.n_tracks)
    return rows, columns


def _group_choices(query: Query, choices: Sequence[FloatArray], length: int) -> list[AlikeChoices]:
    alike: dict[tuple[float, ...], AlikeChoices] = {}
    largest = float(np.abs(_popularity(query, 0, query.model.n_tracks)).max(initial=0))
    for weights in choices:
        popularity = weights[Contribution.POPULARITY]
        others = weights.copy()
        others[Contribution.POPULARITY] = 0
        key = tuple(others.tolist())
        if key not in alike:
            shared = SparseColumns(query.weigh_sparse(weights).tocsc())
            audio, taste = weights[Contribution.AUDIO], weights[Contribution.TASTE]
            alike[key] = AlikeChoices(audio, taste, shared, [])
        # BLAS sums in another order than `Query.contributions`: what may be among the best by
        # either has to stay in
        scale = float(np.abs(others).sum() + abs(popularity) * largest)
        scale = max(scale, alike[key].shared.max_size())
        slack = rounding_error_bound(query.vectors.shape[1] + len(CONTRIBUTIONS), scale)
        selector = TopKSelector(query.seeds.shape[0], length, slack)
        alike[key].selectors.append((popularity, selector))
    return list(alike.values())


def _popularity(query: Query, start: int, stop: int) -> FloatArray:
    """Return what popularity adds to the scores of some tracks, for all queries or for each."""
    model = query.model
    added = model.popularity[start:stop]
    if not query.cold_seed_weights.any():
        return added
    cold = query.cold_seed_weights[:, None] * model.relative_log_count[start:stop]
    found: FloatArray = added + cold
    return found
