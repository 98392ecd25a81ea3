"""The archive of the cluster's log, which all nodes write into one folder."""

from pathlib import Path
from typing import Any

from segue.archiving import archiving_settings, prepare_folder, require_own_folder
from segue.cluster.layout import Layout
from segue.unprivileged import Account

OF_PATRONI = ("wal_level", "max_wal_senders")  # settings that it keeps equal on all nodes


def archive_parameters(layout: Layout) -> dict[str, Any]:
    """Return the settings of a node that archives; none without a folder of backups.

    The standbys archive, too: a segment that the primary had finished and not archived when it was
    lost would be missing for ever. A file that is there already is compared and left.
    """
    if layout.backups is None:
        return {}
    settings = archiving_settings(layout.backups) | {"archive_mode": "always"}
    return {name: value for name, value in settings.items() if name not in OF_PATRONI}


def prepare_archive(layout: Layout, account: Account) -> None:
    """Make the folder of backups, and refuse that of another server."""
    if layout.backups is not None:
        prepare_folder(layout.backups, account)
        require_own_folder(layout.backups, _any_data(layout))


def _any_data(layout: Layout) -> Path | None:
    return next((node.data for node in layout.nodes if node.holds_data), None)
