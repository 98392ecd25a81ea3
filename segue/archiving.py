"""Settings of a PostgreSQL server that archives its write-ahead log into the folder of backups."""

import sys
from pathlib import Path
from typing import Any

from segue.errors import SegueError
from segue.unprivileged import Account

ARCHIVE_TIMEOUT_S = 60  # the most seconds of writes that a lost disk takes along


class BackupError(SegueError):
    """A backup could not be made, found or restored."""


def archive_folder(backups: Path) -> Path:
    """Return the folder of the archived log below the folder of backups."""
    return backups / "wal"


def archiving_settings(backups: Path) -> dict[str, Any]:
    """Return the settings of a server that archives below `backups`.

    `basic_archive` is PostgreSQL's own module: it writes a temporary file, syncs it and renames
    it, takes a file that is there already if its content is the same, and else fails, so that
    PostgreSQL keeps the segment and tries again.
    """
    return {
        "wal_level": "replica",
        "max_wal_senders": "10",
        "archive_mode": "on",
        "archive_library": "basic_archive",
        "basic_archive.archive_directory": str(archive_folder(backups)),
        "archive_timeout": f"{ARCHIVE_TIMEOUT_S}s",
        "summarize_wal": "on",  # incremental backups read the summaries
    }


def prepare_folder(backups: Path, account: Account) -> None:
    """Make the folder of backups, which only `account` can read.

    Raises
    ------
    BackupError
        If `account` cannot enter it: PostgreSQL could not archive there.
    """
    for folder in (backups, archive_folder(backups), backups / "base"):
        folder.mkdir(parents=True, exist_ok=True)
        account.take_ownership(folder, 0o700)
    if not account.can("/bin/ls", str(archive_folder(backups))):
        raise BackupError(
            f"expected a folder of backups that the account of PostgreSQL can enter, got {backups}"
            "; set SEGUE_BACKUP_DIR to one outside of private folders, such as /var/backups/segue"
        )


def server_identity(data: Path) -> str:
    """Return the number by which PostgreSQL tells this server's log from that of any other."""
    # the first field of the control file, in the byte order of the machine
    with open(data / "global" / "pg_control", "rb") as file:
        return str(int.from_bytes(file.read(8), sys.byteorder))


def require_own_folder(backups: Path, data: Path | None) -> None:
    """Refuse to archive into the folder of another server, and claim an unused one.

    `data` is None for a server that has no data yet.
    """
    claim = backups / "server"
    own = server_identity(data) if data else None
    if claim.exists() and claim.read_text() != own:
        raise BackupError(
            f"expected the backups of this server in {backups}, got those of another one; run "
            "`segue restore --at latest` to get that server back, or set SEGUE_BACKUP_DIR to a "
            "new folder"
        )
    if own is not None and not claim.exists():
        fresh = claim.with_suffix(".new")
        fresh.write_text(own)
        fresh.rename(claim)
