"""Blind comparison: pairs of lists in a hidden order, and the interval of how often ours wins."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from recommender.data.dataset import Dataset
from recommender.evaluation.bootstrap import Interval
from recommender.evaluation.metrics import SHORT_LENGTH
from recommender.evaluation.recommenders import Recommender
from recommender.search.topk import IntArray

NORMAL_QUANTILE = 1.959964  # of a 95 % interval


@dataclass(frozen=True)
class BlindPair:
    """A seed and two lists for it; rows of the catalogue."""

    seed: int
    first: IntArray
    second: IntArray
    is_ours_first: bool


def draw_pairs(
    ours: Recommender,
    baseline: Recommender,
    dataset: Dataset,
    n_pairs: int,
    random_seed: int,
    length: int = SHORT_LENGTH,
) -> list[BlindPair]:
    """Return pairs of lists for seeds that stand in playlists, the popular ones more often.

    A seed whose lists are as sets the same, or of which one is empty, shows no difference and
    is left out. The same random seed gives the same pairs in the same order.
    """
    random = np.random.default_rng(random_seed)
    # a draw of memberships, so a track is as likely as it is frequent
    drawn = dict.fromkeys(random.permutation(dataset.playlists.indices).tolist())
    pairs: list[BlindPair] = []
    for seed in drawn:
        if len(pairs) == n_pairs:
            break
        own, other = (
            each.recommend(np.array([seed], np.intp), length).rows for each in (ours, baseline)
        )
        if len(own) == 0 or len(other) == 0 or set(own.tolist()) == set(other.tolist()):
            continue
        is_ours_first = bool(random.random() < 0.5)
        first, second = (own, other) if is_ours_first else (other, own)
        pairs.append(BlindPair(int(seed), first, second, is_ours_first))
    return pairs


def wilson_interval(wins: int, losses: int) -> Interval | None:
    """Return the share of wins with its 95 % interval (Wilson 1927); None without any verdict.

    Ties are left out, which makes it the interval of a sign test.
    """
    total = wins + losses
    if total == 0:
        return None
    share, square = wins / total, NORMAL_QUANTILE**2 / total
    middle = (share + square / 2) / (1 + square)
    half = np.sqrt(square * (share * (1 - share) + square / 4)) / (1 + square)
    return Interval(share, float(max(middle - half, 0)), float(min(middle + half, 1)))


def describe_outcome(outcomes: Sequence[str], n_listeners: int, baseline: str) -> str:
    """Return a sentence on verdicts, each `win`, `loss` or `tie` of ours."""
    wins, losses, ties = (outcomes.count(name) for name in ("win", "loss", "tie"))
    counts = (
        f"{len(outcomes)} verdicts of {n_listeners} listener(s): Segue won {wins}, "
        f"tied {ties} and lost {losses} against {baseline}"
    )
    found = wilson_interval(wins, losses)
    if found is None:
        return f"{counts}; no verdict decides."
    is_better, is_worse = found.lower > 0.5, found.upper < 0.5
    verdict = "Segue is better" if is_better else "Segue is worse" if is_worse else "undecided"
    return (
        f"{counts}; {found.mean:.0%} of the decided ones are wins "
        f"(95 % {found.lower:.0%} to {found.upper:.0%}): {verdict}."
    )
