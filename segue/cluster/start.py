"""Steps of a start that wait: each ends at once if what it waits for cannot come any more."""

import re
import time
from collections.abc import Callable

from segue.cluster import etcd
from segue.cluster.layout import ClusterError, Layout
from segue.cluster.node import NodeProcesses, Programs
from segue.cluster.processes import DetachedProcess
from segue.unprivileged import Account


def start_etcd(
    layout: Layout, nodes: list[NodeProcesses], programs: Programs, account: Account, end: float
) -> None:
    """Start the members of etcd, and wait for a majority of them until the monotonic time `end`.

    Raises
    ------
    ClusterError
        If fewer than two members run on.
    """
    # a member without data can only join a majority that runs
    lost = [node for node in nodes if node.has_lost_etcd(layout)]
    for node in nodes:
        if node not in lost:
            node.start_etcd(layout, programs, account)
    members = [node.etcd for node in nodes if node not in lost]
    wait(
        lambda: (
            any(etcd.is_healthy(layout, node.node) for node in nodes) or len(_running(members)) < 2
        ),
        end,
    )
    for node in lost:
        node.start_etcd(layout, programs, account)
    members = [node.etcd for node in nodes]
    if len(_running(members)) < 2:
        raise _has_ended("two members of etcd", members)


def wait_for_primary(
    nodes: list[NodeProcesses], has_primary: Callable[[], bool], end: float
) -> None:
    """Wait until one of the nodes, whose agents were started, is the primary.

    Raises
    ------
    ClusterError
        If none is at the monotonic time `end`, or if all agents have ended.
    """
    agents = [node.agent for node in nodes]
    if wait(lambda: not _running(agents) or has_primary(), end) and _running(agents):
        return
    if not _running(agents):
        raise _has_ended("Patroni", agents)
    raise ClusterError(
        "expected one of three nodes to become the primary, got none; "
        f"read {nodes[0].node.logs / 'patroni.log'}"
    )


def wait(condition: Callable[[], bool], end: float) -> bool:
    """Return whether the condition came true before the monotonic time `end`."""
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.3)
    return True


def _running(programs: list[DetachedProcess]) -> list[DetachedProcess]:
    return [each for each in programs if each.is_running()]


def _has_ended(what: str, programs: list[DetachedProcess]) -> ClusterError:
    ended = next(each for each in programs if not each.is_running())
    written = ended.output.read_text(errors="replace") if ended.output.exists() else ""
    lines = [line.strip() for line in written.split("\n") if line.strip()]
    # of a traceback, the line that tells why
    reasons = [line for line in lines if re.search(r"panic|fatal|error|no space", line, re.I)]
    last = (reasons or lines or ["nothing"])[-1]
    return ClusterError(
        f"expected {what} to run, but it ended and wrote: {last[:300]}; read {ended.output}, "
        "then run `segue cluster start` again"
    )
