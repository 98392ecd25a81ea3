"""How the parts of a score for many seeds are weighed: on halves of held-out playlists."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from recommender.checks import FloatArray
from recommender.data.dataset import Dataset
from recommender.scoring.multi_seed import DEFAULT_WEIGHTS, PARTS, PREFIX, PlaylistVotes, parts_of
from recommender.scoring.parameters import Parameters
from recommender.search.topk import IntArray
from recommender.tuning.validation import N_FOLDS, assign_folds, fit_without

SEED = 20183
SHORTEST = 10  # tracks of a playlist that is asked about
FEWEST_PLAYLISTS = 20  # with fewer the defaults are the better guess
MOST_PLAYLISTS = 120
ENOUGH_SCORES = 4_000_000  # playlists asked about times tracks
LENGTH = 500
PER_PART = 300
CLEARLY = 1.003  # how many times better a change has to be than what it replaces
GRID = (0.0, 0.1, 0.2, 0.35, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0)
ROUNDS = 2


@dataclass(frozen=True)
class HalfPlaylistQuery:
    """One half of a playlist as seeds; its candidates, and which the other half holds."""

    parts: FloatArray
    is_right: npt.NDArray[np.bool_]
    n_right: int

    def figures(self, weights: FloatArray) -> tuple[float, float]:
        """Return R-precision and NDCG of the best 500, both in [0, 1].

        As in the RecSys Challenge 2018 (without its credit for artists).
        """
        order = np.argsort(-(weights @ self.parts), kind="stable")[:LENGTH]
        hits = self.is_right[order]
        discounts = 1 / np.log2(np.arange(2, LENGTH + 2))
        ideal = discounts[: self.n_right].sum()
        return float(hits[: self.n_right].sum() / self.n_right), float(
            hits @ discounts[: len(hits)] / ideal
        )


def fit_multi_seed(
    dataset: Dataset, audio: FloatArray, content: npt.NDArray[np.float64], chosen: Parameters
) -> dict[str, float]:
    """Return the weight of each part, and what they reach; nothing where too few can tell.

    The weights are turned one after the other over a coarse grid, for the sum of
    R-precision and NDCG. What is asked about is not in what is learned from: it is the
    held-out playlists, or, where these are too few, each fold of all in its turn.
    """
    fold = assign_folds(dataset.playlist_keys)
    is_long = np.diff(dataset.playlists.indptr) >= SHORTEST
    if is_long.sum() < FEWEST_PLAYLISTS:
        return {}
    is_enough = (is_long & (fold == 0)).sum() >= FEWEST_PLAYLISTS
    random = np.random.default_rng(SEED)
    n_asked = max(FEWEST_PLAYLISTS, ENOUGH_SCORES // dataset.playlists.shape[1])
    halves = []
    for part in range(1 if is_enough else N_FOLDS):
        asked = random.permutation(np.flatnonzero(is_long & (fold == part)))
        _, learned = fit_without(dataset, audio, content, fold == part, chosen, chosen.n_dimensions)
        listings = PlaylistVotes.of(learned)
        for row in asked[: min(MOST_PLAYLISTS, n_asked)]:
            halves.append(_half(listings, random.permutation(dataset.playlists[row].indices)))
    weights, figures = _turned(halves)
    found = {PREFIX + part: float(weight) for part, weight in zip(PARTS, weights, strict=True)}
    return found | {
        PREFIX + "r_precision": figures[0],
        PREFIX + "ndcg": figures[1],
        PREFIX + "held_out_playlists": float(len(halves)),
    }


def _turned(halves: list[HalfPlaylistQuery]) -> tuple[FloatArray, tuple[float, float]]:
    weights = np.array(DEFAULT_WEIGHTS, dtype=np.float32)
    best = _mean(halves, weights)
    for _ in range(ROUNDS):
        for part in range(len(PARTS)):
            before = weights.copy()
            for value in GRID:
                option = before.copy()
                option[part] = value
                figures = _mean(halves, option) if option.any() else (0.0, 0.0)
                if sum(figures) > sum(best) * CLEARLY:
                    weights, best = option, figures
    return weights, best


def _mean(halves: list[HalfPlaylistQuery], weights: FloatArray) -> tuple[float, float]:
    r_precision, ndcg = np.mean([half.figures(weights) for half in halves], axis=0)
    return float(r_precision), float(ndcg)


def _half(listings: PlaylistVotes, tracks: IntArray) -> HalfPlaylistQuery:
    """Ask with the first half of a playlist's tracks about the second."""
    seeds, right = np.split(tracks, [len(tracks) // 2])
    parts = parts_of(listings, seeds.astype(np.intp), np.ones(len(seeds), np.float32))
    parts[:, seeds] = -np.inf
    mixed = np.array(DEFAULT_WEIGHTS, np.float32) @ np.nan_to_num(parts, neginf=-1e9)
    best = [_best(mixed, LENGTH), *(_best(part, PER_PART) for part in parts)]
    candidates = np.setdiff1d(np.concatenate(best), seeds)
    return HalfPlaylistQuery(parts[:, candidates], np.isin(candidates, right), len(right))


def _best(scores: FloatArray, length: int) -> IntArray:
    length = min(length, len(scores))
    return np.argpartition(-scores, length - 1)[:length]
