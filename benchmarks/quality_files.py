"""Writes the tables of an invented world as the files that people have, to be ingested."""

import csv
from pathlib import Path

import numpy as np

from benchmarks.invented_files import WORDS
from benchmarks.synthetic_playlists import Tables
from recommender.features import FEATURES

ID_LENGTH = 22  # of Spotify's ids
PER_ALBUM = 5
FIRST_YEAR, N_YEARS = 1970, 55
CODES = ("key", "mode", "time_signature")


def write_tracks(path: Path, tables: Tables) -> None:
    """Write a CSV of the tracks, with titles, albums, artists, years and audio features."""
    track_ids = tables["tracks"]["track_id"].to_pylist()
    artist_ids = tables["artists"]["artist_id"].to_pylist()
    names = [name.removeprefix("af_") for name in FEATURES]
    features = [tables["features"][name].to_pylist() for name in FEATURES]
    random = np.random.default_rng(len(track_ids))
    titles = random.choice(WORDS, (len(track_ids), 3)).tolist()
    popularity = random.integers(0, 101, len(track_ids)).tolist()
    with open(path, "w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("id", "name", "album", "album_id", "artists", "artist_ids", "popularity",
                         "explicit", "duration_ms", "release_date", *names))  # fmt: skip
        for row, (track_id, artist) in enumerate(zip(track_ids, artist_ids, strict=True)):
            album = f"{artist}-{row // PER_ALBUM}"
            writer.writerow((
                _id(track_id), " ".join(titles[row]), f"Album {album}", _id(album),
                f"['The {artist.title()}']", f"['{_id(artist)}']", popularity[row],
                row % 11 == 0, 180_000 + row, FIRST_YEAR + row % N_YEARS,
                *(_feature(name, column[row]) for name, column in
                  zip(names, features, strict=True)),
            ))  # fmt: skip


def write_entries(path: Path, tables: Tables) -> None:
    """Write a CSV of what the playlists hold."""
    memberships = tables["memberships"]
    places: dict[str, int] = {}
    with open(path, "w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("playlist_id", "pos", "track_id"))
        for playlist, track in zip(
            memberships["playlist_id"].to_pylist(), memberships["track_id"].to_pylist(), strict=True
        ):
            places[playlist] = places.get(playlist, -1) + 1
            writer.writerow((playlist, places[playlist], _id(track)))


def _id(key: str) -> str:
    """Return a key as long as Spotify's ids, so that answers are as long as real ones."""
    return key.replace("-", "x").ljust(ID_LENGTH, "0")


def _feature(name: str, value: float) -> float:
    """Return an invented value, around 5 with the spread 1, as a feature of its range."""
    if name in CODES or name == "tempo":
        return round(value, 3)
    if name == "loudness":
        return round(min(0.0, -10 + 4 * (value - 5)), 3)
    return round(float(1 / (1 + np.exp(5 - value))), 4)
