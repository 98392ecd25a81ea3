"""How verdicts move a list at once: the weights of a wish, and which likes may be in its answer."""

from collections.abc import Mapping

import numpy as np

from api.feedback.listener import ListenerFeedback
from recommender.search.topk import IntArray
from recommender.serving.recommend import Index, Mask, cosine_similarity

# after Rocchio (1971): a verdict counts as a share of a seed, times how near it lies to one
SHARE_OF_A_SEED = {"like": 0.35, "dislike": -0.35}
LEAST = 0.05  # of a seed; what would count for less is of other music
NEWEST_VERDICTS = 200

Verdicts = Mapping[str, list[int]]


def verdicts_of(index: Index, said: ListenerFeedback) -> Verdicts:
    """Return the rows that a listener liked and disliked, of each the newest."""
    found = {}
    for verdict in SHARE_OF_A_SEED:
        newest = said.tracks[verdict][:NEWEST_VERDICTS]
        found[verdict] = [index.rows[track_id] for track_id in newest if track_id in index.rows]
    return found


def moved(index: Index, weights: Mapping[int, float], verdicts: Verdicts) -> dict[int, float]:
    """Return weights moved towards what was liked, and away from what was disliked.

    A verdict counts by its similarity to the nearest seed, so that what was said of other
    music leaves a list alone. Without seeds the likes are the seeds.
    """
    if not any(weight > 0 for weight in weights.values()):
        weights = {**dict.fromkeys(verdicts["like"], 1.0), **weights}
        verdicts = {"dislike": verdicts["dislike"]}
    seeds = {row: weight for row, weight in weights.items() if weight > 0}
    found = dict(weights)
    said = [row for rows in verdicts.values() for row in rows]
    if not seeds or not said:
        return found
    seed = sum(seeds.values()) / len(seeds)
    near = cosine_similarity(index, np.array(said, np.intp), np.array(list(seeds), np.intp)).max(
        axis=1
    )
    nearest = dict(zip(said, near.tolist(), strict=True))
    for verdict, rows in verdicts.items():
        for row in rows:
            share = SHARE_OF_A_SEED[verdict] * nearest[row]
            if nearest[row] > 0 and abs(share) >= LEAST:
                found[row] = found.get(row, 0.0) + share * seed
    return {row: weight for row, weight in found.items() if weight}


def likes_that_do_not_follow(index: Index, verdicts: Verdicts, plain: IntArray) -> Mask:
    """Return the liked tracks that are not in `plain`, the list without any verdict.

    A like is nearest to itself: without this, liked tracks would head the list of every seed.
    """
    mask = np.zeros(len(index.track_ids), bool)
    mask[np.array(verdicts["like"], dtype=np.intp)] = True
    mask[plain] = False
    return mask
