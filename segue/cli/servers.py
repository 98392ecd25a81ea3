"""Which server the commands of backups are about: the embedded one or the cluster of this home."""

from datetime import datetime
from typing import TYPE_CHECKING

from segue.backup import EMBEDDED, BackupFolder, Restored, Source, restore_embedded
from segue.connection import embedded, names_cluster
from segue.errors import WrongUsage
from segue.settings import settings

if TYPE_CHECKING:
    from segue.cluster import Cluster


def backup_source() -> Source:
    """Return the server to back up, with how to reach it."""
    if (cluster := _cluster()) is not None:
        from segue.backup.cluster import cluster_source

        return cluster_source(cluster)
    _refuse_other_servers()
    return Source.of_embedded(embedded())


def restore_into(folder: BackupFolder, at: datetime | None) -> Restored:
    """Restore into this home."""
    backups = folder.backups()
    if backups and backups[-1].node != EMBEDDED:
        from segue.backup.cluster import restore_cluster
        from segue.cluster import Cluster

        cluster = _cluster() or Cluster(settings().home / "cluster", settings().backup_dir)
        return restore_cluster(cluster, folder, at)
    _refuse_other_servers()
    return restore_embedded(embedded(), folder, at)


def _cluster() -> "Cluster | None":
    """Return the cluster of this home, if it has one and DATABASE_URL names no other server."""
    if not (settings().home / "cluster").exists():
        return None  # its packages are an extra
    from segue.cluster import find_cluster

    cluster = find_cluster(settings().home, settings().backup_dir)
    if cluster is not None and settings().database_url and not names_cluster(cluster):
        _refuse_other_servers()
    return cluster


def _refuse_other_servers() -> None:
    if settings().database_url:
        raise WrongUsage(
            "expected the embedded server or the cluster of this home, got DATABASE_URL, which "
            "names another server; back it up with the tools of that one, or unset DATABASE_URL"
        )
