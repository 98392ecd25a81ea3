"""A PostgreSQL cluster of three nodes on this machine: Patroni, etcd, the embedded programs."""

from segue.cluster.cluster import Cluster, Part, find_cluster
from segue.cluster.layout import ClusterError
from segue.cluster.status import ClusterStatus, Failover, NodeStatus

__all__ = [
    "Cluster",
    "ClusterError",
    "ClusterStatus",
    "Failover",
    "NodeStatus",
    "Part",
    "find_cluster",
]
