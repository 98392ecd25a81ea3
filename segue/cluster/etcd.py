"""The consensus store: the program etcd, found and checked, and the command of one member."""

import contextlib
import os
import re
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

from segue.cluster.layout import ClusterError, Layout, Node
from segue.settings import settings
from segue.unprivileged import Account

ELECTION_TIMEOUT_S = 15.0
# 3.5.0 to 3.5.5 can lose what they acknowledged, or differ between members, after a crash
FIRST_SAFE_3_4 = (3, 4, 22)
FIRST_SAFE_3_5 = (3, 5, 6)
INSTALL = (
    "install etcd 3.4.22, 3.5.6 or newer (Debian: apt-get install etcd-server), or name a program "
    "in SEGUE_ETCD"
)
# Twenty seconds pass before Patroni gives up a primary, so that a slow disk needs no new election
HEARTBEAT_MS, ELECTION_MS = 250, 2500


def find_etcd() -> Path:
    """Return the program: that of SEGUE_ETCD whatever its version, else a safe one on PATH.

    Raises
    ------
    ClusterError
        If there is none, or only one of a version that loses data in a crash.
    """
    chosen = settings().etcd
    if chosen is not None:
        if not chosen.is_file():
            raise ClusterError(f"expected the program etcd at {chosen} (SEGUE_ETCD), got none")
        return chosen
    found = _on_path()
    if not found:
        raise ClusterError(f"expected the program etcd on PATH, got none; {INSTALL}")
    versions = {program: _version(program) for program in found}
    # a virtual environment that is active may hide a safe one of the machine
    for program, version in versions.items():
        if version is not None and _is_safe(version):
            return program
    raise ClusterError(
        "expected an etcd that keeps its data in a crash, got "
        + ", ".join(f"{_described(version)} at {each}" for each, version in versions.items())
        + f"; {INSTALL}"
    )


def _on_path() -> list[Path]:
    folders = os.get_exec_path()
    return [Path(each) for folder in folders if (each := shutil.which("etcd", path=folder))]


def _version(program: Path) -> tuple[int, ...] | None:
    try:
        done = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    except OSError:  # of another processor, or no program at all
        return None
    found = re.search(r"etcd Version: (\d+)\.(\d+)\.(\d+)", done.stdout)
    return tuple(map(int, found.groups())) if found else None


def _described(version: tuple[int, ...] | None) -> str:
    return ".".join(map(str, version)) if version else "no version"


def _is_safe(version: tuple[int, ...]) -> bool:
    if version[:2] == (3, 4):
        return version >= FIRST_SAFE_3_4
    return version >= FIRST_SAFE_3_5


def reachable_etcd(program: Path, location: Path, account: Account) -> Path:
    """Return the program, or a copy under `location` if `account` cannot run the original."""
    if account.can(str(program), "--version"):
        return program
    copy = location / "programs" / "etcd"
    copy.parent.mkdir(exist_ok=True)
    fresh = copy.with_name("etcd.new")
    shutil.copy(program, fresh)
    fresh.chmod(0o755)
    fresh.rename(copy)
    return copy


def member_command(
    program: Path, layout: Layout, node: Node, is_replaced: bool = False
) -> list[str]:
    """Return the command line of the node's member; a replaced one joins the others."""
    client = f"http://{node.address}:{layout.ports.etcd_client}"
    peer = f"http://{node.address}:{layout.ports.etcd_peer}"
    members = [
        f"{each.name}=http://{each.address}:{layout.ports.etcd_peer}" for each in layout.nodes
    ]
    flags = {
        "name": node.name,
        "data-dir": node.etcd_data,
        "listen-client-urls": client,
        "advertise-client-urls": client,
        "listen-peer-urls": peer,
        "initial-advertise-peer-urls": peer,
        "initial-cluster": ",".join(members),
        "initial-cluster-token": layout.token,
        "initial-cluster-state": "existing" if is_replaced else "new",
        "heartbeat-interval": HEARTBEAT_MS,
        "election-timeout": ELECTION_MS,
        "auto-compaction-mode": "revision",
        "auto-compaction-retention": 1000,
        "logger": "zap",
        "log-level": "warn",
    }
    return [str(program), *(f"--{name}={value}" for name, value in flags.items())]


def is_healthy(layout: Layout, node: Node) -> bool:
    """Return whether the node's member answers as part of a majority."""
    import requests  # here: most commands ask no cluster, and it takes a quarter of their start

    url = f"http://{node.address}:{layout.ports.etcd_client}/health"
    with contextlib.suppress(requests.RequestException), requests.Session() as session:
        session.trust_env = False  # no proxy between programs of one machine
        return bool(session.get(url, timeout=2).json().get("health") == "true")
    return False


def replace_member(layout: Layout, node: Node) -> None:
    """Let a node that lost its etcd data join as a new member.

    The others still count on what the lost member had confirmed, so that they would not take it
    back with an empty log.

    Raises
    ------
    ClusterError
        If the others do not run: without their data nobody knows who may become the primary.
    """
    # without the lost member they first elect a leader anew, and are not healthy until then
    end = time.monotonic() + ELECTION_TIMEOUT_S
    while not (others := _find_healthy(layout, node)) and time.monotonic() < end:
        time.sleep(0.3)
    if not others:
        raise ClusterError(
            f"expected the other members of etcd to run, as {node.name} lost its data, but they "
            "do not; run `segue cluster start`, or `segue restore --at latest` if two members lost "
            "their data"
        )
    known = _ask(layout, others[0], "list", {}).get("members", [])
    peer = f"http://{node.address}:{layout.ports.etcd_peer}"
    for member in known:
        if peer in member.get("peerURLs", []):
            _ask(layout, others[0], "remove", {"ID": member["ID"]})
    _ask(layout, others[0], "add", {"peerURLs": [peer]})


def _find_healthy(layout: Layout, node: Node) -> list[Node]:
    return [other for other in layout.nodes if other != node and is_healthy(layout, other)]


def _ask(layout: Layout, node: Node, action: str, body: dict[str, Any]) -> dict[str, Any]:
    import requests

    url = f"http://{node.address}:{layout.ports.etcd_client}/v3/cluster/member/{action}"
    try:
        with requests.Session() as session:
            session.trust_env = False
            answer = session.post(url, json=body, timeout=10)
            answer.raise_for_status()
            return dict(answer.json())
    except requests.RequestException as error:
        raise ClusterError(
            f"expected etcd of {node.name} to {action} members, got: {error}; "
            "run `segue cluster heal` again once two nodes run"
        ) from error
