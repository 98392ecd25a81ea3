"""A restore gives every table as it was at the chosen instant, and loses nothing if it fails."""

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from datetime import datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from segue.archiving import BackupError
from segue.backup import BackupFolder, Programs, Source, restore_embedded, take_backup
from segue.cli.prepare import prepare
from segue.embedded import EmbeddedPostgres
from segue.settings import PROJECT_ROOT

TABLES = """
    select quote_ident(schemaname) || '.' || quote_ident(tablename) from pg_tables
    where schemaname not in ('pg_catalog', 'information_schema')
"""


@pytest.fixture(scope="module")
def postgres(home: Path, tmp_path_factory):
    """Return a server that archives; beside the session's home, where its account can go."""
    place = home / "backups"
    server = EmbeddedPostgres(place / "pg18", place / "kept apart, with spaces")
    with psycopg.connect(server.start(), autocommit=True) as connection:
        for name in ("fsync", "full_page_writes"):  # nothing here has to survive a power cut
            connection.execute(sql.SQL("alter system set {} = off").format(sql.Identifier(name)))
        connection.execute("select pg_reload_conf()")
    prepare(server.url())
    yield server
    server.stop()


@pytest.fixture(autouse=True)
def without_sync(monkeypatch):
    """Let the copies lie in the cache: their test is over before the power is cut."""
    run = Programs.run

    def faster(self, name, *arguments, **options):
        copies = name in ("pg_basebackup", "pg_combinebackup")
        return run(self, name, *arguments, *(["--no-sync"] if copies else []), **options)

    monkeypatch.setattr(Programs, "run", faster)


@pytest.fixture(scope="module")
def folder(postgres) -> BackupFolder:
    return BackupFolder(postgres.backups)


@pytest.fixture
def backed_up(postgres, folder):
    """Return the running server, with a backup."""
    postgres.start()
    if not folder.backups():
        take_backup(Source.of_embedded(postgres), folder)
    return postgres


class Writer(threading.Thread):
    """Writes verdicts, one transaction each, until it is stopped."""

    def __init__(self, url: str) -> None:
        super().__init__(daemon=True)
        self.url, self.stopped, self.number = url, threading.Event(), 0

    def run(self) -> None:
        """Write, some 150 transactions a second."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            profile = connection.execute(
                "insert into app.profiles (profile_id) values (gen_random_uuid()) "
                "returning profile_id"
            ).fetchone()[0]
            while not self.stopped.is_set():
                self.number += 1
                connection.execute(
                    "insert into app.feedback (profile_id, track_id, verdict) "
                    "values (%s, %s, 'like')",
                    (profile, f"track {self.number}"),
                )
                time.sleep(0.005)


@pytest.fixture
def writer(postgres):
    thread = Writer(postgres.start())
    thread.start()
    while thread.number < 20:
        time.sleep(0.01)
    yield thread
    thread.stopped.set()
    thread.join()


def contents(connection: psycopg.Connection) -> dict[str, tuple[int, str]]:
    """Return the count and the checksum of every table."""
    found = {}
    for (table,) in connection.execute(TABLES).fetchall():
        rows = connection.execute(f"select t::text from {table} as t").fetchall()  # type: ignore[arg-type]
        lines = "\n".join(sorted(row[0] for row in rows))
        found[table] = (len(rows), hashlib.sha256(lines.encode()).hexdigest())
    return found


def note(url: str) -> tuple[datetime, dict[str, tuple[int, str]]]:
    """Return an instant and the contents at it: writers wait from before it until after it."""
    with psycopg.connect(url) as connection:
        connection.execute("lock table app.feedback in exclusive mode")
        time.sleep(0.05)
        found = contents(connection)
        instant = connection.execute("select clock_timestamp()").fetchone()[0]
        time.sleep(0.05)
    return instant, found


def restored(postgres, folder, at) -> dict[str, tuple[int, str]]:
    restore_embedded(postgres, folder, at)
    with psycopg.connect(postgres.url()) as connection:
        return contents(connection)


def kill(postgres: EmbeddedPostgres) -> None:
    os.kill(int((postgres.data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    while postgres.is_running():
        time.sleep(0.05)


def test_after_the_loss_of_all_data_each_chosen_instant_comes_back(postgres, folder, writer):
    url = postgres.url()
    take_backup(Source.of_embedded(postgres), folder)
    noted = [note(url)]
    take_backup(Source.of_embedded(postgres), folder, incremental=True)
    time.sleep(0.2)
    noted.append(note(url))
    made = take_backup(Source.of_embedded(postgres), folder, incremental=True)
    assert made.remarks == []
    assert [each.kind for each in folder.chain(made.backup)] == ["full"] + ["incremental"] * 2
    time.sleep(0.2)
    noted.append(note(url))
    time.sleep(0.2)
    writer.stopped.set()
    writer.join()
    counts = [tables["app.feedback"][0] for _, tables in noted]
    assert counts == sorted(set(counts))
    postgres.stop()  # archives the last segment
    shutil.rmtree(postgres.location)
    for instant, tables in (noted[2], noted[0], noted[1]):
        assert restored(postgres, folder, instant) == tables


def test_a_killed_server_gives_the_segment_that_it_had_not_archived(
    backed_up, postgres, folder, writer
):
    url = postgres.url()
    instant, tables = note(url)
    time.sleep(0.1)
    writer.stopped.set()
    writer.join()
    kill(postgres)
    assert restored(postgres, folder, instant) == tables


def test_the_former_data_is_moved_aside_and_the_password_stays(backed_up, folder):
    """Its next incremental backup is a full one: the summaries of the log began anew."""
    url = backed_up.url()
    (former,) = restore_embedded(backed_up, folder, None).former
    assert (former / "PG_VERSION").exists()
    assert former.stat().st_mode & 0o077 == 0
    assert backed_up.url() == url
    with psycopg.connect(url) as connection:
        assert connection.execute("show archive_mode").fetchone() == ("on",)
    made = take_backup(Source.of_embedded(backed_up), folder, incremental=True)
    assert made.backup.kind == "full"
    assert made.remarks[0].startswith("a full backup instead of an incremental one: ")


def test_an_instant_out_of_range_changes_nothing_and_names_the_range(backed_up, postgres, folder):
    url = postgres.url()
    with psycopg.connect(url) as connection:
        before = contents(connection)
        now = connection.execute("select clock_timestamp()").fetchone()[0]
    first = folder.backups()[0].finished_at
    with pytest.raises(BackupError, match=r"expected an instant from .* to .*, got"):
        restore_embedded(postgres, folder, first - timedelta(seconds=1))
    with pytest.raises(BackupError, match=r"to 20.* \(the last commit in the archive\), got"):
        restore_embedded(postgres, folder, now + timedelta(days=1))
    with psycopg.connect(url) as connection:  # the server ran on
        assert contents(connection) == before
    assert not postgres.data.with_name("data.restored").exists()


def test_a_damaged_backup_is_noticed_before_anything_changes(backed_up, folder):
    file = folder.data(folder.backups()[-1]) / "PG_VERSION"
    text = file.read_text()
    file.write_text("17\n")
    try:
        with pytest.raises(BackupError, match="expected pg_verifybackup to succeed"):
            restore_embedded(backed_up, folder, None)
    finally:
        file.write_text(text)
    assert backed_up.is_running()


def test_expiry_removes_the_log_that_no_backup_needs(backed_up, folder):
    made = take_backup(Source.of_embedded(backed_up), folder, keep=1)
    assert made.expired
    assert [each.name for each in folder.backups()] == [made.backup.name]
    segments = sorted(path.name for path in folder.wal.iterdir() if len(path.name) == 24)
    assert segments[0][8:] >= made.backup.start.segment(made.backup.timeline)[8:]
    restore_embedded(backed_up, folder, None)


def test_a_killed_backup_leaves_the_earlier_ones_and_the_next_one_works(
    backed_up, postgres, folder
):
    before = folder.backups()
    code = (
        "import sys; from pathlib import Path; from segue.embedded import EmbeddedPostgres;"
        "from segue.backup import *; server = EmbeddedPostgres(Path(sys.argv[1]));"
        "take_backup(Source.of_embedded(server), BackupFolder(Path(sys.argv[2])))"
    )
    command = [sys.executable, "-c", code, str(postgres.folder), str(folder.path)]
    process = subprocess.Popen(command, cwd=PROJECT_ROOT, start_new_session=True)
    while not list(folder.base.glob("*.new/data/base")):
        assert process.poll() is None
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert folder.backups() == before
    made = take_backup(Source.of_embedded(postgres), folder).backup
    assert made in folder.backups()
    assert not list(folder.base.glob("*.new"))


def test_backups_are_for_the_account_of_the_server_alone(backed_up, folder):
    for path in (folder.path, folder.base, folder.wal):
        assert path.stat().st_mode & 0o777 == 0o700


def test_no_password_is_in_a_log_or_among_the_facts_of_a_backup(backed_up, postgres, folder):
    password = postgres.password()
    assert password not in repr(Source.of_embedded(postgres))
    for log in [*postgres.location.glob("*.log"), *postgres.log.parent.iterdir()]:
        assert log.is_dir() or password not in log.read_text(errors="replace")
    for facts in folder.base.glob("*/backup.json"):
        assert password not in facts.read_text()


def test_a_folder_of_another_server_is_refused(backed_up, folder, home):
    other = EmbeddedPostgres(home / "another" / "pg18", folder.path)
    with pytest.raises(BackupError, match="got those of another one; run `segue restore"):
        other.start()
    other.stop()


def test_a_server_that_does_not_archive_says_what_to_set(server, folder):
    with pytest.raises(BackupError, match="set SEGUE_BACKUP_DIR, and start the server again"):
        take_backup(Source.of_embedded(server), folder)
