"""The weights of the signals for many seeds, fitted on halves of held-out playlists."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from recommender.checks import FloatArray
from recommender.data.dataset import Dataset
from recommender.scoring.multi_seed import (
    DEFAULT_WEIGHTS,
    PREFIX,
    SIGNALS,
    PlaylistVotes,
    compute_signals,
    signal_array,
)
from recommender.scoring.parameters import Parameters
from recommender.search.topk import IntArray
from recommender.tuning.holdout import N_FOLDS, HeldOut, assign_folds

SEED = 20183
MIN_LENGTH = 10  # tracks of a playlist that is queried
MIN_PLAYLISTS = 20  # with fewer the defaults are the better guess
MAX_PLAYLISTS = 120
MAX_SCORES = 4_000_000  # queried playlists times tracks
LENGTH = 500
CANDIDATES_PER_SIGNAL = 300
MIN_RELATIVE_GAIN = 0.003  # of a change over what it replaces
GRID = (0.0, 0.1, 0.2, 0.35, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0)
N_ROUNDS = 2


@dataclass(frozen=True)
class HalfPlaylistQuery:
    """Candidates for one half of a playlist as seeds, and which of them the other half holds."""

    signals: FloatArray
    is_relevant: npt.NDArray[np.bool_]
    n_relevant: int

    def measure(self, weights: FloatArray) -> tuple[float, float]:
        """Return R-precision and NDCG of the best 500, both in [0, 1].

        As in the RecSys Challenge 2018 (without its credit for artists).
        """
        order = np.argsort(-(weights @ self.signals), kind="stable")[:LENGTH]
        hits = self.is_relevant[order]
        discounts = 1 / np.log2(np.arange(2, LENGTH + 2))
        ideal = discounts[: self.n_relevant].sum()
        r_precision = float(hits[: self.n_relevant].sum() / self.n_relevant)
        return r_precision, float(hits @ discounts[: len(hits)] / ideal)


def fit_multi_seed(
    dataset: Dataset, audio: FloatArray, content: npt.NDArray[np.float64], parameters: Parameters
) -> dict[str, float]:
    """Return the weight of each signal, and the metrics they reach; nothing with too few playlists.

    The weights are tuned one after the other over a coarse grid, for the sum of
    R-precision and NDCG. The queried playlists are not part of the fit: they are the
    held-out playlists, or, if these are too few, each fold of all in turn.
    """
    folds = assign_folds(dataset.playlist_keys)
    is_long = np.diff(dataset.playlists.indptr) >= MIN_LENGTH
    if is_long.sum() < MIN_PLAYLISTS:
        return {}
    is_enough = (is_long & (folds == 0)).sum() >= MIN_PLAYLISTS
    random = np.random.default_rng(SEED)
    n_queried = min(MAX_PLAYLISTS, max(MIN_PLAYLISTS, MAX_SCORES // dataset.playlists.shape[1]))
    queries = []
    for fold in range(1 if is_enough else N_FOLDS):
        queried = random.permutation(np.flatnonzero(is_long & (folds == fold)))
        held_out = HeldOut(dataset, audio, content, folds == fold, parameters.n_dimensions)
        votes = PlaylistVotes.from_model(held_out.build_model(parameters))
        for row in queried[:n_queried]:
            queries.append(
                _split_playlist(votes, random.permutation(dataset.playlists[row].indices))
            )
    weights, metrics = _tune(queries)
    values = {PREFIX + name: float(value) for name, value in zip(SIGNALS, weights, strict=True)}
    return values | {
        PREFIX + "r_precision": metrics[0],
        PREFIX + "ndcg": metrics[1],
        PREFIX + "held_out_playlists": float(len(queries)),
    }


def _tune(queries: list[HalfPlaylistQuery]) -> tuple[FloatArray, tuple[float, float]]:
    weights = signal_array(DEFAULT_WEIGHTS)
    best = _measure_mean(queries, weights)
    for _ in range(N_ROUNDS):
        for signal in range(len(SIGNALS)):
            before = weights.copy()
            for value in GRID:
                option = before.copy()
                option[signal] = value
                metrics = _measure_mean(queries, option) if option.any() else (0.0, 0.0)
                if sum(metrics) > sum(best) * (1 + MIN_RELATIVE_GAIN):
                    weights, best = option, metrics
    return weights, best


def _measure_mean(queries: list[HalfPlaylistQuery], weights: FloatArray) -> tuple[float, float]:
    r_precision, ndcg = np.mean([query.measure(weights) for query in queries], axis=0)
    return float(r_precision), float(ndcg)


def _split_playlist(votes: PlaylistVotes, tracks: IntArray) -> HalfPlaylistQuery:
    """Return a query with the first half of a playlist's tracks as seeds, about the second."""
    seeds, relevant = np.split(tracks, [len(tracks) // 2])
    signals = compute_signals(votes, seeds.astype(np.intp), np.ones(len(seeds), np.float32))
    signals[:, seeds] = -np.inf
    mixed = signal_array(DEFAULT_WEIGHTS) @ np.nan_to_num(signals, neginf=-1e9)
    best = [_select_best(mixed, LENGTH)]
    best += [_select_best(signal, CANDIDATES_PER_SIGNAL) for signal in signals]
    candidates = np.setdiff1d(np.concatenate(best), seeds)
    return HalfPlaylistQuery(signals[:, candidates], np.isin(candidates, relevant), len(relevant))


def _select_best(scores: FloatArray, length: int) -> IntArray:
    length = min(length, len(scores))
    return np.argpartition(-scores, length - 1)[:length]
