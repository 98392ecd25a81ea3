"""A base backup of a running server: copied, verified, and only then given its name."""

import json
import shutil
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

from segue.archiving import BackupError, archive_folder
from segue.backup.folder import UNFINISHED, Backup, BackupFolder
from segue.backup.programs import Programs, connection_environment
from segue.backup.wal import Position
from segue.embedded import EmbeddedPostgres

RESERVE_BYTES = 256 * 1024 * 1024  # of the log during the backup, and of the folder's own files
EMBEDDED = "embedded"  # the name of the embedded server among the nodes of a cluster
REFUSALS = ("WAL summar", "server's history", "manifest requires WAL")
STATE_OF_THE_SERVER = """
    select
        clock_timestamp(),
        current_setting('server_version'),
        current_setting('archive_mode') <> 'off',
        current_setting('summarize_wal')::boolean,
        current_setting('basic_archive.archive_directory', true),
        (select sum(pg_database_size(oid)) from pg_database)::bigint,
        case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_lsn() end
"""


class IncrementalRefused(BackupError):
    """PostgreSQL cannot build an incremental backup on the newest one."""


@dataclass(frozen=True)
class Source:
    """A running server to back up: addresses for statements and for replication."""

    node: str
    url: str = field(repr=False)
    replication_url: str = field(repr=False)
    programs: Programs

    @classmethod
    def of_embedded(cls, server: EmbeddedPostgres) -> "Source":
        """Return the embedded server, whose only role may replicate."""
        programs = Programs.find(server.location)
        return cls(EMBEDDED, server.url(), server.url(), programs)


@dataclass(frozen=True)
class Taken:
    """A new backup, the backups that it made superfluous, and remarks for a person."""

    backup: Backup
    expired: list[Backup]
    remarks: list[str]


def take_backup(
    source: Source, folder: BackupFolder, *, incremental: bool = False, keep: int | None = None
) -> Taken:
    """Make a backup of a running server, incremental if asked for and possible.

    Raises
    ------
    Deferred
        If another backup or a restore is running.
    BackupError
        If the server does not archive into `folder`, the space does not suffice, or a program
        fails; nothing is left of the attempt.
    """
    _check_keep(keep)
    remarks: list[str] = []
    with folder.lock():
        folder.remove_remains()
        state = _require_archiving(source.url, folder)
        parent = max(folder.backups(), key=lambda each: each.finished_at, default=None)
        if incremental and parent is None:
            remarks.append("a full backup instead of an incremental one: there is no earlier one")
        elif incremental and not state["summarizes"]:
            parent = None
            remarks.append(
                "a full backup instead of an incremental one: the server makes no summaries of its "
                "log (docs/operations.md)"
            )
        try:
            backup = _copy(source, folder, state, parent if incremental else None)
        except IncrementalRefused as error:
            remarks.append(f"a full backup instead of an incremental one: {error}")
            backup = _copy(source, folder, state, None)
        expired = expire(folder, source.programs, keep) if keep is not None else []
    return Taken(backup, expired, remarks)


def expire(folder: BackupFolder, programs: Programs, keep: int) -> list[Backup]:
    """Remove old backups, and the segments of the log that no remaining backup needs."""
    _check_keep(keep)
    expired = folder.expire(keep)
    remaining = folder.backups()
    if remaining:
        # a restore to an earlier time goes back in the log, so the newest backup may start first
        oldest = min(remaining, key=lambda backup: backup.start)
        programs.run("pg_archivecleanup", "-b", folder.wal, oldest.start.segment(oldest.timeline))
    return expired


def _check_keep(keep: int | None) -> None:
    if keep is not None and keep < 1:
        raise BackupError(f"expected to keep at least 1 full backup, got {keep}")


def _require_archiving(url: str, folder: BackupFolder) -> dict[str, Any]:
    with psycopg.connect(url) as connection:
        row = connection.execute(STATE_OF_THE_SERVER).fetchone()
    names = ("now", "version", "archives", "summarizes", "directory", "number_of_bytes", "position")
    state = dict(zip(names, row or (), strict=True))
    if not state["archives"] or state["directory"] is None:
        raise BackupError(
            "expected a server that archives its log, got one that does not; set SEGUE_BACKUP_DIR, "
            "and start the server again: `segue db stop`, then `segue db start`"
        )
    if Path(state["directory"]).resolve() != archive_folder(folder.path):
        raise BackupError(
            f"expected a server that archives below {folder.path}, got one that archives into "
            f"{state['directory']}; back up to the folder above that, or change SEGUE_BACKUP_DIR "
            "and start the server again"
        )
    return state


def _estimate(state: dict[str, Any], parent: Backup | None) -> int:
    if parent is None:
        return int(state["number_of_bytes"])
    # each changed block is in the log since the parent; a lower position is another history
    changed = Position(state["position"]).number - parent.start.number
    return min(int(state["number_of_bytes"]), max(changed, 0))


def require_space(path: Path, number_of_bytes: int, remedy: str) -> None:
    """Raise unless `path` has room for `number_of_bytes` and a reserve."""
    needed, free = number_of_bytes + RESERVE_BYTES, shutil.disk_usage(path).free
    if free < needed:
        raise BackupError(
            f"expected {needed / 2**20:,.0f} MiB of free space for {path}, got "
            f"{free / 2**20:,.0f} MiB; {remedy}, or free space otherwise"
        )


def _copy(
    source: Source, folder: BackupFolder, state: dict[str, Any], parent: Backup | None
) -> Backup:
    require_space(folder.path, _estimate(state, parent), "remove backups by `segue backup expire`")
    started_at: datetime = state["now"].astimezone(UTC)
    kind = "incremental" if parent else "full"
    name = f"{started_at:%Y%m%dT%H%M%S.%f}"[:-3] + f"Z-{kind}"
    unfinished = folder.base / (name + UNFINISHED)
    source.programs.make_folder(unfinished)
    data = unfinished / "data"
    options = ["--checkpoint=fast", "--wal-method=stream", "--manifest-checksums=SHA256"]
    if parent:
        options.append(f"--incremental={folder.data(parent) / 'backup_manifest'}")
    try:
        source.programs.run(
            "pg_basebackup", "-D", data, "--no-password", "--label", name, *options,
            environment=connection_environment(source.replication_url),
        )  # fmt: skip
        source.programs.run("pg_verifybackup", "--quiet", data)
    except BackupError as error:
        shutil.rmtree(unfinished)
        if parent and any(word in str(error) for word in REFUSALS):
            # after a restore the parent is of a history that was left, or has no summaries
            raise IncrementalRefused(str(error)) from error
        raise
    with psycopg.connect(source.url) as connection:
        # every commit up to now is before this instant, so a restore to it is complete
        row = connection.execute("select clock_timestamp()").fetchone()
    ranges = json.loads((data / "backup_manifest").read_text())["WAL-Ranges"]
    backup = Backup(
        name=name,
        parent=parent.name if parent else None,
        started_at=started_at,
        finished_at=row[0].astimezone(UTC) if row else started_at,
        # there are two ranges if the server failed over meanwhile
        timeline=max(each["Timeline"] for each in ranges),
        start=min(Position(each["Start-LSN"]) for each in ranges),
        end=max(Position(each["End-LSN"]) for each in ranges),
        number_of_bytes=sum(file.stat().st_size for file in data.rglob("*") if file.is_file()),
        server_version=state["version"],
        node=source.node,
    )
    folder.publish(unfinished, backup)
    return backup
