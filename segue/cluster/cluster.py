"""The cluster as a whole: start, stop, drills and the change of its primary."""

import contextlib
import shutil
import signal
import time
from enum import StrEnum
from pathlib import Path

import psutil
from filelock import FileLock

from segue.cluster import etcd, processes
from segue.cluster.archive import prepare_archive
from segue.cluster.database import create_database
from segue.cluster.layout import APPLICATION, DATABASE, ClusterError, Layout
from segue.cluster.node import NodeProcesses, Programs
from segue.cluster.patroni import Interface
from segue.cluster.rotation import finish_rotation, rotate_passwords
from segue.cluster.start import start_etcd, wait, wait_for_primary
from segue.cluster.status import ClusterStatus, read_status
from segue.folder_swap import finish_exchange
from segue.unprivileged import Account, choose_location, stored_location

START_TIMEOUT_S = 180.0
STOP_TIMEOUT_S = 60.0
HEAL_TIMEOUT_S = 120.0
SERVE_TIMEOUT_S = 15.0


class Part(StrEnum):
    """What a drill takes away from a node."""

    NODE = "node"
    POSTGRES = "postgres"
    AGENT = "agent"
    ETCD = "etcd"


class Cluster:
    """Three nodes with all of their state under `folder`.

    Commands that change the cluster wait for each other by a lock file. With a folder of `backups`
    the nodes archive their log there.
    """

    def __init__(self, folder: Path, backups: Path | None = None) -> None:
        self.folder = folder.resolve()
        self.backups = backups.resolve() if backups else None

    @property
    def layout(self) -> Layout:
        """Return the files of the cluster."""
        return Layout(stored_location(self.folder), self.backups)

    def url(self, role: str = APPLICATION, database: str = DATABASE, node: str = "") -> str:
        """Return the URL of all nodes for writing, or of `node` alone, with its password.

        `role` is `segue`, the owner of the database; `postgres`, the superuser; `replicator`; or
        `rewinder`.
        """
        self._require_layout()
        return self.layout.url(role, database, node)

    def status(self) -> ClusterStatus:
        """Return the state of the nodes, without waiting for another command."""
        self._require_layout()
        return read_status(self.layout)

    def is_running(self) -> bool:
        """Return whether any node's server runs."""
        return any(node.postmaster() is not None for node in self._nodes())

    # start and stop ------------------------------------------------------------------

    def start(self, timeout_s: float = START_TIMEOUT_S) -> ClusterStatus:
        """Start what does not run, make the database, and wait until all nodes serve.

        Raises
        ------
        ClusterError
            If no primary comes up in time; a standby that does not is in the status returned.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        end = time.monotonic() + timeout_s
        with self.lock():
            account = Account.to_run_postgres()
            location = choose_location(self.folder, account)
            programs = Programs.find(location, account)
            finish_exchange(location)
            self.layout.create()
            layout = self.layout
            prepare_archive(layout, account)
            if not self._was_initialized():
                self._remove_unfinished_cluster()
            nodes = self._nodes()
            processes.resume([process for node in nodes for process in node.all()])
            start_etcd(layout, nodes, programs, account, end)
            # an empty node would begin a new database if it were quicker than those with data
            first = [each for each in nodes if each.node.holds_data] or nodes
            for node in first:
                node.start_agent(layout, programs, account)
            wait_for_primary(first, self._has_primary, end)
            layout = self.layout  # its passwords may be those of a rotation that was cut off
            layout.initialized_file.touch()
            for node in nodes:
                node.start_agent(layout, programs, account)
            prepare_archive(layout, account)
            create_database(layout, end)
            wait(lambda: self.status().is_healthy, end)
            return self.status()

    def stop(self, timeout_s: float = STOP_TIMEOUT_S) -> bool:
        """Stop all nodes, the standbys first; return whether there was one to stop."""
        if not self.layout.exists:
            return False
        with self.lock():
            nodes = self._nodes()
            running = [process for node in nodes for process in node.all()]
            processes.resume(running)
            primary = self.status().primary
            # if the primary went first, a standby would take over just to be stopped
            nodes.sort(key=lambda each: primary is not None and each.node.name == primary.name)
            for group in (nodes[:-1], nodes[-1:]):
                self._stop_agents(group, timeout_s)
            for node in nodes:
                _send(node.etcd.find(), signal.SIGTERM)
            for node in nodes:
                if not node.etcd.wait_for_end(timeout_s):
                    processes.kill(processes.with_children(node.etcd.find()))
            for node in nodes:
                for program in (node.agent, node.etcd):
                    if program.is_running():
                        raise ClusterError(
                            f"expected {program.name} of {node.node.name} to end, but it holds "
                            f"{program.lock_file}; find it by `fuser {program.lock_file}`, end "
                            "it, then run `segue cluster stop` again"
                        )
            return bool(running)

    def _stop_agents(self, nodes: list[NodeProcesses], timeout_s: float) -> None:
        for node in nodes:
            _send(node.agent.find(), signal.SIGTERM)
        for node in nodes:
            if not node.agent.wait_for_end(timeout_s):
                processes.kill(processes.with_children(node.agent.find()))
            self._stop_server(node, timeout_s)

    def _stop_server(self, node: NodeProcesses, timeout_s: float) -> None:
        """Stop a server whose agent is gone: SIGINT is PostgreSQL's fast shutdown."""
        server = node.postmaster()
        _send(server, signal.SIGINT)
        if server is not None and not wait(
            lambda: node.postmaster() is None, time.monotonic() + timeout_s
        ):
            raise ClusterError(
                f"expected the server of {node.node.name} to stop within {timeout_s:.0f} s, but it "
                f"runs on as process {server.pid}; read the logs in {node.node.logs}"
            )
        processes.kill(processes.tools_on(node.node.data))

    # drills --------------------------------------------------------------------------

    def kill(self, node: str, part: Part | str = Part.NODE) -> None:
        """Kill a node, or one part of it, at once and without notice (SIGKILL)."""
        with self.lock():
            found = self._require_node(node)
            which = {
                Part.NODE: found.all,
                Part.POSTGRES: lambda: processes.with_children(found.postmaster())[:1],
                Part.AGENT: lambda: processes.with_children(found.agent.find()),
                Part.ETCD: lambda: processes.with_children(found.etcd.find()),
            }
            running = which[Part(part)]()
            if not running:
                raise ClusterError(f"expected {part} of {node} to run, but it does not")
            processes.kill(running)

    def freeze(self, node: str) -> None:
        """Pause all processes of a node, as if its machine or its network hung."""
        with self.lock():
            processes.pause(self._require_node(node).all())

    def heal(self, node: str, timeout_s: float = HEAL_TIMEOUT_S) -> ClusterStatus:
        """Let a node go on, start what it lacks, and wait until it serves again."""
        end = time.monotonic() + timeout_s
        with self.lock():
            found = self._require_node(node)
            processes.resume(found.all())
            finish_rotation(self.layout)  # an agent started with former passwords would be lost
            account = Account.to_run_postgres()
            programs = Programs.find(self.layout.location, account)
            found.start_etcd(self.layout, programs, account)
            found.start_agent(self.layout, programs, account)
            if sum(each.etcd.is_running() for each in self._nodes()) < 2:
                raise ClusterError(
                    f"expected two members of etcd, got that of {node} alone, which runs now but "
                    "has no majority; run `segue cluster start`, which starts the other nodes, too"
                )

        def serves() -> bool:
            is_well = any(each.name == node and each.is_well for each in self.status().nodes)
            return is_well and etcd.is_healthy(self.layout, found.node)

        if not wait(serves, end):
            raise ClusterError(
                f"expected {node} to serve again within {timeout_s:.0f} s, but it does not; "
                f"read {found.node.logs / 'patroni.log'}, and if its data is damaged, replace it "
                "(docs/operations.md, The cluster: replace a node)"
            )
        return self.status()

    def switch_over(self, node: str = "") -> ClusterStatus:
        """Make `node`, or the standby that Patroni chooses, the primary, and lose nothing."""
        with self.lock():
            before = self.status().primary
            if before is None:
                raise ClusterError("expected a primary to switch from, got none")
            if node:
                self._require_node(node)
            request = {"leader": before.name} | ({"candidate": node} if node else {})
            agent = Interface(self.layout, self.layout.node(before.name))
            agent.change("POST", "/switchover", request)
            end = time.monotonic() + HEAL_TIMEOUT_S
            wait(lambda: self.status().is_healthy, end)
            return self.status()

    def rotate_passwords(self) -> None:
        """Give all roles new passwords, while all nodes serve; open connections stay open."""
        with self.lock():
            finish_rotation(self.layout)
            if not wait(lambda: self.status().is_healthy, time.monotonic() + SERVE_TIMEOUT_S):
                raise ClusterError(
                    "expected all nodes to serve, so that each takes the new passwords, but they "
                    "do not; run `segue cluster status`, then `segue cluster heal NODE`"
                )
            rotate_passwords(self.layout)

    # steps of a start ----------------------------------------------------------------

    def lock(self) -> FileLock:
        """Return the lock of the commands that change the cluster."""
        return FileLock(self.folder / "lock")

    def _has_primary(self) -> bool:
        """Return whether a node takes writes; no agent can tell if its password is a former one."""
        finish_rotation(self.layout)
        return self.status().primary is not None

    def _nodes(self) -> list[NodeProcesses]:
        return [NodeProcesses(node) for node in self.layout.nodes]

    def _require_layout(self) -> None:
        if not self.layout.exists:
            raise ClusterError(
                f"expected a cluster under {self.folder}, got none; run `segue cluster start`"
            )

    def _require_node(self, name: str) -> NodeProcesses:
        self._require_layout()
        return NodeProcesses(self.layout.node(name))

    def _was_initialized(self) -> bool:
        """Return whether a primary ever served, so that there may be data."""
        if self.layout.initialized_file.exists():
            return True
        return any(node.holds_a_database for node in self.layout.nodes)

    def _remove_unfinished_cluster(self) -> None:
        """Remove what a killed first start left: etcd would wait for its initdb for ever."""
        for node in self._nodes():
            processes.kill(node.all())
            shutil.rmtree(node.node.folder, ignore_errors=True)


def find_cluster(home: Path, backups: Path | None = None) -> Cluster | None:
    """Return the cluster of this home, running or stopped, or None if none was made."""
    cluster = Cluster(home / "cluster", backups)
    return cluster if cluster.layout.exists else None


def _send(process: psutil.Process | None, number: signal.Signals) -> None:
    if process is not None:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.send_signal(number)
