"""A restore that is killed at any moment changes nothing, and the next one succeeds."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from segue.backup import BackupFolder, Source, restore_embedded, take_backup
from segue.embedded import EmbeddedPostgres
from segue.settings import PROJECT_ROOT

RESTORE = (
    "import sys; from pathlib import Path; from segue.embedded import EmbeddedPostgres;"
    "from segue.backup import *; home, backups = map(Path, sys.argv[1:]);"
    "restore_embedded(EmbeddedPostgres(home, backups), BackupFolder(backups), None)"
)
COUNT = "select count(*) from numbers"


@pytest.fixture(scope="module")
def postgres(home: Path):
    place = home / "killed_restores"
    server = EmbeddedPostgres(place / "pg18", place / "backups")
    execute(server.start(), "create table numbers as select generate_series(1, 1000) as number")
    take_backup(Source.of_embedded(server), BackupFolder(server.backups))
    # some 100 MB of log, whose replay takes longer than the way to the kill
    execute(server.url(), "insert into numbers select generate_series(1, 1000000)")
    yield server
    server.stop()


def execute(url: str, statement: str):
    with psycopg.connect(url, autocommit=True) as connection:
        found = connection.execute(statement)  # type: ignore[arg-type]
        return found.fetchone()[0] if found.description else None


@pytest.mark.parametrize("sign", ["base", "postmaster.pid", "pg_wal/RECOVERYXLOG"])
def test_a_restore_killed_at_any_moment_can_be_repeated(postgres, sign):
    new = postgres.data.with_name("data.restored")
    before = execute(postgres.start(), COUNT)
    command = [sys.executable, "-c", RESTORE, str(postgres.folder), str(postgres.backups)]
    process = subprocess.Popen(command, cwd=PROJECT_ROOT)
    while not (new / sign).exists():
        assert process.poll() is None
        time.sleep(0.001)
    os.kill(process.pid, signal.SIGKILL)  # what it started runs on
    process.wait()
    assert execute(postgres.start(), COUNT) == before
    restore_embedded(postgres, BackupFolder(postgres.backups), None)
    assert execute(postgres.url(), COUNT) == before
    assert not new.exists()
