"""A process killed at any moment and started again gives the rows of an undisturbed run."""

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from ingestion.tables import TABLES

INGEST = (
    "import sys, pathlib, ingestion;"
    "ingestion.run(sys.argv[1], [pathlib.Path(p) for p in sys.argv[3:]], sys.argv[2])"
)
KILLS = int(os.environ.get("SEGUE_TEST_KILLS", "2"))
ROWS = 12_000


@pytest.fixture
def songs(tmp_path: Path) -> Path:
    """Return a file large enough that there are moments to be killed at."""
    path = tmp_path / "songs.csv"
    with open(path, "w", encoding="utf-8") as stream:
        stream.write("track_id,name,artists,tempo,energy,playlist_id\n")
        for n in range(ROWS):
            stream.write(f"{n:022d},Track {n},Artist {n % 97},{n % 200},0.{n % 10},list{n % 50}\n")
    return path


def start(url: str, path: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", INGEST, "tracks", url, str(path)],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip


def content(query: Callable) -> dict[str, list]:
    """Return the rows without what differs from load to load by nature."""
    found = {}
    for name, table in TABLES.items():
        columns = ", ".join(f'"{c}"' for c in ("_source", "_provider", "_row_hash", *table.content))
        found[name] = sorted(map(repr, query(f"select {columns} from raw.{name}")))
    return found


def test_killed_again_and_again_it_ends_with_the_rows_of_an_undisturbed_run(
    raw_url: str, query: Callable, songs: Path
) -> None:
    started = time.monotonic()
    process = start(raw_url, songs)
    _, errors = process.communicate()
    assert process.returncode == 0, errors.decode()
    undisturbed, needed = content(query), time.monotonic() - started
    forget(raw_url)
    moments = random.Random(7)
    for _ in range(KILLS):
        process = start(raw_url, songs)
        time.sleep(moments.uniform(0.1, 1.0) * needed)
        process.kill()
        process.communicate()
        found = content(query)
        assert not any(found.values()) or found == undisturbed  # whole or nothing
        if any(found.values()):
            forget(raw_url)  # so that the next one has something to be killed in
    process = start(raw_url, songs)
    _, errors = process.communicate()
    assert process.returncode == 0, errors.decode()
    assert content(query) == undisturbed


def forget(url: str) -> None:
    """Empty the raw tables."""
    with psycopg.connect(url) as connection:
        for name in TABLES:
            connection.execute(f"truncate raw.{name}")
