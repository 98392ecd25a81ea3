"""A listener with a hidden taste: lists get better with every ten verdicts, or they do not."""

import numpy as np
import numpy.typing as npt

# the very update of the API: what a like and a dislike do to the next answer
from api.feedback_moves import moved
from benchmarks.quality_data import demo
from ingestion.demo.catalogue import catalogue
from ingestion.demo.scenes import SCENES, listened_with
from recommender.diversity import Shape
from recommender.evaluation import trained
from recommender.selection import IntArray
from recommender.serving import Index, Wish, serve

SEED = 20189
N_LISTENERS, N_ROUNDS, PER_ROUND = 120, 6, 10
SHARE_OF_ARTISTS = 0.5  # of the scene and its companion, whom the listener likes
MISTAKEN = 0.05  # verdicts that are the other way round


def precision_by_verdicts(
    index: Index | None = None, n_listeners: int = N_LISTENERS, n_rounds: int = N_ROUNDS
) -> list[float]:
    """Return the share of liked tracks among ten, before any verdict and after each ten.

    A listener hides a taste for half of the artists of a scene of the demo catalogue and of
    the scene that the same people listen to, and names one track. Half of the catalogue is
    shown, ten tracks at a time, and judged, now and then by mistake; each time, the ten best
    of the other half, of which nothing was said, show what was understood.
    """
    index = index or trained(demo())
    random = np.random.default_rng(SEED)
    rounds = np.zeros((n_listeners, n_rounds))
    for listener in range(n_listeners):
        scene = SCENES[int(random.integers(len(SCENES)))]
        rounds[listener] = _session(index, scene, n_rounds, random)
    return [float(share) for share in rounds.mean(axis=0)]


def _session(index: Index, scene: str, n_rounds: int, random: np.random.Generator) -> list[float]:
    likes = _hidden_taste(index, scene, random)
    seed = int(random.choice(np.flatnonzero(likes)))
    may_be_shown = random.random(len(likes)) < 0.5
    may_be_shown |= index.recordings == index.recordings[seed]
    left = may_be_shown.copy()
    verdicts: dict[str, list[int]] = {"like": [], "dislike": []}
    shares = []
    for _ in range(n_rounds):
        weights = moved(index, {seed: 1.0}, verdicts)
        shares.append(float(likes[_ten_best(index, weights, seed, ~may_be_shown)].mean()))
        shown = _ten_best(index, weights, seed, left)
        left[shown] = False
        for row in shown.tolist():
            is_liked = bool(likes[row]) != (random.random() < MISTAKEN)
            verdicts["like" if is_liked else "dislike"].append(row)
    return shares


def _hidden_taste(index: Index, scene: str, random: np.random.Generator) -> npt.NDArray[np.bool_]:
    clusters = catalogue().cluster_of
    scenes = (scene, listened_with(scene))
    is_of_scene = np.array([clusters[key] in scenes for key in index.track_ids])
    artists = np.unique(index.first_artists[is_of_scene])
    liked = artists[random.random(len(artists)) < SHARE_OF_ARTISTS]
    found: npt.NDArray[np.bool_] = is_of_scene & np.isin(index.first_artists, liked)
    return found


def _ten_best(
    index: Index, weights: dict[int, float], seed: int, among: npt.NDArray[np.bool_]
) -> IntArray:
    own = index.recordings == index.recordings[seed]
    without = {"are the seed": own, "are not asked for": ~among}
    return serve(index, Wish(weights, Shape(PER_ROUND), without)).rows
