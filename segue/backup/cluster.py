"""Backup and restore of the cluster: from a standby, and into the first node."""

import contextlib
import time
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from segue.archiving import BackupError, prepare_folder, require_own_folder
from segue.backup.folder import BackupFolder
from segue.backup.programs import Programs
from segue.backup.recovery import recover
from segue.backup.restore import Restored, finish_log
from segue.backup.take import Source
from segue.cluster import Cluster
from segue.cluster.layout import APPLICATION, REPLICATION, REWIND, SUPERUSER
from segue.folder_swap import finish_exchange, move_together
from segue.unprivileged import Account, choose_location

ROLES = (SUPERUSER, REPLICATION, REWIND, APPLICATION)
REPLAY_WAIT_S = 60


def cluster_source(cluster: Cluster) -> Source:
    """Return a standby that has replayed a checkpoint of now, or the primary without a standby."""
    status = cluster.status()
    if status.primary is None:
        raise BackupError(
            "expected a primary, got none; run `segue cluster status`, then `segue cluster start`"
        )
    standbys = [each.name for each in status.nodes if each.state == "streaming"]
    node = standbys[0] if standbys else status.primary.name
    url = cluster.url(SUPERUSER, node=node)
    if standbys:
        # a backup of a standby begins at the last checkpoint of the primary
        with psycopg.connect(cluster.url(SUPERUSER), autocommit=True) as primary:
            primary.execute("checkpoint")
            row = primary.execute("select pg_current_wal_lsn()::text").fetchone()
        _wait_for_replay(url, row[0] if row else "0/0")
    programs = Programs.find(cluster.layout.location)
    return Source(node, url, cluster.url(REPLICATION, node=node), programs)


def restore_cluster(cluster: Cluster, folder: BackupFolder, at: datetime | None) -> Restored:
    """Rebuild all nodes from the data of `at`; their former folders are moved aside.

    Raises
    ------
    Deferred
        If a backup or another restore is running.
    BackupError
        If `at` is out of range, or something else fails: the cluster and its data stay.
    """
    cluster.folder.mkdir(parents=True, exist_ok=True)
    location = choose_location(cluster.folder, Account.to_run_postgres())
    finish_exchange(location)
    cluster.layout.create()
    programs = Programs.find(location)
    prepare_folder(folder.path, programs.account)
    layout = cluster.layout
    new = location / f"{layout.nodes[0].name}.restored"
    with folder.lock():
        is_running = cluster.status().primary is not None
        if is_running:
            with contextlib.suppress(psycopg.Error):  # of servers that the restore replaces
                finish_log(cluster.url(SUPERUSER), folder.wal)
        new.mkdir(mode=0o700, exist_ok=True)
        programs.account.take_ownership(new, 0o700)
        backup = recover(
            folder,
            programs,
            new / "data",
            at,
            log=new / "restore.log",
            superuser=SUPERUSER,
            passwords={role: layout.passwords[role] for role in ROLES},
            former=None if is_running else _most_advanced([each.data for each in layout.nodes]),
        )
        if layout.backups is not None:
            require_own_folder(layout.backups, new / "data")
        cluster.stop()
        moment = f"before-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
        former = [each.folder for each in layout.nodes if each.folder.exists()]
        moves = [(each.name, f"{each.name}.{moment}") for each in former]
        with cluster.lock():
            # without it the members of etcd begin a new store instead of seeking the former one
            mark = layout.initialized_file.name
            moves_of_all = [*moves, (mark, f"{mark}.{moment}"), (new.name, layout.nodes[0].name)]
            move_together(location, moves_of_all)
        cluster.start()
    return Restored(backup, [location / target for _, target in moves])


def _wait_for_replay(url: str, position: str) -> None:
    end = time.monotonic() + REPLAY_WAIT_S
    with psycopg.connect(url, autocommit=True) as standby:
        while time.monotonic() < end:
            row = standby.execute(
                "select pg_last_wal_replay_lsn() >= %s::pg_lsn", (position,)
            ).fetchone()
            if row == (True,):
                return
            time.sleep(0.1)
    raise BackupError(
        f"expected a standby to replay the log within {REPLAY_WAIT_S} s, but it lags; "
        "run `segue cluster status`"
    )


def _most_advanced(folders: list[Path]) -> Path | None:
    """Return the data folder whose log goes on longest, on the newest timeline."""

    def end(data: Path) -> tuple[str, float]:
        segments = [file for file in (data / "pg_wal").glob("?" * 24) if file.is_file()]
        return max(((each.name[:8], each.stat().st_mtime) for each in segments), default=("", 0))

    return max(folders, key=end, default=None)
