"""Scores of all tracks for a seed, for many seeds, and for one seed with verdicts."""

from collections.abc import Mapping, Sequence

import numpy as np

from recommender.checks import FloatArray
from recommender.scoring.contributions import CONTRIBUTIONS, Contribution
from recommender.scoring.multi_seed import compute_signals_of_mixes, to_contributions
from recommender.scoring.query import Query
from recommender.serving.index import ATTRIBUTES, Index

# the weight of verdicts, in weights of the seed, that moves a list half of the way
HALF_WAY = 3.0
MIN_SPREAD = 1e-9
WEIGHT_OF_KNOWN = 1e-3  # of the popularity in [0, 100], beside that by playlists


def score_mixes(index: Index, mixes: Sequence[Mapping[int, float]]) -> list[FloatArray]:
    """Return the weighted contributions to each mix of seeds, shape (n_tracks, 6)."""
    is_single = [len(mix) == 1 and min(mix.values()) > 0 for mix in mixes]
    many = [mix for mix, is_one in zip(mixes, is_single, strict=True) if not is_one]
    rows = np.array(sorted({row for mix in many for row in mix}), dtype=np.intp)
    weights = np.array([[mix.get(row, 0.0) for row in rows.tolist()] for mix in many], np.float32)
    signals = iter(compute_signals_of_mixes(index.playlist_votes, rows, weights) if many else ())
    return [
        _query_seed(index, next(iter(mix))).all_contributions() * index.weights
        if is_one
        else to_contributions(next(signals), index.multi_seed_weights)
        for mix, is_one in zip(mixes, is_single, strict=True)
    ]


def score_by_popularity(index: Index, popularity: float) -> FloatArray:
    """Return the contributions without any seed: the hits first, or the deep cuts at -1.

    Tracks in equally many playlists are in the order of the popularity that their source gives.
    """
    known = np.nan_to_num(index.attributes[:, ATTRIBUTES.index("popularity")])
    contributions = np.zeros((len(index.track_ids), len(CONTRIBUTIONS)), np.float32)
    contributions[:, Contribution.POPULARITY] = np.float32(1 + 2 * popularity) * (
        index.standardized_popularity + np.float32(WEIGHT_OF_KNOWN) * known
    )
    return contributions


def score_with_verdicts(
    index: Index, seeds: Mapping[int, float], mixes: Sequence[Mapping[int, float]]
) -> list[FloatArray]:
    """Return the contributions to each mix, which is `seeds` after verdicts, or as named.

    For one seed with verdicts they are a mean of those for the seed and those for the mix, each
    in units of the spread of the seed's scores; see `share_of_verdicts`.
    """
    shares = [share_of_verdicts(seeds, mix) for mix in mixes]
    if not any(shares):
        return score_mixes(index, mixes)
    (seed,) = (row for row, weight in seeds.items() if weight)  # only one seed gives a share
    alone, *found = score_mixes(index, [{seed: 1.0}, *mixes])
    spread = float(alone.sum(axis=1).std())
    moved = []
    for share, contributions in zip(shares, found, strict=True):
        unit = spread / max(float(contributions.sum(axis=1).std()), MIN_SPREAD)
        moved.append(np.float32(1 - share) * alone + np.float32(share * unit) * contributions)
    return moved


def share_of_verdicts(seeds: Mapping[int, float], weights: Mapping[int, float]) -> float:
    """Return the share that the mix has in the score of one seed with verdicts.

    0 without verdicts, half where they weigh `HALF_WAY` times as much as the seed, and near 1
    with very many; 0, too, where there is not one seed alone.
    """
    seed = find_one_seed(seeds, weights)
    if seed is None:
        return 0.0
    own = seeds.get(seed) or weights[seed]
    of_verdicts = sum(abs(weight) for row, weight in weights.items() if row != seed) / own
    return of_verdicts / (of_verdicts + HALF_WAY)


def find_one_seed(seeds: Mapping[int, float], weights: Mapping[int, float]) -> int | None:
    """Return the seed if `seeds` names one alone, else the one row of `weights`, else None."""
    for mix in ({row: weight for row, weight in seeds.items() if weight}, weights):
        if len(mix) == 1 and min(mix.values()) > 0:
            return next(iter(mix))
        if mix:
            return None
    return None


def _query_seed(index: Index, row: int) -> Query:
    """Return the query of one seed, whatever its weight, as the lists of the mart have it."""
    return Query(index.model, index.model.select_seeds(np.array([row], np.intp)))
