"""Listeners with a hidden taste: lists get better with every ten verdicts, or they do not.

python -m benchmarks.simulated_user [demo] [invented]
"""

import argparse
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

from benchmarks.quality_data import demo
from benchmarks.synthetic_playlists import draw_catalogue, synthetic_playlists
from ingestion.demo.generator import generate_catalogue
from ingestion.demo.scenes import SCENES, listened_with
from recommender.evaluation.recommenders import build_index
from recommender.ranking.mmr import ListOptions
from recommender.search.topk import IntArray
from recommender.serving.filters import TrackMask
from recommender.serving.index import Index
from recommender.serving.recommend import RecommendationRequest, recommend
from recommender.serving.relevance_feedback import Verdicts

SEED = 20189
N_LISTENERS, N_ROUNDS, PER_ROUND = 120, 7, 10
SHARE_OF_ARTISTS = 0.5  # of the scene and its companion, whom the listener likes
MISTAKEN = 0.05  # verdicts that are the other way round
MOODS, NEAREST = 2, 300  # tracks of an invented world that lie nearest to so many places
Likes = npt.NDArray[np.bool_]
Taste = Callable[[np.random.Generator], Likes]


@dataclass(frozen=True)
class Shares:
    """P@10 before any verdict and after each ten, and the best that was possible."""

    precision: list[float]
    ceiling: float

    def __str__(self) -> str:
        shown = " · ".join(f"{share:.3f}" for share in self.precision)
        return f"{shown}; ceiling {self.ceiling:.3f}"


def demo_sessions(
    index: Index | None = None, n_listeners: int = N_LISTENERS, n_rounds: int = N_ROUNDS
) -> Shares:
    """Return the shares of `sessions` with listeners of the demo catalogue."""
    index = index or build_index(demo())
    return sessions(index, demo_taste(index), n_listeners, n_rounds)


def sessions(
    index: Index, taste: Taste, n_listeners: int, n_rounds: int, seed: int = SEED
) -> Shares:
    """Return the share of liked tracks among ten, before any verdict and after each ten.

    A listener hides a taste, and names one track of it. Half of the catalogue is shown, ten
    tracks at a time, and judged, now and then by mistake; each time, the ten best of the other
    half, of which nothing is ever said, show what was understood. So what is right does not
    run out; the ceiling says how much of it there is for ten places.
    """
    random = np.random.default_rng(seed)
    rounds, ceilings = np.zeros((n_listeners, n_rounds)), np.zeros(n_listeners)
    with threadpool_limits(limits=1, user_api="blas"):
        for listener in range(n_listeners):
            likes = taste(random)
            rounds[listener], ceilings[listener] = _session(index, likes, n_rounds, random)
    return Shares([float(share) for share in rounds.mean(axis=0)], float(ceilings.mean()))


def demo_taste(index: Index) -> Taste:
    """Return what draws a taste for half of the artists of two scenes that go together."""
    clusters = generate_catalogue().cluster_of
    scene_of = np.array([clusters[key] for key in index.track_ids])

    def draw(random: np.random.Generator) -> Likes:
        scene = SCENES[int(random.integers(len(SCENES)))]
        is_of_scene = np.isin(scene_of, (scene, listened_with(scene)))
        artists = np.unique(index.model.main_artists[is_of_scene])
        liked = artists[random.random(len(artists)) < SHARE_OF_ARTISTS]
        found: Likes = is_of_scene & np.isin(index.model.main_artists, liked)
        return found

    return draw


def invented_taste(index: Index, seed: int) -> Taste:
    """Return what draws a taste for what lies nearest to two tracks of an invented world.

    Nearness is that of the hidden places that the world's playlists were drawn by; no artist
    decides, and nothing that the model is told.
    """
    numbers = [int(key.removeprefix("track")) for key in index.track_ids]
    places = draw_catalogue(np.random.default_rng(seed)).track_places[numbers]

    def draw(random: np.random.Generator) -> Likes:
        moods = random.choice(len(places), MOODS, replace=False)
        near = (places @ places[moods].T).max(axis=1)
        found: Likes = near >= np.sort(near)[-NEAREST]
        return found

    return draw


def _session(
    index: Index, likes: Likes, n_rounds: int, random: np.random.Generator
) -> tuple[list[float], float]:
    seed = int(random.choice(np.flatnonzero(likes)))
    own = index.recordings == index.recordings[seed]
    may_be_shown = (random.random(len(likes)) < 0.5) | own
    left = may_be_shown.copy()
    likes_given: list[int] = []
    dislikes_given: list[int] = []
    shares = []
    for _ in range(n_rounds):
        verdicts = Verdicts(likes_given, dislikes_given)
        shares.append(float(likes[_ten_best(index, seed, verdicts, ~may_be_shown & ~own)].mean()))
        shown = _ten_best(index, seed, verdicts, left & ~own)
        left[shown] = False
        for row in shown.tolist():
            is_liked = bool(likes[row]) != (random.random() < MISTAKEN)
            (likes_given if is_liked else dislikes_given).append(row)
    n_right = len(np.unique(index.recordings[likes & ~may_be_shown]))
    return shares, min(n_right, PER_ROUND) / PER_ROUND


def _ten_best(index: Index, seed: int, verdicts: Verdicts, among: Likes) -> IntArray:
    request = RecommendationRequest(
        seeds={seed: 1.0},
        options=ListOptions(PER_ROUND),
        exclusions={"are not shown": TrackMask(~among)},
        likes=[index.track_ids[row] for row in verdicts.likes],
        dislikes=[index.track_ids[row] for row in verdicts.dislikes],
    )
    return recommend(index, request).rows


def main() -> None:
    """Measure the listeners of each world that is asked for, and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.simulated_user")
    parser.add_argument("worlds", nargs="*", default=["demo"], help="demo, invented")
    parser.add_argument("--listeners", type=int, default=N_LISTENERS)
    options = parser.parse_args()
    print(f"P@{PER_ROUND} before any verdict and after each {PER_ROUND}; the ceiling is what the "
          "ten places could hold")  # fmt: skip
    for world in options.worlds:
        if world == "demo":
            index = build_index(demo())
            taste = demo_taste(index)
        else:
            index = build_index(synthetic_playlists())
            taste = invented_taste(index, 1)
        for seed in (SEED, SEED + 1, SEED + 2):
            found = sessions(index, taste, options.listeners, N_ROUNDS, seed)
            print(f"  {world:9} seed {seed}: {found}", flush=True)


if __name__ == "__main__":
    main()
