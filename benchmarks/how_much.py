"""How many tracks, playlists and plays each quality of a list needs, on subsets of the real files.

python -m benchmarks.how_much [--seed N] [--write-docs]

Playlists: so many of a file, drawn at random, are learned from, and lists are ranked for tracks of
a fifth of the playlists that is held out. Plays: sessions of fifteen neighbouring tracks of the
same playlists stand for what a person plays. These lists leave out the seed's artist, whose tracks
are near with any data. Tracks: lists by sound alone among so many tracks; right is a track of the
seed's genre. All with the default parameters, lists of ten.
"""

import argparse
import math
from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np
import numpy.typing as npt
from scipy import sparse

from benchmarks.growth import COLOURS
from benchmarks.quality_data import DATA
from benchmarks.svg import draw_panels
from recommender.data.dataset import Dataset
from recommender.embeddings.audio import AudioVectors
from recommender.embeddings.content import embed_content
from recommender.evaluation.splitting import read_dataset
from recommender.ranking.candidates import build_candidate_sets, mark_best
from recommender.scoring.parameters import Parameters
from recommender.tuning.holdout import HeldOut, draw_queries, hold_out
from segue.settings import PROJECT_ROOT

PICTURE = PROJECT_ROOT / "docs" / "images" / "how-much.svg"
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 380, 260, 40, 16, 12, 44  # of a panel, in pixels
LENGTH, N_CANDIDATES, N_QUERIES, SESSION = 10, 100, 1000, 15
PLAYLISTS, PLAYS = (3, 6, 12, 25, 50, 100, 200, 400), (150, 500, 1_500, 5_000, 15_000, 50_000)
TRACKS = (30, 100, 300, 1_000, 3_000, 10_000, 28_000)
Points = list[tuple[int, float]]
Series = Mapping[str, Points]
Flags = npt.NDArray[np.bool_]


def main() -> None:
    """Measure, print the tables, and draw the picture."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.how_much")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write-docs", action="store_true", help=f"write {PICTURE.name}")
    options = parser.parse_args()
    songs, archive = (read_dataset(DATA[name][1]()) for name in ("songs", "archive"))
    rng = np.random.default_rng(options.seed)
    panels = {
        "playlists": {
            "songs with audio features": vary_playlists(songs, rng),
            "songs": vary_playlists(without_audio(songs), rng),
            "editorial playlists": vary_playlists(archive, rng),
        },
        "plays": {"songs": vary_plays(without_audio(songs), rng)},
        "tracks": {"songs, by sound alone": vary_tracks(songs, rng)},
    }
    for name, series in panels.items():
        print(format_table(name, series), flush=True)
    if options.write_docs:
        PICTURE.write_text(draw(panels), encoding="utf-8")


def without_audio(dataset: Dataset) -> Dataset:
    """Return the dataset with audio features unknown throughout."""
    return replace(dataset, features=np.full_like(dataset.features, np.nan))


def vary_playlists(dataset: Dataset, rng: np.random.Generator) -> Points:
    """Return P@10 for held-out playlists by the number of playlists learned from."""
    is_out = hold_out(dataset.playlist_keys)
    order = rng.permutation(np.flatnonzero(~is_out))
    sizes = [size for size in PLAYLISTS if size < len(order)] + [len(order)]
    return [(size, _measure(dataset, is_out, order[:size])) for size in sizes]


def vary_plays(dataset: Dataset, rng: np.random.Generator) -> Points:
    """Return P@10 for held-out playlists by the number of plays in sessions learned from."""
    is_out = hold_out(dataset.playlist_keys)
    points = []
    for size in PLAYS:
        sessions = _draw_sessions(dataset, np.flatnonzero(~is_out), size // SESSION, rng)
        playlists = sparse.vstack([dataset.playlists[is_out], sessions]).tocsr()
        ages = np.full(playlists.shape[0], np.nan)
        played = replace(dataset, playlists=playlists, session_ages=ages)
        is_held = np.arange(playlists.shape[0]) < is_out.sum()
        points.append((size, _measure(played, is_held, np.flatnonzero(~is_held))))
    return points


def vary_tracks(dataset: Dataset, rng: np.random.Generator) -> Points:
    """Return the share of the ten nearest by sound in the seed's genre, by number of tracks."""
    genre = _genres_of(dataset)
    points = []
    for size in TRACKS:
        shares = []
        for _ in range(max(1, 1_000 // size)):  # of few tracks one draw says little
            rows = rng.choice(len(genre), min(size, len(genre)), replace=False)
            audio = AudioVectors().fit_transform(dataset.features[rows])
            seeds = rng.permutation(len(rows))[:500]
            similarity = audio[seeds] @ audio.T
            similarity[np.arange(len(seeds)), seeds] = -2  # none is its own neighbour
            near = np.argpartition(-similarity, LENGTH, axis=1)[:, :LENGTH]
            shares.append(float((genre[rows][near] == genre[rows][seeds][:, None]).mean()))
        points.append((min(size, len(genre)), float(np.mean(shares))))
    return points


def _measure(dataset: Dataset, is_out: Flags, learned: npt.NDArray[np.intp]) -> float:
    """Return the share of lists that is in the held-out playlist of the seed."""
    is_held = np.ones(dataset.playlists.shape[0], np.bool_)
    is_held[learned] = False
    parameters = Parameters()
    audio, content = embed_content(dataset)
    held_out = HeldOut(dataset, audio, content, is_held, parameters.n_dimensions)
    rows, seeds = draw_queries(dataset.playlists, is_out, N_QUERIES)
    weights = parameters.raw_weights
    sets = build_candidate_sets(held_out.build_model(parameters), seeds, [weights], N_CANDIDATES)
    artists = dataset.main_artists
    sets = replace(sets, mask=sets.mask & (artists[sets.tracks] != artists[seeds][:, None]))
    members = dataset.playlists[np.repeat(rows, sets.tracks.shape[1]), sets.tracks.ravel()]
    is_relevant = (np.asarray(members).reshape(sets.tracks.shape) > 0) & sets.mask
    hits = is_relevant & mark_best(sets.scores(weights), sets.mask, LENGTH)
    return float(hits.sum() / (len(rows) * LENGTH))


def _draw_sessions(
    dataset: Dataset, rows: npt.NDArray[np.intp], number: int, rng: np.random.Generator
) -> sparse.csr_matrix:
    """Return sessions of neighbouring tracks of playlists, 0/1, (number, n_tracks)."""
    sessions, tracks = [], []
    for session in range(number):
        members = dataset.members_in_order(int(rng.choice(rows)))
        start = int(rng.integers(max(len(members) - SESSION, 0) + 1))
        chosen = members[start : start + SESSION]
        sessions += [session] * len(chosen)
        tracks += chosen.tolist()
    shape = (number, dataset.playlists.shape[1])
    return sparse.csr_matrix((np.ones(len(tracks), np.float32), (sessions, tracks)), shape=shape)


def _genres_of(dataset: Dataset) -> npt.NDArray[np.int64]:
    """Return the genre that most playlists of each track have: here that of its first one."""
    tables = DATA["songs"][1]()
    of_playlist = dict(zip(*(tables["playlist_genres"][name].to_pylist()
                             for name in ("playlist_id", "genre")), strict=True))  # fmt: skip
    names = sorted(set(of_playlist.values()))
    codes = np.array([names.index(of_playlist[key]) for key in dataset.playlist_keys.to_pylist()])
    turned = dataset.playlists.T.tocsr()
    return codes[turned.indices[turned.indptr[:-1]]]


def format_table(what: str, series: Series) -> str:
    """Return the figures as a Markdown table."""
    rows = [f"| {name} | {size:,} | {value:.3f} |"
            for name, points in series.items() for size, value in points]  # fmt: skip
    return "\n".join([f"| file | {what} | share right |", "| --- | ---: | ---: |", *rows, ""])


def draw(panels: Mapping[str, Series]) -> str:
    """Return an SVG with a panel for each kind of data."""
    drawn = [_panel(what, series) for what, series in panels.items()]
    return draw_panels(
        "Share of right tracks in lists of ten, by what is learned from", drawn, WIDTH, HEIGHT
    )


def _panel(what: str, series: Series) -> Iterator[str]:
    sizes = [size for points in series.values() for size, _ in points]
    low, high = (math.log10(end) for end in (min(sizes), max(sizes)))
    top = math.ceil(max(value for points in series.values() for _, value in points) * 10) / 10

    def across(size: float) -> float:
        return LEFT + (math.log10(size) - low) / (high - low) * (WIDTH - LEFT - RIGHT)

    def up(value: float) -> float:
        return HEIGHT - BOTTOM - value / top * (HEIGHT - BOTTOM - TOP)

    for power in range(math.ceil(low), math.floor(high) + 1):
        x = f"{across(10**power):.1f}"
        yield f'<line x1="{x}" x2="{x}" y1="{TOP}" y2="{HEIGHT - BOTTOM}" stroke="#d5d9de"/>'
        yield (f'<text x="{x}" y="{HEIGHT - BOTTOM + 16}" text-anchor="middle" '
               f'fill="#454d58">{10**power:,}</text>')  # fmt: skip
    for tenth in range(round(top * 10) + 1):
        y = up(tenth / 10)
        yield (f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" '
               'stroke="#d5d9de"/>')  # fmt: skip
        yield (f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end" '
               f'fill="#454d58">{tenth / 10:.1f}</text>')  # fmt: skip
    yield f'<text x="{LEFT}" y="{HEIGHT - 6}" fill="#1c2430">number of {what}</text>'
    for number, (name, points) in enumerate(series.items()):
        colour = COLOURS[number]
        drawn = " ".join(f"{across(size):.1f},{up(value):.1f}" for size, value in points)
        yield f'<polyline points="{drawn}" fill="none" stroke="{colour}" stroke-width="2"/>'
        yield (f'<text x="{LEFT + 8}" y="{TOP + 12 + 16 * number}" '
               f'fill="{colour}">{name}</text>')  # fmt: skip


if __name__ == "__main__":
    main()
