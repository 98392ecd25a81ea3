"""Killed at any moment and started again, an ingest of files ends like one left alone.

A process that has everything imported forks one ingest after the other, so that each can be
killed within what it does instead of while it starts. `SEGUE_TEST_KILLS` says how many times
each load is killed; the moments are drawn from a seed.
"""

import json
import os
import random
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from ingestion.load.tables import TABLES
from tests.ingestion.servers.listenbrainz import build_listen

KILLS = int(os.environ.get("SEGUE_TEST_KILLS", "9"))
PATIENCE_S = 120  # what takes longer hangs
# portions so small that rows are copied from the first moments on
FORKER = """
import importlib, json, os, pathlib, sys, traceback
import dlt, ingestion, ingestion.load.pipeline
from contextlib import nullcontext
from ingestion.load import csv_chunks
from ingestion.files import csv_records
from ingestion.history import source as history
from ingestion.listens import rows as listens

csv_chunks.BYTES_AT_ONCE = csv_records.BLOCK = 1 << 15
history.ROWS_AT_ONCE = listens.ROWS_AT_ONCE = 200

class Quiet:
    def advance(self, steps=1):
        pass

for line in sys.stdin:
    modules, source, url, *paths = json.loads(line)
    child = os.fork()
    if child == 0:
        try:
            files = [pathlib.Path(path) for path in paths]
            summary = ingestion.run(source, files, url, progress=lambda *_: nullcontext(Quiet()))
            pathlib.Path(modules).write_text(json.dumps(sorted(sys.modules)))
            os._exit(summary.exit_code)
        except BaseException:
            traceback.print_exc()
            os._exit(99)
    print(child, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
    if os.path.exists(modules):
        for name in json.loads(pathlib.Path(modules).read_text()):
            if name not in sys.modules and name.split(".")[0] in ("dlt", "psycopg2", "sqlglot"):
                importlib.import_module(name)
        os.unlink(modules)
"""


class IngestForker:
    """Starts ingests, and kills them."""

    def __init__(self, folder: Path) -> None:
        self._modules = str(folder / "modules.json")
        self._process = subprocess.Popen(
            [sys.executable, "-c", FORKER], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True, bufsize=1,
        )  # fmt: skip

    def ingest(self, source: str, url: str, path: Path, killed_after: float | None = None) -> int:
        """Run one ingest, and kill it after some seconds; return how it ended."""
        assert self._process.stdin
        self._process.stdin.write(json.dumps([self._modules, source, url, str(path)]) + "\n")
        child = self._answer()
        if killed_after is not None:
            time.sleep(killed_after)
            with suppress(ProcessLookupError):  # it was quicker
                os.kill(child, signal.SIGKILL)
        return self._answer()

    def close(self) -> None:
        """End the process that forks."""
        self._process.communicate()

    def _answer(self) -> int:
        assert self._process.stdout
        answers = select.poll()  # not select(), which takes no file with a number above 1,023
        answers.register(self._process.stdout, select.POLLIN | select.POLLHUP)
        ready = answers.poll(PATIENCE_S * 1_000)
        assert ready, f"expected an answer within {PATIENCE_S} s, got none: the ingest hangs"
        return int(self._process.stdout.readline())


@pytest.fixture(scope="module")
def forker(shared_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[IngestForker]:
    """Return what starts ingests; it knows the settings that `shared_url` has set."""
    found = IngestForker(tmp_path_factory.mktemp("nursery"))
    yield found
    found.close()


def track(number: int) -> str:
    return f"{number:022d}"


def write_tracks(folder: Path, is_later: bool) -> None:
    """Write songs of playlists; later some are gone, some renamed, some new."""
    numbers = range(600, 3600) if is_later else range(3000)
    with open(folder / "songs.csv", "w", encoding="utf-8") as stream:
        stream.write("track_id,name,artists,tempo,energy,playlist_id\n")
        for n in numbers:
            name = f"Renamed {n}" if is_later and n % 7 == 0 else f"Track {n}"
            stream.write(f"{track(n)},{name},Artist {n % 97},{n % 200},0.{n % 10},list{n % 50}\n")


def write_playlists(folder: Path, is_later: bool) -> None:
    """Write a table and a slice; later a list is shorter, one is emptied, one is new."""
    lists = range(5, 45) if is_later else range(40)
    with open(folder / "lists.csv", "w", encoding="utf-8") as stream:
        stream.write("playlist_id,pos,track_uri,track_name,artist_names\n")
        for one in lists:
            for place in range(40 if is_later and one % 3 == 0 else 60):
                n = one * 37 + place + is_later
                stream.write(f"list{one},{place},spotify:track:{track(n)},Track {n},Artist {n}\n")
    playlists = [
        {"pid": pid, "name": f"Slice {pid}", "tracks": [
            {"track_uri": f"spotify:track:{track(pid * 31 + n)}", "track_name": f"Track {n}"}
            for n in range(0 if is_later and pid == 2 else 50)
        ]}
        for pid in lists
    ]  # fmt: skip
    (folder / "mpd.slice.0-49.json").write_text(json.dumps({"playlists": playlists}))


def write_history(folder: Path, is_later: bool) -> None:
    """Write an export; the later one has more plays, fewer entries and another library."""
    days = 40 if is_later else 25
    names = {"master_metadata_track_name": "Song", "master_metadata_album_artist_name": "Ida"}
    plays = [
        {"ts": f"2024-{1 + d // 28:02d}-{1 + d % 28:02d}T{h:02d}:03:12Z", "ms_played": 1000 + h,
         "spotify_track_uri": f"spotify:track:{track(d * 24 + h)}", **names}
        for d in range(days) for h in range(24)
    ]  # fmt: skip
    (folder / "Streaming_History_Audio_2024_0.json").write_text(json.dumps(plays))
    account = [
        {"endTime": p["ts"][:16].replace("T", " "), "msPlayed": 7, "trackName": f"Song {n}",
         "artistName": "Ida"}
        for n, p in enumerate(plays)
    ]  # fmt: skip
    (folder / "StreamingHistory_music_0.json").write_text(json.dumps(account))
    saved = [{"track": f"Song {n}", "artist": "Ida", "uri": f"spotify:track:{track(n)}"}
             for n in range(is_later, 300)]  # fmt: skip
    banned = [{"track": "No", "artist": "Loud", "uri": f"spotify:track:{track(999 + is_later)}"}]
    (folder / "YourLibrary.json").write_text(json.dumps({"tracks": saved, "bannedTracks": banned}))
    items = [{"track": {"trackName": f"Song {n}", "artistName": "Ida",
                        "trackUri": f"spotify:track:{track(n)}"}} for n in range(200)]  # fmt: skip
    lists = [{"name": "Mine", "items": items[: 90 if is_later else 150]},
             {"name": "Emptied", "items": [] if is_later else items}]  # fmt: skip
    (folder / "Playlist1.json").write_text(json.dumps({"playlists": lists}))


def write_listens(folder: Path, is_later: bool) -> None:
    """Write an export; later there are more listens, and other ones are loved and hated."""
    (folder / "listens" / "2024").mkdir(parents=True)
    (folder / "user.json").write_text("{}")
    months = [
        [build_listen(1_704_067_200 + month * 2_700_000 + n * 240, n % 300) for n in range(400)]
        for month in range(4 if is_later else 3)
    ]
    for month, listens in enumerate(months, 1):
        lines = "".join(json.dumps(listen) + "\n" for listen in listens)
        (folder / "listens" / "2024" / f"{month}.jsonl").write_text(lines)
    feedback = [
        {"recording_msid": listen["recording_msid"], "score": 1 if n % 3 else -1, "created": 1 + n}
        for n, listen in enumerate(months[0][is_later * 20 : 100])
    ]
    lines = "".join(json.dumps(one) + "\n" for one in feedback)
    (folder / "feedback.jsonl").write_text(lines)


def write_scrobbles(folder: Path, is_later: bool) -> None:
    """Write a table of scrobbles; later it has more."""
    rows = [f"{1_704_067_200 + n * 240},Artist {n % 7},Song {n % 300}"
            for n in range(1_500 if is_later else 1_200)]  # fmt: skip
    (folder / "scrobbles.csv").write_text("\n".join(["uts,artist,track", *rows]) + "\n")


def write_canonical(folder: Path, is_later: bool) -> None:
    """Write names of recordings; later there are more, and some are better known."""
    rows = [f"{n:08x}-0000-4000-8000-000000000001,Song {n},Artist {n % 9},s{n},{n + is_later}"
            for n in range(4_000 if is_later else 3_000)]  # fmt: skip
    header = "recording_mbid,recording_name,artist_credit_name,combined_lookup,score"
    (folder / "canonical.csv").write_text("\n".join([header, *rows]) + "\n")


WRITERS: dict[str, Callable[[Path, bool], None]] = {
    "tracks": write_tracks, "playlists": write_playlists, "history": write_history,
    "listenbrainz": write_listens, "lastfm": write_scrobbles, "musicbrainz": write_canonical,
}  # fmt: skip


class RawTables:
    """The raw tables: what they hold, and how to put them back as they were."""

    def __init__(self, url: str) -> None:
        self._connection = psycopg.connect(url, autocommit=True)

    def content(self) -> dict[str, list[str]]:
        """Return the rows without what differs from load to load by nature."""
        found = {}
        for name, table in TABLES.items():
            columns = map(sql.Identifier, ("_source", "_provider", "_row_hash", *table.content))
            rows = self._connection.execute(
                sql.SQL("select {} from raw.{}").format(
                    sql.SQL(", ").join(columns), sql.Identifier(name)
                )
            )  # fmt: skip
            found[name] = sorted(map(repr, rows))
        return found

    def keep(self) -> None:
        """Note the rows as they are, to come back to."""
        self._connection.execute("drop schema if exists kept cascade; create schema kept")
        for name in TABLES:
            self._connection.execute(f"create table kept.{name} as table raw.{name}")

    def restore(self) -> None:
        """Come back to the rows that were kept."""
        for name in TABLES:
            self._connection.execute(
                f"truncate raw.{name}; insert into raw.{name} table kept.{name}"
            )

    def runs(self) -> int:
        """Return how many runs are written down as done."""
        rows = self._connection.execute(
            "select count(distinct run_id) from raw._runs where status = 'done'"
        )
        [(number,)] = rows.fetchall()
        return int(number)

    def open_transactions(self) -> list[Any]:
        """Return the sessions that still work on this database, other than this one."""
        return self._connection.execute(
            "select state, query from pg_stat_activity where datname = current_database()"
            " and backend_type = 'client backend' and pid <> pg_backend_pid() and xact_start"
            " is not null"
        ).fetchall()


@pytest.mark.parametrize("source", WRITERS)
def test_killed_again_and_again_it_ends_with_the_rows_of_an_undisturbed_run(
    source, raw_url, forker, tmp_path
):
    moments, raw_tables, was_killed = random.Random(f"kill {source}"), RawTables(raw_url), []
    for is_later in (False, True):
        folder = tmp_path / str(is_later)
        folder.mkdir()
        WRITERS[source](folder, is_later)
        before = raw_tables.content()
        raw_tables.keep()
        forker.ingest(source, raw_url, folder)  # the first imports what the next ones need
        raw_tables.restore()
        started = time.monotonic()
        assert forker.ingest(source, raw_url, folder) == 0
        needed, undisturbed = time.monotonic() - started, raw_tables.content()
        assert undisturbed != before
        raw_tables.restore()
        for _ in range(KILLS):
            runs = raw_tables.runs()
            ended = forker.ingest(source, raw_url, folder, moments.uniform(0, needed))
            was_killed.append(ended == -signal.SIGKILL)
            wait_for_the_server(raw_tables)
            found = raw_tables.content()
            assert found in (before, undisturbed)  # whole or nothing
            assert raw_tables.runs() == runs + (found == undisturbed)  # and so are its figures
            if found == undisturbed:
                raw_tables.restore()  # so that the next one has something to be killed in
        assert forker.ingest(source, raw_url, folder) == 0
        assert raw_tables.content() == undisturbed
        assert forker.ingest(source, raw_url, folder) == 0
        assert raw_tables.content() == undisturbed
    assert sum(was_killed) > len(was_killed) / 2  # else it was no test of kills


def wait_for_the_server(raw_tables: RawTables) -> None:
    """Wait until the server has noticed that its client is gone."""
    deadline = time.monotonic() + PATIENCE_S
    while raw_tables.open_transactions():
        assert time.monotonic() < deadline, "expected the killed run's transaction to end"
        time.sleep(0.01)
