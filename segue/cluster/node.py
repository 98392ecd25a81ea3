"""The processes of one node: agent, server and etcd member, started, paused and killed."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import psutil

from segue.cluster import agent, archive, etcd, patroni, processes
from segue.cluster.agent_python import agent_command
from segue.cluster.layout import Layout, Node, require_free, write_privately
from segue.cluster.processes import DetachedProcess
from segue.embedded import wheel_programs
from segue.unprivileged import Account, reachable_programs


@dataclass(frozen=True)
class Programs:
    """The programs of a node, as its account can run them."""

    postgres: Path
    etcd: Path
    python: list[str]
    agent_environment: dict[str, str]

    @classmethod
    def find(cls, location: Path, account: Account) -> "Programs":
        """Find all programs, and copy those that `account` cannot reach."""
        return cls(
            reachable_programs(wheel_programs(), location, account),
            etcd.reachable_etcd(etcd.find_etcd(), location, account),
            *agent_command(location, account),
        )


class NodeProcesses:
    """What runs of one node."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.agent = DetachedProcess(node.folder, "agent")
        self.etcd = DetachedProcess(node.folder, "etcd")

    def postmaster(self) -> psutil.Process | None:
        """Return the node's PostgreSQL server, or None."""
        return processes.postmaster(self.node.data)

    # start ---------------------------------------------------------------------------

    def start_etcd(self, layout: Layout, programs: Programs, account: Account) -> None:
        """Start the node's member of etcd, unless it runs."""
        if self.etcd.is_running():
            return
        for port in (layout.ports.etcd_client, layout.ports.etcd_peer):
            require_free(self.node.address, port)
        self._make_folders(account)
        is_lost = self.has_lost_etcd(layout)
        if is_lost:
            etcd.replace_member(layout, self.node)
        command = etcd.member_command(programs.etcd, layout, self.node, is_replaced=is_lost)
        self.etcd.start(command, account, {"PATH": os.defpath, "HOME": str(self.node.folder)})

    def has_lost_etcd(self, layout: Layout) -> bool:
        """Return whether the data of the node's etcd member is gone, as with a new disk."""
        is_first_start = not layout.initialized_file.exists()
        return not is_first_start and not (self.node.etcd_data / "member").exists()

    def start_agent(self, layout: Layout, programs: Programs, account: Account) -> None:
        """Start the node's agent, unless it runs; the agent starts the server."""
        if self.agent.is_running():
            return
        require_free(self.node.address, layout.ports.rest)
        if self.postmaster() is None:
            require_free(self.node.address, layout.ports.postgres)
        self._make_folders(account)
        self.remove_unfinished_data()
        settings, program = self.node.folder / "patroni.yml", self.node.folder / "agent.py"
        text = patroni.agent_settings(layout, self.node, programs.postgres)
        write_privately(settings, text, account)
        write_privately(program, Path(agent.__file__).read_text(), account)
        write_privately(self.node.archive_program, archive.PROGRAM.read_text(), account)
        urls = [
            f"http://{self.node.address}:{port}"
            for port in (layout.ports.etcd_client, layout.ports.rest)
        ]
        command = [*programs.python, str(program), str(settings), *urls]
        self.agent.start(command, account, programs.agent_environment)

    def _make_folders(self, account: Account) -> None:
        for folder in (self.node.folder, self.node.etcd_data, self.node.logs):
            folder.mkdir(exist_ok=True)
            account.take_ownership(folder, 0o700)

    def remove_unfinished_data(self) -> None:
        """Remove a data directory whose copy was interrupted: its control file comes last."""
        if self.postmaster() is not None:
            return
        # a copy that outlived its agent would go on writing below the next one
        processes.kill(processes.tools_on(self.node.data))
        if self.node.data.exists() and not self.node.holds_data:
            shutil.rmtree(self.node.data)

    # drills --------------------------------------------------------------------------

    def all(self) -> list[psutil.Process]:
        """Return all processes of the node, the agent first so that it cannot react."""
        return [
            *processes.with_children(self.agent.find()),
            *processes.with_children(self.postmaster()),
            *processes.tools_on(self.node.data),
            *processes.with_children(self.etcd.find()),
        ]
