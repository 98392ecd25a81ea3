"""The state of the cluster as its agents report it: roles, lag, timeline, the last failover."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from typing import Any

import psutil

from segue.cluster.layout import Layout, Node
from segue.cluster.node import NodeProcesses
from segue.cluster.patroni import Interface


@dataclass(frozen=True)
class NodeStatus:
    """One node. Lags are bytes behind the primary's last known position; None if unknown."""

    name: str
    address: str
    role: str  # primary, standby or unknown
    state: str  # of Patroni: running, streaming, starting ...; unreachable if it does not answer
    timeline: int | None
    receive_lag_bytes: int | None
    replay_lag_bytes: int | None
    is_synchronous: bool
    agent: str  # running, paused or stopped, as the next two
    postgres: str
    etcd: str

    @property
    def is_well(self) -> bool:
        """Return whether the node serves, as primary or as a standby that could take over."""
        return self.role == "primary" or (self.state == "streaming" and self.is_synchronous)


@dataclass(frozen=True)
class Failover:
    """The last change of the primary."""

    at: str
    to: str
    timeline: int


@dataclass(frozen=True)
class ClusterStatus:
    """The three nodes and the last failover."""

    nodes: list[NodeStatus]
    last_failover: Failover | None

    @property
    def primary(self) -> NodeStatus | None:
        """Return the node that takes writes, or None."""
        primaries = [node for node in self.nodes if node.role == "primary"]
        return max(primaries, key=lambda node: node.timeline or 0, default=None)

    @property
    def standbys(self) -> list[NodeStatus]:
        """Return the nodes that follow the primary and answer."""
        return [node for node in self.nodes if node.role == "standby"]

    @property
    def is_healthy(self) -> bool:
        """Return whether the loss of any node would lose no write and stop nothing for long."""
        return self.primary is not None and all(
            node.is_well and node.etcd == "running" and node.agent == "running"
            for node in self.nodes
        )

    @property
    def is_running(self) -> bool:
        """Return whether anything of the cluster runs."""
        return any(
            part != "stopped"
            for node in self.nodes
            for part in (node.agent, node.postgres, node.etcd)
        )

    def as_dict(self) -> dict[str, Any]:
        """Return all of it for JSON."""
        return {
            "is_healthy": self.is_healthy,
            "primary": self.primary.name if self.primary else None,
            **asdict(self),
        }


def read_status(layout: Layout) -> ClusterStatus:
    """Ask all agents at once; one that does not answer costs two seconds."""
    nodes = layout.nodes
    agents = [Interface(layout, node) for node in nodes]
    with ThreadPoolExecutor(3 * len(agents)) as pool:
        own = list(pool.map(lambda agent: pool.submit(agent.get, "/patroni"), agents))
        views = [pool.submit(agent.get, "/cluster") for agent in agents]
        histories = [pool.submit(agent.get, "/history") for agent in agents]
        answers = [each.result() or {} for each in own]
        view = _newest(views, answers) or {}
        history = _newest(histories, answers) or []
    members = {each["name"]: each for each in view.get("members", [])}
    return ClusterStatus(
        [
            _node_status(node, answer, members.get(node.name, {}))
            for node, answer in zip(nodes, answers, strict=True)
        ],
        _last_failover(history),
    )


def _newest(pending: list[Any], answers: list[dict[str, Any]]) -> Any:
    """Return the answer of the node on the highest timeline: an old primary may know less."""
    known = [
        (int(answer.get("timeline") or 0), index)
        for index, answer in enumerate(answers)
        if answer and pending[index].result()
    ]
    return pending[max(known)[1]].result() if known else None


def _node_status(node: Node, own: dict[str, Any], member: dict[str, Any]) -> NodeStatus:
    processes = NodeProcesses(node)
    role = {"primary": "primary", "replica": "standby"}.get(own.get("role", ""), "unknown")
    is_up = own.get("state") == "running"
    return NodeStatus(
        name=node.name,
        address=node.address,
        role=role if is_up else "unknown",
        state=own.get("replication_state") or own.get("state") or "unreachable",
        timeline=own.get("timeline"),
        receive_lag_bytes=_number(member.get("receive_lag")) if is_up else None,
        replay_lag_bytes=_number(member.get("replay_lag")) if is_up else None,
        is_synchronous=is_up and member.get("role") == "quorum_standby",
        agent=_described(processes.agent.find),
        postgres=_described(processes.postmaster),
        etcd=_described(processes.etcd.find),
    )


def _described(find: Callable[[], psutil.Process | None]) -> str:
    try:
        process = find()
        if process is None:
            return "stopped"
        return "paused" if process.status() == psutil.STATUS_STOPPED else "running"
    except psutil.NoSuchProcess:
        return "stopped"


def _number(value: Any) -> int | None:
    return value if isinstance(value, int) else None


def _last_failover(history: list[list[Any]]) -> Failover | None:
    # a row: the timeline that ended, where, why, when, and the new primary
    rows = [row for row in history if len(row) >= 5]
    if not rows:
        return None
    ended, _, _, at, new_primary = rows[-1][:5]
    return Failover(str(at), str(new_primary), int(ended) + 1)
