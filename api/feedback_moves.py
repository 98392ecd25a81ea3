"""How verdicts move a list at once: the weights of a wish, and which likes may be in its answer."""

from collections.abc import Mapping

import numpy as np

from api.said import Said
from recommender.selection import IntArray
from recommender.serving import Index, Mask

# after Rocchio (1971): a verdict moves the query by a share of a seed, all of them by at most
# as much as the seeds together weigh, times LIKES or DISLIKES
SHARE_OF_A_SEED = {"like": 0.25, "dislike": -0.1}
MOST_OF_ALL_SEEDS = {"like": 1.0, "dislike": 0.5}
NEWEST_VERDICTS = 200

Verdicts = Mapping[str, list[int]]


def verdicts_of(index: Index, said: Said) -> Verdicts:
    """Return the rows that a listener liked and disliked, of each the newest."""
    found = {}
    for verdict in SHARE_OF_A_SEED:
        newest = said.tracks[verdict][:NEWEST_VERDICTS]
        found[verdict] = [index.rows[track_id] for track_id in newest if track_id in index.rows]
    return found


def moved(weights: Mapping[int, float], verdicts: Verdicts) -> dict[int, float]:
    """Return weights moved towards what was liked, and away from what was disliked."""
    total = sum(weight for weight in weights.values() if weight > 0)
    count = sum(weight > 0 for weight in weights.values())
    seed = total / count if count else 1.0
    found = dict(weights)
    for verdict, said in verdicts.items():
        share = SHARE_OF_A_SEED[verdict] * seed
        most = MOST_OF_ALL_SEEDS[verdict] * total / max(len(said), 1)
        if count:
            share = max(min(share, most), -most)
        for row in said:
            found[row] = found.get(row, 0.0) + share
    return {row: weight for row, weight in found.items() if weight}


def likes_that_do_not_follow(index: Index, verdicts: Verdicts, plain: IntArray) -> Mask:
    """Return the liked tracks that are not in `plain`, the list without any verdict.

    A like is nearest to itself: without this, liked tracks would head the list of every seed.
    """
    mask = np.zeros(len(index.track_ids), bool)
    mask[np.array(verdicts["like"], dtype=np.intp)] = True
    mask[plain] = False
    return mask
