"""Recovery to an instant in a folder of its own, while the former data stays as it is.

The archived log is replayed by a server that nobody can reach, so that a restore that fails has
changed nothing.
"""

import contextlib
import os
import re
import shlex
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import psycopg

from segue.archiving import BackupError, server_identity
from segue.backup.folder import Backup, BackupFolder
from segue.backup.programs import Programs
from segue.backup.take import require_space
from segue.backup.wal import Timeline
from segue.folder_swap import sync_folder
from segue.password import set_password
from segue.postmaster import arguments_of, find_server

NO_TIME_OUT_S = 7 * 24 * 3600  # pg_ctl waits for the whole replay
LAST_COMMIT = re.compile(r"last completed transaction was at log time (.+)$", re.MULTILINE)
SEGMENT = re.compile(r"[0-9A-F]{24}")


def choose_backup(folder: BackupFolder, at: datetime | None) -> tuple[list[Backup], Timeline]:
    """Return the chain of backups to restore for the instant `at`, and the timeline of then.

    `at` is None for the end of the log.

    Raises
    ------
    BackupError
        If no backup is old enough; the message names the possible range.
    """
    backups = folder.backups()
    if not backups:
        raise BackupError(f"expected a backup below {folder.path}, got none; run `segue backup`")
    first = Timeline(1, backups[0].started_at, ())
    begun = [each for each in folder.timelines() if at is None or each.began_at <= at]
    timeline = max(begun, key=lambda each: each.number, default=first)
    usable = [
        backup
        for backup in backups
        if (at is None or backup.finished_at <= at)
        and timeline.contains(backup.timeline, backup.end)
    ]
    if not usable:
        raise _out_of_range(folder, at)
    return folder.chain(usable[-1]), timeline


def recover(
    folder: BackupFolder,
    programs: Programs,
    new: Path,
    at: datetime | None,
    *,
    log: Path,
    superuser: str,
    passwords: dict[str, str],
    former: Path | None = None,
) -> Backup:
    """Build in `new` the data as it was at `at`; return the backup that it began with.

    `former` is a data folder whose last segment of the log may not be archived. `passwords` are
    given to the roles, whatever they were at that time: the files of passwords are of today.

    Raises
    ------
    BackupError
        If the log does not reach `at`; the message names the possible range.
    """
    chain, timeline = choose_backup(folder, at)
    _end_killed_restore(programs, new)
    shutil.rmtree(new, ignore_errors=True)
    log.unlink(missing_ok=True)
    need = sum(backup.number_of_bytes for backup in chain)
    require_space(new.parent, need, "remove former data that a restore moved aside")
    for backup in chain:
        programs.run("pg_verifybackup", "--quiet", folder.data(backup))
    programs.make_folder(new)
    try:
        programs.run("pg_combinebackup", "-o", new, *(folder.data(each) for each in chain))
        _copy_unarchived(folder, programs, former, new)
        (new / "standby.signal").unlink(missing_ok=True)  # of a backup that a standby gave
        (new / "recovery.signal").touch()
        programs.account.take_ownership(new / "recovery.signal", 0o600)
        settings = _recovery_settings(folder, at, timeline)
        with _private_server(programs, new, settings, log, superuser) as url:
            _set_passwords(url, passwords)
        _mark_for_archiving(programs, new, folder)
    except BackupError as error:
        shutil.rmtree(new)
        text = log.read_text() if log.exists() else ""
        found = LAST_COMMIT.search(text)
        if "recovery ended before" in text:
            raise _out_of_range(folder, at, found.group(1) if found else None) from error
        if fatal := re.findall(r"(?:FATAL|PANIC): +(.+)$", text, re.MULTILINE):
            raise BackupError(f"{error}; {log} ends with: {fatal[-1]}") from error
        raise
    return chain[-1]


def _end_killed_restore(programs: Programs, new: Path) -> None:
    """End what a killed restore left running on `new`: it would go on writing there."""
    if find_server(new) is not None:
        with contextlib.suppress(BackupError):  # it has ended by itself
            programs.run("pg_ctl", "-D", new, "-w", "-m", "immediate", "stop")
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        pid = int(file.parent.name)
        program, *arguments = arguments_of(pid) or [""]
        # others may look at the folder: only PostgreSQL's programs write there
        if str(new) in arguments and Path(program).parent == programs.folder:
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)


def _recovery_settings(
    folder: BackupFolder, at: datetime | None, timeline: Timeline
) -> dict[str, str]:
    source = shlex.quote(str(folder.wal).replace("%", "%%") + "/") + "%f"
    settings = {
        "restore_command": f'cp {source} "%p"',
        "recovery_target_timeline": str(timeline.number),
        "recovery_target_action": "promote",
        "hot_standby": "off",  # nothing is read before the replay has ended
        "archive_mode": "off",  # the new timeline counts only once the data is in its place
        "max_wal_size": "4GB",
    }
    if at is not None:
        settings["recovery_target_time"] = at.isoformat()
    return settings


@contextlib.contextmanager
def _private_server(
    programs: Programs, data: Path, settings: dict[str, str], log: Path, superuser: str
) -> Iterator[str]:
    """Run a server on `data` that only this process reaches, by a socket in a closed folder."""
    with tempfile.TemporaryDirectory(prefix="segue-") as private:
        # a socket's path has to be short, and a home may lie deep
        programs.account.take_ownership(Path(private), 0o700)
        # not the settings of the data: Patroni's name empty targets, which PostgreSQL refuses
        access, settings_file = Path(private) / "hba", Path(private) / "conf"
        access.write_text("local all all trust\n")
        settings_file.touch()
        for file in (access, settings_file):
            programs.account.take_ownership(file, 0o600)
        own = {
            "listen_addresses": "",
            "unix_socket_directories": private,
            "port": "5432",
            "config_file": str(settings_file),
            "hba_file": str(access),
            "logging_collector": "off",
            "synchronous_standby_names": "",
        }
        options = " ".join(
            f"-c {shlex.quote(f'{name}={value}')}" for name, value in {**settings, **own}.items()
        )
        control = ("-D", data, "-w", "-t", NO_TIME_OUT_S)
        try:
            programs.run("pg_ctl", *control, "-l", log, "-o", options, "start")
            url = f"postgresql:///postgres?host={private}&port=5432&user={superuser}"
            _wait_for_the_end(programs, data, url)
            yield url
        finally:
            with contextlib.suppress(BackupError):  # if it did not start
                programs.run("pg_ctl", *control, "-m", "fast", "stop")


def _wait_for_the_end(programs: Programs, data: Path, url: str) -> None:
    """Wait until the replay has ended: before that the server takes no connection."""
    while True:
        try:
            psycopg.connect(url).close()
            return
        except psycopg.OperationalError as error:
            if "role" in str(error):  # a backup of a cluster for the embedded server, or reverse
                raise BackupError(f"expected a backup of such a server, got: {error}") from error
            programs.run("pg_ctl", "-D", data, "status")  # raises if the server has ended
            time.sleep(0.1)


def _set_passwords(url: str, passwords: dict[str, str]) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for role, password in passwords.items():
            set_password(connection, role, password)


def _copy_unarchived(
    folder: BackupFolder, programs: Programs, former: Path | None, new: Path
) -> None:
    """Give the replay what the former server had not archived when it ended.

    Finished segments go into the archive, too, as its server would have put them there.
    """
    log = former / "pg_wal" if former else None
    if former is None or log is None or not log.is_dir():
        return
    with contextlib.suppress(OSError):  # a damaged folder: then the archive has to do
        if server_identity(former) != server_identity(new):
            return
        for segment in sorted(log.iterdir()):
            if not SEGMENT.fullmatch(segment.name) or (folder.wal / segment.name).exists():
                continue
            if (log / "archive_status" / f"{segment.name}.ready").exists():
                _copy_durably(programs, segment, folder.wal / segment.name)
            else:
                _copy_durably(programs, segment, new / "pg_wal" / segment.name)


def _copy_durably(programs: Programs, source: Path, target: Path) -> None:
    fresh = target.with_name(f"restore.{target.name}")
    shutil.copyfile(source, fresh)
    programs.account.take_ownership(fresh, 0o600)
    with open(fresh, "rb") as file:
        os.fsync(file.fileno())
    fresh.rename(target)
    sync_folder(target.parent)


def _mark_for_archiving(programs: Programs, new: Path, folder: BackupFolder) -> None:
    """Let the server archive the history of its new timeline once it runs in its place."""
    for history in (new / "pg_wal").glob("????????.history"):
        if not (folder.wal / history.name).exists():
            ready = new / "pg_wal" / "archive_status" / f"{history.name}.ready"
            ready.touch()
            programs.account.take_ownership(ready, 0o600)


def _out_of_range(
    folder: BackupFolder, at: datetime | None, last_commit: str | None = None
) -> BackupError:
    first = folder.backups()[0].finished_at
    end = last_commit or str(folder.archived_until() or "the end of the last backup")
    return BackupError(
        f"expected an instant from {_text(first)} (the end of the first backup) to {end} (the last "
        f"commit in the archive), got {_text(at) if at else 'the end of the log'}; choose another "
        "one, or `--at latest` for the last commit"
    )


def _text(instant: datetime) -> str:
    return f"{instant.astimezone():%Y-%m-%d %H:%M:%S%z}"
