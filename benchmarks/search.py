"""How much of the exact lists the search of near cells finds, and what each of the two costs.

python -m benchmarks.search [--sizes N N ...] [--groups N]

Two kinds of invented model: playlists drawn at random, where no track is near another for a
reason (the hardest), and playlists that keep to scenes. The seeds are blocks of the cells, drawn
by chance. The seconds are of one thread's CPU; read the ratios.
"""

import argparse
import time
from collections.abc import Callable
from dataclasses import asdict, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from threadpoolctl import threadpool_limits

from benchmarks.records import record
from recommender import build_vectors
from recommender.features import FEATURES
from recommender.ranking.lists import BLOCKS_AT_ONCE, RankedLists, rank_group, rank_queries
from recommender.ranking.near_search import choose_search
from recommender.scoring.model import ScoringModel
from recommender.scoring.parameters import Parameters

PER_PLAYLIST, PER_ARTIST, PER_SCENE = 50, 8, 400
MOODS = 3  # scenes of a playlist
ANYWHERE = 0.1  # of the entries of a playlist that keeps to scenes
SEED = 11
Rows = npt.NDArray[np.intp]
Tables = dict[str, pa.Table]


def main() -> None:
    """Measure each size and kind, and print a line for each."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.search", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[30_000, 100_000, 300_000])
    parser.add_argument("--groups", type=int, default=8, help="groups of seeds, of some 512")
    options = parser.parse_args()
    chosen = Parameters()
    print(f"lists of {chosen.n_neighbors}, a recall of at least {chosen.target_recall}")
    for size in options.sizes:
        for has_scenes in (False, True):
            _measure(build_catalogue(size, has_scenes, chosen), chosen, has_scenes, options.groups)


def _measure(model: ScoringModel, chosen: Parameters, has_scenes: bool, n_groups: int) -> None:
    size = model.n_tracks
    what = chosen.weights, chosen.n_neighbors
    work = "of scenes" if has_scenes else "at random"
    kind = f"{size:9,} tracks, playlists {work}"
    with threadpool_limits(limits=1, user_api="blas"):
        start = time.process_time()
        search = choose_search(model, *what, chosen.target_recall)
        made = time.process_time() - start
        if search is None:
            print(f"{kind}: searched exactly", flush=True)
            record("search", work, "recall", 1, size)
            return
        blocks = search.ivf.cells.blocks
        drawn = np.random.default_rng(SEED).permutation(len(blocks) // BLOCKS_AT_ONCE)[:n_groups]
        groups = [blocks[n * BLOCKS_AT_ONCE : (n + 1) * BLOCKS_AT_ONCE] for n in drawn]

        def rank_exactly(group: list[Rows]) -> RankedLists:
            seeds = np.concatenate(group)
            lists = rank_queries(model, model.select_seeds(seeds), *what)
            return replace(lists, seeds=seeds[lists.seeds])

        def rank_near(group: list[Rows]) -> RankedLists:
            return rank_group(model, *what, search.ivf, search.n_candidates, group)

        wanted, exact = _lists(rank_exactly, groups, size)
        found, near = _lists(rank_near, groups, size)
    n_seeds = sum(len(block) for group in groups for block in group)
    recall = np.isin(wanted, found).mean()
    exact, near = exact * size / n_seeds, made + near * size / n_seeds
    print(
        f"{kind}: recall {recall:.4f} over {n_seeds:,} lists "
        f"(of the sample {search.recall:.4f}), {search.n_candidates:,} near tracks; for all lists "
        f"{exact:,.0f} s exact, {near:,.0f} s by cells, {made:.0f} s of them to choose",
        flush=True,
    )
    for measure, value in (
        ("near tracks", search.n_candidates), ("recall", recall),
        ("CPU s by exact search", exact), ("CPU s", near),
    ):  # fmt: skip
        record("search", work, measure, value, size)


def _lists(
    rank: Callable[[list[Rows]], RankedLists], groups: list[list[Rows]], size: int
) -> tuple[Rows, float]:
    """Return a key for each (seed, track) of the lists, and the seconds they took."""
    start = time.process_time()
    lists = [rank(group) for group in groups]
    seconds = time.process_time() - start
    return np.concatenate([found.seeds * size + found.tracks for found in lists]), seconds


def build_catalogue(size: int, has_scenes: bool, chosen: Parameters) -> ScoringModel:
    """Return a model with the vectors that `build_vectors` makes."""
    return build_model(invent_tables(size, has_scenes), chosen)


def build_model(tables: Tables, chosen: Parameters) -> ScoringModel:
    """Return a model with the vectors that `build_vectors` makes of the tables."""
    vectors = build_vectors(**tables, parameters=asdict(chosen))
    return ScoringModel.from_tables(
        vectors, tables["tracks"], tables["memberships"], tables["artists"], chosen
    )


def invent_tables(size: int, has_scenes: bool) -> Tables:
    """Return tracks, features, memberships, artists and genres, as `build_vectors` takes them."""
    random = np.random.default_rng(SEED)
    scene = np.arange(size) // PER_SCENE
    n_playlists = size // (PER_PLAYLIST // 4)  # a track is in four on average
    playlist = np.repeat(np.arange(n_playlists), PER_PLAYLIST)
    track = (size * random.random(len(playlist)) ** 2).astype(np.intp)
    audio_vectors = random.normal(size=(size, len(FEATURES)))
    if has_scenes:
        moods = random.integers(0, int(scene[-1]) + 1, (n_playlists, MOODS))
        mood = moods[playlist, random.integers(0, MOODS, len(playlist))]
        of_scene = PER_SCENE * (mood + random.random(len(playlist)) ** 2)
        is_anywhere = random.random(len(playlist)) < ANYWHERE
        track = np.where(is_anywhere, track, np.minimum(of_scene.astype(np.intp), size - 1))
        audio_vectors += random.normal(size=(int(scene[-1]) + 1, len(FEATURES)))[scene]
    ids = np.char.mod("track%08d", np.arange(size))
    nothing = pa.array([], pa.string())
    return {
        "tracks": pa.table({"track_id": ids}),
        "features": pa.table(
            {"track_id": ids, **dict(zip(FEATURES, audio_vectors.T, strict=True))}
        ),
        "memberships": pa.table(
            {"playlist_id": np.char.mod("playlist%08d", playlist), "track_id": ids[track]}
        ),
        "artists": pa.table(
            {"track_id": ids, "artist_id": np.char.mod("a%d", np.arange(size) // PER_ARTIST)}
        ),
        "genres": pa.table({"track_id": nothing, "genre": nothing}),
    }


if __name__ == "__main__":
    main()
