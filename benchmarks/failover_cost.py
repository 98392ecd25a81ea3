"""Processor time of each part of a cluster under load, before anything fails."""

import time

import psutil

from benchmarks.failover_load import Load
from segue.cluster import Cluster
from segue.cluster.node import NodeProcesses
from segue.cluster.processes import with_children

WARM_UP_S, MEASURED_S = 5.0, 15.0


def print_cost(cluster: Cluster, load: Load) -> None:
    """Measure the load for some seconds and print its rate, and the milliseconds of a write.

    Reads of the same time are in the sums: what one write alone takes is less.
    """
    time.sleep(WARM_UP_S)
    before, counted, began = _seconds(cluster), _counts(load), time.monotonic()
    time.sleep(MEASURED_S)
    after, ended = _seconds(cluster), time.monotonic()
    writes, reads = (now - then for now, then in zip(_counts(load), counted, strict=True))
    elapsed = ended - began
    print(f"\n{writes / elapsed:.0f} verdicts and {reads / elapsed:.0f} reads a second\n")
    print("| part | processor time by verdict, ms |\n| --- | ---: |")
    spent = {part: after[part] - before[part] for part in before}
    for part, seconds in {**spent, "sum": sum(spent.values())}.items():
        print(f"| {part} | {1000 * seconds / max(writes, 1):.2f} |")
    print(flush=True)


def _counts(load: Load) -> tuple[int, int]:
    return len(load.writes.acknowledged), len(load.reads.acknowledged)


def _seconds(cluster: Cluster) -> dict[str, float]:
    """Return the seconds of processor time that each part has taken so far."""
    status, own = cluster.status(), psutil.Process()
    parts: dict[str, list[psutil.Process]] = {
        "the app": own.children(recursive=True),
        "the primary's server": [],
        "the standbys' servers": [],
        "etcd and Patroni": [],
        "the callers": [own],
    }
    for node in map(NodeProcesses, cluster.layout.nodes):
        is_primary = status.primary is not None and status.primary.name == node.node.name
        server = "the primary's server" if is_primary else "the standbys' servers"
        parts[server] += with_children(node.postmaster())
        agents = (node.etcd.find(), node.agent.find())
        parts["etcd and Patroni"] += [one for each in agents for one in with_children(each)]
    return {part: sum(map(_of_process, found)) for part, found in parts.items()}


def _of_process(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.Error:
        return 0.0
    return float(times.user + times.system)
