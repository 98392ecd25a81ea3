"""`segue cluster`: three PostgreSQL nodes on this machine, their state, and drills."""

import json
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from segue.cluster import Cluster, ClusterStatus, Part
from segue.settings import settings

cluster = typer.Typer(help="Three PostgreSQL nodes under Patroni.", no_args_is_help=True)

NodeName = Annotated[str, typer.Argument(help="node1, node2 or node3.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print all of it as JSON.")]


def cluster_of_home() -> Cluster:
    """Return the cluster of SEGUE_HOME, made or not."""
    return Cluster(settings().home / "cluster", settings().backup_dir)


@cluster.command()
def start() -> None:
    """Start the nodes that do not run; exits 1 unless all of them serve."""
    found = cluster_of_home().start()
    _show_and_exit(found)
    print("`segue db url` prints the address of all three, for DATABASE_URL")


@cluster.command()
def status(as_json: AsJson = False) -> None:
    """Show roles, lag, timeline and the last failover; exits 1 unless all nodes serve."""
    found = cluster_of_home().status()
    if as_json:
        print(json.dumps(found.as_dict(), indent=2))
        if not found.is_healthy:
            raise typer.Exit(1)
    else:
        _show_and_exit(found)


@cluster.command()
def stop() -> None:
    """Stop all nodes; their data stays."""
    found = cluster_of_home()
    print("stopped" if found.stop() else f"no cluster was running under {found.folder}")


@cluster.command()
def kill(
    node: NodeName,
    part: Annotated[Part, typer.Option(help="What to kill of the node.")] = Part.NODE,
) -> None:
    """Drill: kill a node, or one part of it, without notice."""
    cluster_of_home().kill(node, part)
    print(f"killed {part} of {node}; `segue cluster heal {node}` starts it again")


@cluster.command()
def freeze(node: NodeName) -> None:
    """Drill: pause all processes of a node, as if its machine hung."""
    cluster_of_home().freeze(node)
    print(f"paused {node}; `segue cluster heal {node}` lets it go on")


@cluster.command()
def heal(node: NodeName) -> None:
    """Start what a node lacks, and wait until it serves again."""
    _show(cluster_of_home().heal(node))


@cluster.command()
def switchover(
    node: Annotated[str, typer.Argument(help="The new primary; default any standby.")] = "",
) -> None:
    """Change the primary in an orderly way, without the loss of a write."""
    _show_and_exit(cluster_of_home().switch_over(node))


def _show_and_exit(found: ClusterStatus) -> None:
    _show(found)
    if not found.is_healthy:
        raise typer.Exit(1)


def _show(found: ClusterStatus) -> None:
    table = Table("node", "role", "state", "timeline", "lag, bytes", "processes")
    for node in found.nodes:
        lag = "" if node.replay_lag_bytes is None else f"{node.replay_lag_bytes:,}"
        parts = {"agent": node.agent, "postgres": node.postgres, "etcd": node.etcd}
        amiss = ", ".join(f"{name} {state}" for name, state in parts.items() if state != "running")
        role = "standby, synchronous" if node.is_synchronous else node.role
        timeline = "" if node.timeline is None else str(node.timeline)
        table.add_row(node.name, role, node.state, timeline, lag, amiss or "all run")
    console = Console(highlight=False, soft_wrap=True)
    console.print(table)
    last = found.last_failover
    console.print(
        f"last failover: to {last.to} at {last.at}, timeline {last.timeline}"
        if last
        else "no failover so far",
        markup=False,
    )
    if not found.is_healthy:
        console.print("not all nodes serve; `segue cluster heal NODE` starts what a node lacks")
