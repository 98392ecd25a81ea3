"""Which server the commands of backups are about: the embedded one or the cluster of this home."""

from datetime import datetime

from segue.backup import BackupFolder, Restored, Source, restore_embedded
from segue.connection import embedded
from segue.errors import WrongUsage
from segue.settings import settings


def backup_source() -> Source:
    """Return the server to back up, with how to reach it."""
    _refuse_other_servers()
    return Source.of_embedded(embedded())


def restore_into(folder: BackupFolder, at: datetime | None) -> Restored:
    """Restore into this home."""
    _refuse_other_servers()
    return restore_embedded(embedded(), folder, at)


def _refuse_other_servers() -> None:
    if settings().database_url:
        raise WrongUsage(
            "expected the embedded server or the cluster of this home, got DATABASE_URL, which "
            "names another server; back it up with the tools of that one, or unset DATABASE_URL"
        )
