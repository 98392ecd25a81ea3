"""The weights of the signals for many seeds, fitted on ordered halves of held-out playlists."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import optimize

from recommender.checks import FloatArray
from recommender.data.dataset import Dataset
from recommender.scoring.multi_seed import (
    DEFAULT_WEIGHTS,
    PREFIX,
    SIGNALS,
    PlaylistVotes,
    Signal,
    compute_signals,
    signal_array,
)
from recommender.scoring.parameters import Parameters
from recommender.search.topk import IntArray
from recommender.tuning.holdout import N_FOLDS, HeldOut, assign_folds

SEED = 20183
MIN_LENGTH, SHORT_LENGTH = 20, 10  # tracks of a playlist that is queried, and if these are too few
MIN_PLAYLISTS = 20  # with fewer the defaults are the better guess
MAX_PLAYLISTS = 400
MAX_SCORES = 12_000_000  # queried playlists times tracks
LENGTH = 500
CANDIDATES_PER_SIGNAL = 200
MAX_WEIGHT, STEP = 3.0, 0.2
MAX_TRIALS = 100
FIRST_STEP, LAST_STEP = 1.0, 0.1  # in steps of the weights
STEP_COST = 0.0005  # of the square of the steps from the defaults: ties go to the defaults
FIXED = Signal.VOTES  # only the ratios of weights matter: this one stays


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

    The weights are optimised for the sum of R-precision and NDCG of the second half of playlists,
    with the first half as seeds. A playlist is split in its own order: split at random, tracks of
    one artist that stand side by side come on both sides, and the artist seems to say too much.
    The queried playlists are not part of the fit: they are the held-out playlists, or, if these
    are too few, each fold of all in turn.
    """
    queries = _collect_queries(dataset, audio, content, parameters)
    if len(queries) < MIN_PLAYLISTS:
        return {}
    weights, metrics = _optimise(queries)
    rounded = [round(float(weight), 3) for weight in weights]
    values = {PREFIX + name: weight for name, weight in zip(SIGNALS, rounded, strict=True)}
    return values | {
        PREFIX + "r_precision": metrics[0],
        PREFIX + "ndcg": metrics[1],
        PREFIX + "held_out_playlists": float(len(queries)),
    }


def _collect_queries(
    dataset: Dataset, audio: FloatArray, content: npt.NDArray[np.float64], parameters: Parameters
) -> list[HalfPlaylistQuery]:
    """Return the halves of the held-out playlists, or of all, fold by fold; none if all are few."""
    folds = assign_folds(dataset.playlist_keys)
    lengths = np.diff(dataset.playlists.indptr)
    is_long = lengths >= MIN_LENGTH
    if (is_long & (folds == 0)).sum() < MIN_PLAYLISTS:
        is_long = lengths >= SHORT_LENGTH
    if is_long.sum() < MIN_PLAYLISTS:
        return []
    is_enough = (is_long & (folds == 0)).sum() >= MIN_PLAYLISTS
    random = np.random.default_rng(SEED)
    n_queried = min(MAX_PLAYLISTS, max(MIN_PLAYLISTS, MAX_SCORES // dataset.playlists.shape[1]))
    queries = []
    for fold in range(1 if is_enough else N_FOLDS):
        queried = random.permutation(np.flatnonzero(is_long & (folds == fold)))
        held_out = HeldOut(dataset, audio, content, folds == fold, parameters.n_dimensions)
        votes = PlaylistVotes.from_model(held_out.build_model(parameters, has_factors=True))
        for row in queried[:n_queried]:
            tracks = dataset.members_in_order(row)
            if dataset.member_positions is None:
                tracks = random.permutation(tracks)
            queries.append(_split_playlist(votes, tracks))
    return queries


def _optimise(queries: list[HalfPlaylistQuery]) -> tuple[FloatArray, tuple[float, float]]:
    defaults = signal_array(DEFAULT_WEIGHTS)
    free = [signal for signal in Signal if signal is not FIXED]
    origin = defaults[free].astype(np.float64)

    def apply(moves: npt.NDArray[np.float64]) -> FloatArray:
        weights = defaults.copy()
        weights[free] = np.clip(origin + STEP * moves, 0, MAX_WEIGHT)
        return weights

    def cost(moves: npt.NDArray[np.float64]) -> float:
        return STEP_COST * float(moves @ moves) - sum(_measure_mean(queries, apply(moves)))

    found = optimize.minimize(
        cost,
        np.zeros(len(free)),
        method="COBYQA",
        bounds=optimize.Bounds(-origin / STEP, (MAX_WEIGHT - origin) / STEP),
        options={
            "maxfev": MAX_TRIALS,
            "initial_tr_radius": FIRST_STEP,
            "final_tr_radius": LAST_STEP,
        },
    )
    weights = apply(found.x)
    return weights, _measure_mean(queries, weights)


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
