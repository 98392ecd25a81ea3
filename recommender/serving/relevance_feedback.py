"""Relevance feedback: likes and dislikes change the weights of the seeds at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from recommender.search.topk import IntArray
from recommender.serving.index import Index, Mask
from recommender.serving.similarity import cosine_similarity

# after Rocchio (1971): the share of a seed's weight that a verdict counts as, times its
# similarity to the nearest seed
FEEDBACK_WEIGHT = 0.35
MIN_SHARE = 0.05  # of a seed; a verdict that would count less is about other music
MAX_VERDICTS = 200  # of each kind, the newest


@dataclass(frozen=True)
class Verdicts:
    """Rows of an index that were liked, and rows that were disliked."""

    likes: Sequence[int] = ()
    dislikes: Sequence[int] = ()

    @classmethod
    def from_track_ids(cls, index: Index, likes: Sequence[str], dislikes: Sequence[str]) -> Self:
        """Return the newest verdicts on tracks that the index holds; the newest come first."""
        return cls(
            index.find_rows(likes[:MAX_VERDICTS]).tolist(),
            index.find_rows(dislikes[:MAX_VERDICTS]).tolist(),
        )


def apply_relevance_feedback(
    index: Index, weights: Mapping[int, float], verdicts: Verdicts
) -> dict[int, float]:
    """Return the weights moved towards the likes, and away from the dislikes.

    A verdict counts by its similarity to the nearest seed, so that verdicts on other
    music leave a list alone. Without positive seeds the likes are the seeds.
    """
    shares = {FEEDBACK_WEIGHT: verdicts.likes, -FEEDBACK_WEIGHT: verdicts.dislikes}
    if not any(weight > 0 for weight in weights.values()):
        weights = {**dict.fromkeys(verdicts.likes, 1.0), **weights}
        shares = {-FEEDBACK_WEIGHT: verdicts.dislikes}
    seeds = {row: weight for row, weight in weights.items() if weight > 0}
    moved = dict(weights)
    rows = [row for each in shares.values() for row in each]
    if not seeds or not rows:
        return moved
    mean = sum(seeds.values()) / len(seeds)
    pairs = np.array(rows, np.intp), np.array(list(seeds), np.intp)
    similarity = cosine_similarity(index, *pairs).max(axis=1)
    nearest = dict(zip(rows, similarity.tolist(), strict=True))
    for weight, each in shares.items():
        for row in each:
            share = weight * nearest[row]
            if nearest[row] > 0 and abs(share) >= MIN_SHARE:
                moved[row] = moved.get(row, 0.0) + share * mean
    return {row: weight for row, weight in moved.items() if weight}


def find_unsupported_likes(index: Index, verdicts: Verdicts, plain: IntArray) -> Mask:
    """Return the liked tracks that are not in `plain`, the list without any verdict.

    A like is most similar to itself: without this, likes would head the list of every seed.
    """
    mask = np.zeros(len(index.track_ids), bool)
    mask[np.array(verdicts.likes, dtype=np.intp)] = True
    mask[plain] = False
    return mask
