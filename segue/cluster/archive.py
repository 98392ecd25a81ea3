"""The archive of the cluster's log, which all nodes write into one folder."""

import shlex
from pathlib import Path
from typing import Any

from segue.archiving import archive_folder, archiving_settings, prepare_folder, require_own_folder
from segue.cluster.layout import Layout, Node
from segue.unprivileged import Account

OF_PATRONI = ("wal_level", "max_wal_senders")  # settings that it keeps equal on all nodes
PROGRAM = Path(__file__).with_name("archive.sh")


def archive_parameters(layout: Layout, node: Node) -> dict[str, Any]:
    """Return the settings of a node that archives; none without a folder of backups.

    The standbys archive, too: a segment that the primary had finished and not archived when it was
    lost would be missing for ever. PostgreSQL's own module does not do for that: the last segment
    of a timeline differs between them behind its end, and the module tries it again for ever.

    Nobody summarises the log for incremental backups. A promotion waits for the summary, up to 30
    seconds as its maker sleeps where little is written, and fails on a node that `pg_rewind` took a
    segment from before it was summarised (PostgreSQL 18.6): then no node becomes the primary.
    """
    if layout.backups is None:
        return {}
    settings = archiving_settings(layout.backups) | {
        "archive_mode": "always",
        "archive_library": "",
        "archive_command": _command(node, archive_folder(layout.backups)),
        "summarize_wal": "off",
    }
    return {name: value for name, value in settings.items() if name not in OF_PATRONI}


def _command(node: Node, folder: Path) -> str:
    program, quoted = (
        shlex.quote(str(path)).replace("%", "%%") for path in (node.archive_program, folder)
    )
    return f'/bin/sh {program} "%p" "%f" {quoted}'


def prepare_archive(layout: Layout, account: Account) -> None:
    """Make the folder of backups, and refuse that of another server."""
    if layout.backups is not None:
        prepare_folder(layout.backups, account)
        require_own_folder(layout.backups, _any_data(layout))


def _any_data(layout: Layout) -> Path | None:
    return next((node.data for node in layout.nodes if node.holds_data), None)
