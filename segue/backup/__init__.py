"""Backups of the database, and restores to an instant."""

from segue.archiving import BackupError
from segue.backup.folder import Backup, BackupFolder
from segue.backup.programs import Programs
from segue.backup.restore import Restored, restore_embedded
from segue.backup.take import EMBEDDED, Source, Taken, expire, take_backup

__all__ = [
    "EMBEDDED",
    "Backup",
    "BackupError",
    "BackupFolder",
    "Programs",
    "Restored",
    "Source",
    "Taken",
    "expire",
    "restore_embedded",
    "take_backup",
]
