"""A person with nothing but an export of ListenBrainz: how many of their tracks have a list.

python -m benchmarks.listens_only [--listens N] [--seed N]

An export is invented: listens of one person with the names of track and artist, and a MusicBrainz
id for most; some tastes, between which sessions change; few tracks played often, many once. It is
loaded and built by two commands, in a Postgres of the benchmark's own, and counted: of the tracks
that were played three times or more, those with ten recommendations.
"""

import argparse
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import numpy as np
import psycopg

from benchmarks.own_server import own_server
from segue.settings import PROJECT_ROOT

TASTES, ARTISTS_OF_TASTE, TRACKS_OF_ARTIST = 12, 25, 12
SESSION, SECONDS_OF_TRACK, SECONDS_BETWEEN = 15, 215, 7_200
FIRST_SECOND = 1_600_000_000
WITH_MBID, OWN_TASTE = 0.8, 0.9
PLAYED, ENOUGH = 3, 10
COUNTS = """
    with played as (
        select track_id, count(*) as plays from marts.fact_plays
        where track_id is not null group by track_id having count(*) >= %(played)s
    ),
    lists as (select track_id, count(*) as places from marts.recommendations group by track_id)
    select count(*), count(*) filter (where places >= %(enough)s), (select count(*) from
        marts.fact_plays), (select count(*) from marts.fact_tracks)
    from played left join lists using (track_id)
"""


def main() -> None:
    """Invent an export, load it, build, and print the share."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.listens_only", description=__doc__.partition("\n")[0]
    )
    parser.add_argument("--listens", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with own_server() as (server, folder):
        path = folder / "listenbrainz_kit.zip"
        write_export(path, given.listens, np.random.default_rng(given.seed))
        segue = [sys.executable, "-m", "segue.cli"]
        for command in ([*segue, "import", str(path)], [*segue, "build", "--no-docs"]):
            subprocess.run(command, check=True, cwd=PROJECT_ROOT)
        with psycopg.connect(server.url()) as connection:
            row = connection.execute(COUNTS, {"played": PLAYED, "enough": ENOUGH}).fetchone()
    assert row is not None
    played, with_list, plays, tracks = row
    print(f"{given.listens:,} listens: {plays:,} plays of {tracks:,} tracks")
    print(f"played {PLAYED} times or more: {played:,}; with {ENOUGH} recommendations: {with_list:,}"
          f" ({with_list / played:.1%})")  # fmt: skip


def write_export(path: Path, number: int, rng: np.random.Generator) -> None:
    """Write the zip of an export with `number` listens, a file for each month of a thousand."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("user.json", json.dumps({"user_id": 1, "username": "kit"}))
        listens = list(_listens(number, rng))
        for month, start in enumerate(range(0, number, 1_000)):
            lines = "".join(json.dumps(each) + "\n" for each in listens[start : start + 1_000])
            archive.writestr(f"listens/{2020 + month // 12}/{month % 12 + 1}.jsonl", lines)


def _listens(number: int, rng: np.random.Generator) -> Iterator[dict[str, object]]:
    """Yield listens, oldest first: sessions of one taste, in which a tenth is of another."""
    second, of_taste = FIRST_SECOND, ARTISTS_OF_TASTE * TRACKS_OF_ARTIST
    for place in range(number):
        if place % SESSION == 0:
            taste = int(rng.integers(TASTES))
            second += SECONDS_BETWEEN
        second += SECONDS_OF_TRACK
        current = taste if rng.random() < OWN_TASTE else int(rng.integers(TASTES))
        within = int(of_taste * rng.random() ** 2)  # some far more often than others
        yield _listen(second, current * of_taste + within)


def _listen(second: int, track: int) -> dict[str, object]:
    artist = track // TRACKS_OF_ARTIST
    metadata: dict[str, object] = {
        "track_name": f"Song {track}",
        "artist_name": f"Artist {artist}",
        "release_name": f"Album {track // (TRACKS_OF_ARTIST // 2)}",
        "additional_info": {"duration_ms": SECONDS_OF_TRACK * 1_000, "media_player": "invented"},
    }
    if track % 100 < WITH_MBID * 100:
        metadata["mbid_mapping"] = {"recording_mbid": str(UUID(int=(5 << 96) + track))}
    return {
        "listened_at": second,
        "track_metadata": metadata,
        "recording_msid": str(UUID(int=track + 1)),
    }


if __name__ == "__main__":
    main()
