"""Readers during a rebuild of the marts get the old or the new answer, and never an error."""

import csv
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

import api
import ingestion
from segue.backup.programs import Programs, connection_environment
from segue.cli import warehouse
from tests.conftest import quick_dbt, quick_fit

DATABASE = "segue_api_rebuild"
PLAYLISTS, TRACKS_IN_EACH = 60, 20
READERS = 2


@pytest.fixture(scope="module")
def rebuilt_url(demo_warehouse: str, make_database, server) -> Iterator[str]:
    """Return a copy of the demo: other tests read the demo itself."""
    url = make_database(DATABASE)
    programs = Programs.find(server.location)
    password = connection_environment(url)["PGPASSWORD"]
    source, target = (
        make_conninfo(**{**conninfo_to_dict(each), "password": None})
        for each in (demo_warehouse, url)
    )
    dump = subprocess.Popen(
        [programs.folder / "pg_dump", "--format=custom", "--compress=0", source],
        env={"PGPASSWORD": password}, stdout=subprocess.PIPE,
    )  # fmt: skip
    subprocess.run(
        [programs.folder / "pg_restore", "--exit-on-error", f"--dbname={target}"],
        env={"PGPASSWORD": password}, stdin=dump.stdout, check=True,
    )  # fmt: skip
    assert dump.wait() == 0
    yield url


class Reader(threading.Thread):
    """Sends the same requests again and again, and counts the different answers to each."""

    def __init__(self, app, paths: list[str], ended: threading.Event) -> None:
        super().__init__(daemon=True)
        self.client, self.paths, self.ended = app.test_client(), paths, ended
        self.answers: Counter = Counter()

    def run(self) -> None:
        """Read until the build has ended."""
        while not self.ended.is_set():
            time.sleep(0.1)  # the build has one interpreter with the readers
            for path in self.paths:
                self.answers[path, *answer(self.client, path)] += 1


def answer(client, path: str) -> tuple[int, tuple[str, ...]]:
    """Return the status of an answer, and the ids in it."""
    response = client.get(path)
    items = (response.json or {}).get("items", [])
    return response.status_code, tuple(
        item["track"]["track_id"] if "track" in item else item["track_id"] for item in items
    )


def write_playlists(file: Path, url: str, seed: str) -> None:
    """Write playlists in which the seed is beside tracks that were in no list with it."""
    with psycopg.connect(url) as connection:
        others = connection.execute(
            "select track_id from marts.track_vectors where track_id not in "
            "(select recommended_track_id from marts.recommendations where track_id = %s) "
            "and track_id <> %s order by track_id limit %s",
            (seed, seed, TRACKS_IN_EACH - 1),
        ).fetchall()
    with open(file, "w", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(["playlist_id", "pos", "track_id"])
        for number in range(PLAYLISTS):
            for position, track_id in enumerate([seed, *(row[0] for row in others)]):
                rows.writerow([f"rebuild {number}", position, track_id])


def test_readers_during_a_rebuild_get_the_old_or_the_new_list(rebuilt_url, tmp_path):
    with psycopg.connect(rebuilt_url) as connection:
        seed = connection.execute("select min(track_id) from marts.recommendations").fetchone()[0]
    app = api.create_app(rebuilt_url, SECRET_KEY="test", RATELIMIT_ENABLED=False)
    reranked = f"/api/v1/tracks/{seed}/recommendations?diversity=0.3"
    paths = [
        f"/api/v1/tracks/{seed}/recommendations",
        f"/api/v1/tracks/{seed}",
        reranked,
        "/api/v1/tracks?q=a",
        "/readyz",
    ]
    client = app.test_client()
    before = {path: answer(client, path) for path in paths}
    file = tmp_path / "playlists.csv"
    write_playlists(file, rebuilt_url, seed)
    assert ingestion.run("playlists", [file], rebuilt_url).exit_code == 0
    ended = threading.Event()
    readers = [Reader(app, paths, ended) for _ in range(READERS)]
    for reader in readers:
        reader.start()
    try:
        without = patch.dict("os.environ", DBT_EXCLUDE_RESOURCE_TYPES="unit_test test")
        with quick_dbt(), quick_fit(part=8, tries_vectors=False), without:
            warehouse.build(rebuilt_url)
    finally:
        ended.set()
        for reader in readers:
            reader.join()
    after = {path: answer(client, path) for path in paths}
    answers = sum((reader.answers for reader in readers), Counter())
    assert {status for _, status, _ in answers} == {200}
    strange = {
        path: ids
        for path, status, ids in answers
        if (status, ids) not in (before[path], after[path])
    }
    assert strange == {}
    assert before[reranked] != after[reranked]
    assert before[paths[0]] != after[paths[0]]
    assert min(Counter(path for path, *_ in answers.elements()).values()) > 10
