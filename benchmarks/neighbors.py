"""All lists of the real file: our search beside unscaled cosine with a full sort, in one run.

The seconds are of the CPU, with one thread for BLAS, the median of three runs where they are few;
read the ratios.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.records import record
from benchmarks.songs import read_songs, songs_or_exit

N_NEIGHBORS = 20
GIBIBYTE = 2**30
BASELINE_BYTES = 14 * GIBIBYTE
PROMISED = {"kernel": 100, "lists": 30, "build": 8}  # times faster
SMALLER = 40
ROWS_AT_ONCE, ROUNDING = 1024, 1e-6
ROUNDS = {"kernel": 3, "lists": 3}  # one run of few seconds may take twice as long as the next
ROWS = {
    "original": "unscaled cosine of 11 features, every row sorted whole (as the original did)",
    "kernel": "NearestTracks on the same 11 features",
    "lists": "the lists of the mart: all contributions, no doubles, contributions",
    "build": "the same with its vectors, and weights fitted to held-out playlists",
}


def original(folder: Path) -> Callable[[], object]:
    """Prepare what the original project did: all similarities at once, and all of them sorted."""
    from sklearn.metrics.pairwise import cosine_similarity

    features = np.load(folder / "features.npy").astype(np.float64)

    def run() -> object:
        order = np.argsort(cosine_similarity(features), axis=1)
        return order[:, ::-1][:, 1 : N_NEIGHBORS + 1]

    return run


def kernel(folder: Path) -> Callable[[], object]:
    """Prepare the plain search on the same numbers."""
    from recommender import NearestTracks

    features = np.load(folder / "features.npy")
    return lambda: NearestTracks(N_NEIGHBORS).fit(features).kneighbors()[1]


def lists(folder: Path) -> Callable[[], object]:
    """Prepare what the model `recommendations` does, from vectors that are there."""
    from recommender import build_recommendations

    tables = {name: _read(folder, name) for name in ("vectors", "tracks", "memberships", "artists")}
    parameters = _read(folder, "parameters")
    return lambda: sum(
        batch.num_rows for batch in build_recommendations(**tables, parameters=parameters)
    )


def build(folder: Path) -> Callable[[], object]:
    """Prepare what the three Python models do, one after the other."""
    from recommender import build_parameters, build_recommendations, build_vectors

    names = ("tracks", "features", "memberships", "artists", "genres")
    tables = {name: _read(folder, name) for name in names}

    def run() -> object:
        parameters = build_parameters(**tables)
        vectors = build_vectors(**tables, parameters=parameters)
        wanted = {name: tables[name] for name in ("tracks", "memberships", "artists")}
        found = build_recommendations(vectors, **wanted, parameters=parameters)
        return sum(batch.num_rows for batch in found)

    return run


def prepare(folder: Path) -> Callable[[], object]:
    """Read the real file, and leave what the others start from in the folder."""
    import pyarrow.feather as feather

    from recommender import build_parameters, build_vectors
    from recommender.features import FEATURES

    def run() -> object:
        tables = read_songs(songs_or_exit())
        parameters = build_parameters(**tables)
        tables["vectors"] = build_vectors(**tables, parameters=parameters)
        tables["parameters"] = parameters
        for name, table in tables.items():
            feather.write_feather(table, folder / f"{name}.feather", compression="uncompressed")
        features = [tables["features"][name] for name in FEATURES]
        columns = [values.to_numpy() for values in features if values.null_count < len(values)]
        np.save(folder / "features.npy", np.column_stack(columns).astype(np.float32))
        return len(columns[0])

    return run


def _read(folder: Path, name: str) -> Any:
    import pyarrow.feather as feather

    return feather.read_table(folder / f"{name}.feather")


TASKS = {task.__name__: task for task in (prepare, original, kernel, lists, build)}


def child(name: str, folder: Path) -> None:
    """Run one task in this process, and print its CPU seconds; what it reads is not timed."""
    run = TASKS[name](folder)
    start = time.process_time()
    answer: Any = run()
    seconds = time.process_time() - start
    if name == "kernel":
        np.save(folder / "kernel.npy", answer)
    print(json.dumps({"seconds": seconds}))


def measured(name: str, folder: Path) -> tuple[float, int]:
    """Run a task in a process of its own; return its seconds and its peak memory in bytes."""
    command = [sys.executable, "-m", "benchmarks.neighbors", "--child", name, str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        text = process.stdout.read() if process.stdout else b""
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"the task {name} ended with {process.returncode}; what it said stands above")
    unit = 1 if sys.platform == "darwin" else 1024
    return json.loads(text)["seconds"], usage.ru_maxrss * unit


def measured_often(name: str, folder: Path) -> tuple[float, int]:
    """Return the median of the seconds of a task's runs, and their largest peak of memory."""
    runs = [measured(name, folder) for _ in range(ROUNDS.get(name, 1))]
    seconds, peaks = zip(*runs, strict=True)
    return statistics.median(seconds), max(peaks)


def main() -> None:
    """Run every task, and print its time, its memory and the two ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ours", action="store_true", help="leave out the original (14 GiB)")
    parser.add_argument("--child", nargs=2, metavar=("TASK", "FOLDER"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        child(options.child[0], Path(options.child[1]))
        return
    songs_or_exit()
    names = [name for name in ROWS if not (options.ours and name == "original")]
    if "original" in names and (free := _free_memory()) < BASELINE_BYTES:
        sys.exit(
            f"the original's way needs 14 GiB of memory, but {free / GIBIBYTE:.1f} GiB are "
            "free; stop something, or pass --ours to measure ours alone"
        )
    with tempfile.TemporaryDirectory() as folder:
        measured("prepare", Path(folder))
        figures = {name: measured_often(name, Path(folder)) for name in names}
        recall = find_recall(Path(folder))
    report(figures, recall)


def report(figures: dict[str, tuple[float, int]], recall: float) -> None:
    """Print a line per task, and whether ours keeps its promises."""
    base = figures.get("original")
    for name, (seconds, peak) in figures.items():
        line = f"{ROWS[name]:<75}{seconds:9.2f} s{peak / 2**20:9.0f} MiB"
        if base and name != "original":
            line += f"{base[0] / seconds:8.1f} x faster, 1/{base[1] / peak:.0f} of the memory"
            record("neighbors", name, "times faster than the original", base[0] / seconds)
            record("neighbors", name, "memory, of the original's", peak / base[1])
        record("neighbors", name, "CPU s", seconds)
        record("neighbors", name, "peak MiB", peak / 2**20)
        print(line)
    print(f"recall of NearestTracks against the exact neighbors: {recall:.4f}")
    record("neighbors", "kernel", "recall", recall)
    if base:
        for name, faster in PROMISED.items():
            kept = base[0] / figures[name][0] >= faster
            print(f"{name}: {'at least' if kept else 'NOT'} {faster} times faster")
        kept = base[1] / figures["lists"][1] >= SMALLER
        print(f"lists: {'at most' if kept else 'NOT'} 1/{SMALLER} of the memory")


def find_recall(folder: Path) -> float:
    """Return the share of the exact neighbors that `kernel` found; of equal ones any counts."""
    from recommender.checks import unit_rows

    features = unit_rows(np.load(folder / "features.npy"))
    found = np.load(folder / "kernel.npy")
    n_found = 0
    for start in range(0, len(features), ROWS_AT_ONCE):
        rows = np.arange(start, min(start + ROWS_AT_ONCE, len(features)))
        similarities = features[rows] @ features.T
        similarities[rows - start, rows] = -np.inf
        last = np.partition(similarities, -N_NEIGHBORS, axis=1)[:, -N_NEIGHBORS, None]
        is_near = np.take_along_axis(similarities, found[rows], axis=1) >= last - ROUNDING
        n_found += int(is_near.sum())
    return n_found / found.size


def _free_memory() -> int:
    """Return the bytes of memory that are free, or a great many where nobody says."""
    path = Path("/proc/meminfo")
    if not path.is_file():
        return 2**60
    lines = (line.split() for line in path.read_text().splitlines())
    return next(int(words[1]) * 1024 for words in lines if words[0] == "MemAvailable:")


if __name__ == "__main__":
    main()
