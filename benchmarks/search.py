"""How much of the exact lists the search in near ivf finds, and what each of the two costs.

python -m benchmarks.search [--sizes N N ...] [--blocks N]

Two kinds of invented model: playlists drawn at random, where no track is near another for a
reason (the hardest), and playlists that keep to scenes. The seeds are blocks of the ivf, drawn
by chance. The seconds are of one thread's CPU; read the ratios.
"""

import argparse
import time
from dataclasses import asdict

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from threadpoolctl import threadpool_limits

from recommender import build_vectors
from recommender.features import FEATURES
from recommender.ranking.ivf import IVFIndex
from recommender.ranking.lists import rank_queries
from recommender.scoring.model import ScoringModel
from recommender.scoring.parameters import Parameters
from recommender.scoring.query import Query

PER_PLAYLIST, PER_ARTIST, PER_SCENE = 50, 8, 400
MOODS = 3  # scenes of a playlist
ANYWHERE = 0.1  # of the entries of a playlist that keeps to scenes
SEED = 11
Rows = npt.NDArray[np.intp]


def main() -> None:
    """Measure each size and kind, and print a line for each."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.search", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[300_000])
    parser.add_argument("--blocks", type=int, default=8, help="of up to 256 seeds each")
    options = parser.parse_args()
    chosen = Parameters()
    print(
        f"lists of {chosen.n_neighbors}, seeds compared with {chosen.min_candidates:,} near tracks"
    )
    for size in options.sizes:
        for has_scenes in (False, True):
            _measure(_catalogue(size, has_scenes, chosen), chosen, has_scenes, options.blocks)


def _measure(model: ScoringModel, chosen: Parameters, has_scenes: bool, n_blocks: int) -> None:
    size = model.n_tracks
    with threadpool_limits(limits=1, user_api="blas"):
        start = time.process_time()
        ivf = IVFIndex(model, chosen.weights, chosen.min_candidates)
        made = time.process_time() - start
        blocks = list(ivf.blocks())
        drawn = np.random.default_rng(SEED).permutation(len(blocks))[:n_blocks]
        queried = [blocks[number] for number in drawn]
        wanted, exact = _lists(model, queried, chosen, None)
        found, near = _lists(model, queried, chosen, ivf)
        shares = [
            len(ivf.candidates(Query(model, model.select_seeds(block)))) / size for block in queried
        ]
    n_seeds = sum(map(len, queried))
    print(
        f"{size:9,} tracks, playlists {'of scenes' if has_scenes else 'at random'}: "
        f"recall {np.isin(wanted, found).mean():.4f} over {n_seeds:,} lists, "
        f"{np.mean(shares):.3f} of the tracks compared; for all lists "
        f"{exact * size / n_seeds:,.0f} s exact, {made + near * size / n_seeds:,.0f} s in ivf",
        flush=True,
    )


def _lists(
    model: ScoringModel, queried: list[Rows], chosen: Parameters, ivf: IVFIndex | None
) -> tuple[Rows, float]:
    """Return a key for each (seed, track) of the lists, and the seconds they took."""
    start, keys = time.process_time(), []
    for block in queried:
        found = rank_queries(
            model, model.select_seeds(block), chosen.weights, chosen.n_neighbors, ivf=ivf
        )
        keys.append(block[found.seeds] * model.n_tracks + found.tracks)
    return np.concatenate(keys), time.process_time() - start


def _catalogue(size: int, has_scenes: bool, chosen: Parameters) -> ScoringModel:
    """Return a model with the vectors that `build_vectors` makes."""
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
    tables = {
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
    vectors = build_vectors(**tables, parameters=asdict(chosen))
    return ScoringModel.from_tables(
        vectors, tables["tracks"], tables["memberships"], tables["artists"], chosen
    )


if __name__ == "__main__":
    main()
