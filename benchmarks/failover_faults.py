"""Failures of a cluster on this machine, in an order that a seed decides."""

import random
import subprocess
from collections.abc import Callable
from dataclasses import dataclass

from segue.cluster import Cluster, Part
from segue.cluster.node import NodeProcesses
from segue.unprivileged import Account

COUNTS = {
    "the primary's server": 6,
    "the primary's node": 4,
    "a standby's node": 2,
    "an etcd member": 3,
    "the primary's node cut off": 3,
    "the primary's disk full": 2,
}
FIVE = [
    "the primary's server",
    "an etcd member",
    "the primary's node",
    "the primary's server",
    "a standby's node",
]


@dataclass(frozen=True)
class Fault:
    """One failure: its kind, what brings it about on a node, and whether it is the primary's."""

    kind: str
    bring_about: Callable[[Cluster, str], None]
    is_of_primary: bool


def _fill_disk(cluster: Cluster, name: str) -> None:
    """Let no program of the node write one byte more: files may not grow beyond nothing.

    A write then fails as on a full disk, but with EFBIG instead of ENOSPC. New processes of the
    node inherit the limit.
    """
    _limit_files(cluster, name, "0")


def give_space(cluster: Cluster, name: str) -> None:
    """Take the limit of `_fill_disk` away."""
    _limit_files(cluster, name, "unlimited")


def _limit_files(cluster: Cluster, name: str, size: str) -> None:
    # root in a container may not change limits of another account; the account itself may
    account = Account.to_run_postgres().as_arguments()
    for process in NodeProcesses(cluster.layout.node(name)).all():
        command = ["prlimit", f"--pid={process.pid}", f"--fsize={size}:"]
        subprocess.run(command, check=False, capture_output=True, cwd="/", **account)


FAULTS = {
    fault.kind: fault
    for fault in (
        Fault(
            "the primary's server", lambda cluster, node: cluster.kill(node, Part.POSTGRES), True
        ),
        Fault("the primary's node", lambda cluster, node: cluster.kill(node), True),
        Fault("a standby's node", lambda cluster, node: cluster.kill(node), False),
        Fault("an etcd member", lambda cluster, node: cluster.kill(node, Part.ETCD), False),
        Fault("the primary's node cut off", lambda cluster, node: cluster.freeze(node), True),
        Fault("the primary's disk full", _fill_disk, True),
    )
}


def shuffled_faults(seed: int) -> list[Fault]:
    """Return the twenty failures in the order of the seed."""
    kinds = [kind for kind, count in COUNTS.items() for _ in range(count)]
    random.Random(seed).shuffle(kinds)  # noqa: S311
    return [FAULTS[kind] for kind in kinds]
