"""Restore of the embedded server: recovery beside it, then one exchange of the data folders."""

import contextlib
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from filelock import FileLock

from segue.archiving import prepare_folder, require_own_folder
from segue.backup.folder import Backup, BackupFolder
from segue.backup.programs import Programs
from segue.backup.recovery import recover
from segue.embedded import USER, EmbeddedPostgres
from segue.folder_swap import exchange

ARCHIVE_WAIT_S = 60


@dataclass(frozen=True)
class Restored:
    """What a restore did: the backup it began with, and where the former data is now."""

    backup: Backup
    former: list[Path]


def restore_embedded(
    server: EmbeddedPostgres, folder: BackupFolder, at: datetime | None
) -> Restored:
    """Put the data of `at`, or of the end of the log, in the place of the server's data.

    Raises
    ------
    Deferred
        If a backup or another restore is running.
    BackupError
        If `at` is out of range, or something else fails: the server and its data stay.
    """
    server.prepare()
    programs = Programs.find(server.location)
    prepare_folder(folder.path, programs.account)
    with folder.lock():
        is_running = server.data.is_dir() and server.is_running()
        if is_running:
            with contextlib.suppress(psycopg.Error):  # of a server that its restore replaces
                finish_log(server.url(), folder.wal)
        new = server.data.with_name("data.restored")
        with FileLock(server.folder / "lock"):
            backup = recover(
                folder,
                programs,
                new,
                at,
                log=server.log.with_name("restore.log"),
                superuser=USER,
                passwords={USER: server.password()},
                former=None if is_running else server.data,
            )
            if server.backups is not None:
                require_own_folder(server.backups, new)
        server.stop()
        with FileLock(server.folder / "lock"):
            aside = server.data.with_name(f"data.before-{datetime.now(UTC):%Y%m%dT%H%M%SZ}")
            had_data = server.data.exists()
            exchange(server.data, new, aside)
        server.start()
    return Restored(backup, [aside] if had_data else [])


def finish_log(url: str, wal: Path) -> None:
    """Let a running server archive all it has written, up to a commit of now.

    Without that commit PostgreSQL would say of an instant of the last seconds that the log ends
    before it.
    """
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("begin")
        connection.execute("select pg_current_xact_id()")
        connection.execute("commit")
        row = connection.execute("select pg_walfile_name(pg_switch_wal())").fetchone()
    segment = wal / (row[0] if row else "")
    end = time.monotonic() + ARCHIVE_WAIT_S
    while not segment.exists() and time.monotonic() < end:
        time.sleep(0.1)
