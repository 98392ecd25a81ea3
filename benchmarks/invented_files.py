"""Writes the files that the ingest is measured with: seeded, in the shapes that people have."""

import csv
import io
import json
import tarfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa

LETTERS = np.frombuffer(b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", np.uint8)
TRACK_COLUMNS = (
    "id", "name", "album", "album_id", "artists", "artist_ids", "track_number", "disc_number",
    "explicit", "danceability", "energy", "key", "loudness", "mode", "speechiness",
    "acousticness", "instrumentalness", "liveness", "valence", "tempo", "duration_ms",
    "time_signature", "year", "release_date",
)  # fmt: skip
ENTRY_COLUMNS = (
    "playlist_id", "pos", "track_id", "track_name", "artist_names", "album_id", "duration_ms",
)  # fmt: skip
WORDS = (
    "amber", "anchor", "birch", "blue", "canyon", "copper", "dawn", "delta", "ember", "fern",
    "glass", "harbor", "iron", "juniper", "lantern", "marble", "north", "ocean", "paper", "quiet",
    "river", "silver", "thunder", "velvet", "willow", "winter", "yellow", "Zoë's", "l'été",
)  # fmt: skip
PER_PLAYLIST = 100
PORTION = 50_000
LISTENER, FIRST_SECOND, LISTENS_OF_FILE = "kit", 1_100_000_000, 20_000


def write_tracks(path: Path, rows: int) -> None:
    """Write a CSV in the shape of the 1.2M file: tracks with features, album and artist ids."""
    with open(path, "w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(TRACK_COLUMNS)
        for start in range(0, rows, PORTION):
            writer.writerows(_tracks(min(PORTION, rows - start), np.random.default_rng(start)))


def write_entries(path: Path, rows: int) -> None:
    """Write a CSV of playlist entries: a hundred tracks a playlist, popular tracks more often."""
    with open(path, "w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(ENTRY_COLUMNS)
        rng = np.random.default_rng(7)
        pool = max(rows // 5, 1)
        ids, names = _ids(rng, pool), _titles(rng, pool)
        albums, durations = _ids(rng, pool), rng.integers(60_000, 500_000, pool).tolist()
        places = (pool * rng.random(rows) ** 2).astype(int).tolist()
        playlists = _ids(rng, rows // PER_PLAYLIST + 1)
        writer.writerows(
            (playlists[n // PER_PLAYLIST], n % PER_PLAYLIST, ids[at], names[at],
             f"Artist {at % 997}", albums[at], durations[at])
            for n, at in enumerate(places)
        )  # fmt: skip


def write_listens(path: Path, rows: int) -> None:
    """Write a dump of ListenBrainz: the listens of one person, popular tracks more often."""
    rng = np.random.default_rng(11)
    pool = max(rows // 20, 1)
    ids, names = _ids(rng, pool), _titles(rng, pool)
    with (
        pa.OSFile(str(path), "wb") as file,
        pa.CompressedOutputStream(file, "zstd") as compressed,
        tarfile.open(fileobj=compressed, mode="w|") as archive,
    ):
        for month, start in enumerate(range(0, rows, LISTENS_OF_FILE)):
            numbers = range(start, min(start + LISTENS_OF_FILE, rows))
            places = (pool * rng.random(len(numbers)) ** 2).astype(int).tolist()
            lines = "".join(
                json.dumps(_listen(number, f"Artist {at % 997}", names[at], ids[at])) + "\n"
                for number, at in zip(numbers, places, strict=True)
            ).encode()
            member = tarfile.TarInfo(f"dump/listens/{2005 + month // 12}/{month % 12 + 1}.listens")
            member.size = len(lines)
            archive.addfile(member, io.BytesIO(lines))


def _listen(number: int, artist: str, name: str, spotify_id: str) -> dict[str, object]:
    """Return a listen; half of them have an id of Spotify's."""
    info: dict[str, object] = {"media_player": "invented", "duration_ms": 200_000}
    if number % 2:
        info["spotify_id"] = f"https://open.spotify.com/track/{spotify_id}"
    metadata = {"artist_name": artist, "track_name": name, "additional_info": info}
    return {
        "user_id": 1, "user_name": LISTENER, "timestamp": FIRST_SECOND + 200 * number,
        "listened_at": FIRST_SECOND + 200 * number, "track_metadata": metadata,
    }  # fmt: skip


def _tracks(rows: int, rng: np.random.Generator) -> Iterator[tuple[object, ...]]:
    shares = np.round(rng.random((rows, 7)), 6).tolist()
    loudness, tempo = np.round(-60 * rng.random(rows), 3), np.round(40 + 180 * rng.random(rows), 3)
    years, months, days = rng.integers((1960, 1, 1), (2021, 13, 29), (rows, 3)).T.tolist()
    number = rng.integers(0, 10**6, rows).tolist()
    duets = (rng.random(rows) < 0.2).tolist()
    return zip(
        _ids(rng, rows), _titles(rng, rows), _titles(rng, rows), _ids(rng, rows),
        (f"['Artist {n}', 'Guest {n % 97}']" if duet else f"['Artist {n}']"
         for n, duet in zip(number, duets, strict=True)),
        (f"['{one}', '{other}']" if duet else f"['{one}']"
         for one, other, duet in zip(_ids(rng, rows), _ids(rng, rows), duets, strict=True)),
        (n % 20 + 1 for n in number), (1 for _ in number), (n % 11 == 0 for n in number),
        (row[0] for row in shares), (row[1] for row in shares), (n % 12 for n in number),
        loudness.tolist(), (n % 2 for n in number), (row[2] for row in shares),
        (row[3] for row in shares), (row[4] for row in shares), (row[5] for row in shares),
        (row[6] for row in shares), tempo.tolist(), rng.integers(60_000, 500_000, rows).tolist(),
        (4.0 for _ in number), years,
        (f"{y}-{m:02d}-{d:02d}" for y, m, d in zip(years, months, days, strict=True)),
        strict=True,
    )  # fmt: skip


def _ids(rng: np.random.Generator, rows: int) -> list[str]:
    """Return ids of 22 letters and digits, as Spotify's are."""
    letters = LETTERS[rng.integers(0, len(LETTERS), (rows, 22))]
    return letters.view("S22").ravel().astype(str).tolist()


def _titles(rng: np.random.Generator, rows: int) -> list[str]:
    picks = rng.integers(0, len(WORDS), (rows, 3)).tolist()
    return [f"{WORDS[a]} {WORDS[b]}, {WORDS[c]}" for a, b, c in picks]
