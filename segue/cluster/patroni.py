"""Patroni, the agent of each node: its settings, and its HTTP interface."""

import contextlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from segue.cluster.archive import archive_parameters
from segue.cluster.layout import REPLICATION, REWIND, SUPERUSER, ClusterError, Layout, Node

if TYPE_CHECKING:
    import requests

SCOPE = "segue"
# Settings that all nodes share; Patroni keeps them in etcd. A lost node is noticed when its leader
# key expires, and `ttl` cannot be below 20 s; loop_wait + 2 * retry_timeout must not exceed it.
SHARED_SETTINGS: dict[str, Any] = {
    "ttl": 20,
    "loop_wait": 2,
    "retry_timeout": 5,
    "maximum_lag_on_failover": 1_048_576,
    "synchronous_mode": "quorum",
    "synchronous_node_count": 1,
    # keep the primary while etcd is away, as long as it sees all other nodes
    "failsafe_mode": True,
    # another node takes over at once if the server alone dies; the default first restarts it
    "primary_start_timeout": 0,
    "postgresql": {
        "use_pg_rewind": True,
        "use_slots": True,
        # a node that cannot be rewound is copied again from the primary
        "remove_data_directory_on_rewind_failure": True,
        "remove_data_directory_on_diverged_timelines": True,
        "parameters": {
            "max_connections": 100,
            "max_wal_senders": 10,
            "max_replication_slots": 10,
            "wal_log_hints": "on",
            "hot_standby": "on",
            "synchronous_commit": "on",
        },
    },
}
# as the embedded server is made
INITDB = [
    {"encoding": "UTF8"},
    {"locale": "C"},
    {"locale-provider": "builtin"},
    {"builtin-locale": "C.UTF-8"},
    {"auth": "scram-sha-256"},
    "data-checksums",
]
OWN_PARAMETERS: dict[str, Any] = {
    "unix_socket_directories": "",  # a path under a deep home is too long for a socket
    "password_encryption": "scram-sha-256",
    "shared_buffers": "256MB",
    "maintenance_work_mem": "256MB",
    "work_mem": "32MB",
    "max_wal_size": "4GB",
    "wal_keep_size": "256MB",
    "jit": "off",
    "wal_sender_timeout": "10s",
    "wal_receiver_timeout": "10s",
    "tcp_user_timeout": "10s",
    "tcp_keepalives_idle": 5,
    "tcp_keepalives_interval": 2,
    "tcp_keepalives_count": 3,
    "client_connection_check_interval": "5s",
    "logging_collector": "on",
    "log_filename": "postgres-%a.log",
    "log_truncate_on_rotation": "on",
    "log_rotation_age": "1d",
    "log_rotation_size": 0,
}


def agent_settings(layout: Layout, node: Node, programs: Path) -> str:
    """Return the settings file of the node's agent, as JSON, which YAML includes."""
    ports, passwords = layout.ports, layout.passwords
    rest = f"{node.address}:{ports.rest}"
    server = f"{node.address}:{ports.postgres}"
    hosts = [f"{each.address}:{ports.etcd_client}" for each in layout.nodes]
    settings = {
        "scope": SCOPE,
        "namespace": "/service/",
        "name": node.name,
        "log": {"dir": str(node.logs), "file_size": 10_000_000, "file_num": 4},
        "restapi": {
            "listen": rest,
            "connect_address": rest,
            "authentication": {"username": SCOPE, "password": passwords["rest"]},
        },
        "etcd3": {"hosts": hosts},
        "bootstrap": {"dcs": SHARED_SETTINGS, "initdb": INITDB},
        "postgresql": {
            "listen": server,
            "connect_address": server,
            "data_dir": str(node.data),
            "bin_dir": str(programs),
            "pgpass": str(node.folder / "pgpass"),
            "basebackup": [{"checkpoint": "fast"}],
            "pg_hba": [
                f"host replication {REPLICATION} 127.0.0.0/8 scram-sha-256",
                "host all all 127.0.0.0/8 scram-sha-256",
            ],
            "parameters": {
                **OWN_PARAMETERS,
                "log_directory": str(node.logs),
                **archive_parameters(layout, node),
            },
            "authentication": {
                "superuser": {"username": SUPERUSER, "password": passwords[SUPERUSER]},
                "replication": {"username": REPLICATION, "password": passwords[REPLICATION]},
                "rewind": {"username": REWIND, "password": passwords[REWIND]},
            },
        },
    }
    return json.dumps(settings, indent=2)


class Interface:
    """The HTTP interface of one node's agent."""

    def __init__(self, layout: Layout, node: Node) -> None:
        self.node = node
        self._root = f"http://{node.address}:{layout.ports.rest}"
        self._password = layout.passwords["rest"]

    def get(self, path: str, timeout_s: float = 2) -> Any:
        """Return the JSON at `path`, or None if the agent does not answer in time."""
        import requests

        with contextlib.suppress(requests.RequestException), _session() as session:
            # the status tells the role; the body is the same
            return session.get(self._root + path, timeout=timeout_s).json()
        return None

    def change(self, method: str, path: str, body: dict[str, Any], timeout_s: float = 60) -> str:
        """Send a change and return the agent's answer.

        Raises
        ------
        ClusterError
            If the agent refuses it or does not answer.
        """
        import requests

        try:
            with _session() as session:
                session.auth = (SCOPE, self._password)
                answer = session.request(method, self._root + path, json=body, timeout=timeout_s)
        except requests.RequestException as error:
            raise ClusterError(
                f"expected Patroni of {self.node.name} to answer, got: {error}"
            ) from error
        if not answer.ok:
            raise ClusterError(f"expected {self.node.name} to do it, got: {answer.text.strip()}")
        return answer.text


def _session() -> "requests.Session":
    import requests  # here for the reason that etcd.py names

    session = requests.Session()
    session.trust_env = False  # no proxy between programs of one machine
    return session
