"""A second provider of audio features that measures otherwise: how many lists stay as they were.

python -m benchmarks.provider_shift [--seed N]

Some tracks of the real file get values that are higher by 0.15 (danceability) and 0.1 (energy), as
if another provider had measured them: a random half, or all tracks of three genres. Some of the
other tracks have both values. The lists of ten are compared with those of the true values: the
share of their tracks that stays, by sound alone and by everything. On a scale that ends at 1, high
values are cut off, and what differs among them is lost; without an end only the map is measured.
"""

import argparse

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from benchmarks.songs import read_songs, songs_or_exit
from recommender import build_recommendations, build_vectors
from recommender.features import GRADED

Mask = npt.NDArray[np.bool_]
Tables = dict[str, pa.Table]
SHIFTS = {"af_danceability": 0.15, "af_energy": 0.1}
GENRES = ("rock", "edm", "rap")
N_SEEDS, LENGTH = 1500, 10
COMPARED = (0, 100, 1000)


def main() -> None:
    """Print the shares for each way to treat the second provider."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.provider_shift")
    parser.add_argument("--seed", type=int, default=1)
    rng = np.random.default_rng(parser.parse_args().seed)
    tables = read_songs(songs_or_exit())
    seeds = rng.choice(len(tables["features"]), N_SEEDS, replace=False)
    true = lists_of(tables, tables["features"], seeds)
    genre = dict(zip(*(tables["genres"][name].to_pylist() for name in ("track_id", "genre")),
                     strict=True))  # fmt: skip
    of_genres = [genre[key] in GENRES for key in tables["features"]["track_id"].to_pylist()]
    others = {
        "a random half": rng.random(len(of_genres)) < 0.5,
        f"all of {', '.join(GENRES)}": np.array(of_genres),
    }
    print("| measured by the second provider | scale | treated as | by sound | lists |")
    print("| --- | --- | --- | ---: | ---: |")
    for which, is_other in others.items():
        for end in (np.inf, 1.0):
            for compared in (None, *COMPARED):
                features = measure_again(tables["features"], is_other, compared, end)
                found = lists_of(tables, features, seeds)
                shares = " | ".join(
                    f"{share_kept(before, after):.1%}"
                    for before, after in zip(true, found, strict=True)
                )
                scale = "to 1" if np.isfinite(end) else "without an end"
                print(f"| {which} | {scale} | {describe(compared)} | {shares} |", flush=True)


def describe(compared: int | None) -> str:
    """Return how many tracks both have measured, in words."""
    if compared is None:
        return "one scale"
    return f"two scales, {compared:,} tracks measured by both"


def measure_again(
    features: pa.Table, is_other: Mask, compared: int | None, end: float = np.inf
) -> pa.Table:
    """Return the features with shifted values of some tracks, up to `end`.

    `compared` is the number of tracks with the values of both providers; None leaves out who
    measured what.
    """
    values = {name: _numbers(features, name) for name in GRADED}
    shifted = {
        name: np.minimum(column + SHIFTS.get(name, 0), end) if name in SHIFTS else column
        for name, column in values.items()
    }
    for name in SHIFTS:
        column = pa.array(np.where(is_other, shifted[name], values[name]))
        features = features.set_column(features.schema.get_field_index(name), name, column)
    if compared is None:
        return features
    lines: list[str | None] = [None] * len(features)
    for row in np.flatnonzero(~is_other)[:compared]:
        lines[row] = "\n".join(
            ",".join([scale, *(_text(of[name][row]) for name in GRADED)])
            for scale, of in (("first", values), ("second", shifted))
        )
    scales = pa.array(np.where(is_other, "second", "first").tolist())
    features = features.append_column("af_scale", scales)
    features = features.append_column("af_scales", pa.nulls(len(features), pa.string()))
    return features.append_column("af_comparison", pa.array(lines, pa.string()))


def lists_of(
    tables: Tables, features: pa.Table, seeds: npt.NDArray[np.int64]
) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Return the ten tracks for each seed, by sound alone and by everything."""
    vectors = build_vectors(
        tables["tracks"], features, tables["memberships"], tables["artists"], tables["genres"]
    )
    keys = np.array(vectors["track_id"].to_pylist())
    audio = np.vstack(vectors["audio"].to_numpy())
    similarity = audio[seeds] @ audio.T
    similarity[np.arange(len(seeds)), seeds] = -2  # never its own neighbour
    near = np.argpartition(-similarity, LENGTH, axis=1)[:, :LENGTH]
    by_sound = {keys[seed]: set(keys[row]) for seed, row in zip(seeds, near, strict=True)}
    reader = build_recommendations(
        vectors, tables["tracks"], tables["memberships"], tables["artists"]
    )
    wanted, lists = set(by_sound), {key: set[str]() for key in by_sound}
    for batch in reader:
        columns = (batch[name].to_pylist() for name in ("track_id", "rank", "recommended_track_id"))
        for key, rank, other in zip(*columns, strict=True):
            if rank <= LENGTH and key in wanted:
                lists[key].add(other)
    return by_sound, lists


def share_kept(before: dict[str, set[str]], after: dict[str, set[str]]) -> float:
    """Return the share of the tracks of some lists that are in the others, too."""
    kept = sum(len(tracks & after[key]) for key, tracks in before.items())
    return kept / sum(map(len, before.values()))


def _numbers(table: pa.Table, name: str) -> npt.NDArray[np.float64]:
    return np.array(table[name].cast(pa.float64()), np.float64)


def _text(value: float) -> str:
    return "" if np.isnan(value) else repr(float(value))


if __name__ == "__main__":
    main()
