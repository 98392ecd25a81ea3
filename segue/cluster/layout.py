"""Files of the cluster: addresses, ports and passwords, and the folders of its nodes."""

import contextlib
import json
import secrets
import socket
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from segue.embedded import free_port
from segue.errors import SegueError
from segue.folder_swap import sync_folder, write_durably
from segue.unprivileged import Account

# One port with three addresses: dbt and dlt take several hosts but a single port
ADDRESSES = {"node1": "127.0.0.11", "node2": "127.0.0.12", "node3": "127.0.0.13"}
DATABASE = "segue"
FIRST_OID_OF_A_USER = 16_384  # PostgreSQL's own databases have lower numbers
APPLICATION, SUPERUSER, REPLICATION, REWIND = "segue", "postgres", "replicator", "rewinder"
# The bounds of a hang: a node that does not take a connection, one that takes no more data, and a
# silent one. A statement that runs on a frozen server needs a deadline of the client's own.
LIMITS_OF_A_HANG = {
    "connect_timeout": "3",
    "tcp_user_timeout": "10000",
    "keepalives_idle": "5",
    "keepalives_interval": "2",
    "keepalives_count": "3",
}


class ClusterError(SegueError):
    """The cluster could not be started, stopped, found or changed."""


@dataclass(frozen=True)
class Ports:
    """The ports that all nodes have in common."""

    postgres: int
    rest: int
    etcd_client: int
    etcd_peer: int


@dataclass(frozen=True)
class Node:
    """One node: its name, its address and its folder."""

    name: str
    address: str
    folder: Path

    @property
    def data(self) -> Path:
        """Return PostgreSQL's data directory."""
        return self.folder / "data"

    @property
    def holds_data(self) -> bool:
        """Return whether the data directory is whole: its control file comes last."""
        return (self.data / "global" / "pg_control").exists()

    @property
    def holds_a_database(self) -> bool:
        """Return whether somebody made a database here, so that there may be rows."""
        with contextlib.suppress(OSError):
            return any(
                each.name.isdigit() and int(each.name) >= FIRST_OID_OF_A_USER
                for each in (self.data / "base").iterdir()
            )
        return False

    @property
    def etcd_data(self) -> Path:
        """Return the data directory of the node's etcd member."""
        return self.folder / "etcd"

    @property
    def archive_program(self) -> Path:
        """Return the node's copy of `archive.sh`."""
        return self.folder / "archive.sh"

    @property
    def logs(self) -> Path:
        """Return the folder of the logs of Patroni and PostgreSQL."""
        return self.folder / "logs"


class Layout:
    """What was decided when the cluster was made, read from `cluster.json` and `passwords.json`."""

    def __init__(self, location: Path, backups: Path | None = None) -> None:
        self.location, self.backups = location, backups

    @property
    def settings_file(self) -> Path:
        """Return the file with the ports; with it there is a cluster."""
        return self.location / "cluster.json"

    @property
    def exists(self) -> bool:
        """Return whether a cluster was made here."""
        return self.settings_file.exists() and self.passwords_file.exists()

    @property
    def passwords_file(self) -> Path:
        """Return the file with the passwords."""
        return self.location / "passwords.json"

    @property
    def initialized_file(self) -> Path:
        """Return the file that is there once a primary served: since then there may be data."""
        return self.location / "initialized"

    def create(self) -> None:
        """Choose ports and passwords, unless that was done before."""
        if self.exists:
            return
        write_privately(self.passwords_file, json.dumps(make_passwords()))
        ports = Ports(*(free_port(*ADDRESSES.values()) for _ in range(4)))
        settings = {"ports": asdict(ports), "token": secrets.token_hex(8)}
        write_privately(self.settings_file, json.dumps(settings), mode=0o644)

    @cached_property
    def _settings(self) -> dict[str, Any]:
        return _read_json(self.settings_file)

    @cached_property
    def passwords(self) -> dict[str, str]:
        """Return the password of each role, and that of Patroni's interface as `rest`."""
        return _read_json(self.passwords_file)

    @cached_property
    def ports(self) -> Ports:
        """Return the ports, the same on each address."""
        return Ports(**self._settings["ports"])

    @property
    def token(self) -> str:
        """Return the token by which the members of one etcd cluster know each other."""
        return self._settings["token"]

    @property
    def nodes(self) -> list[Node]:
        """Return the three nodes."""
        return [Node(name, address, self.location / name) for name, address in ADDRESSES.items()]

    def node(self, name: str) -> Node:
        """Return the node of this name."""
        if name not in ADDRESSES:
            raise ClusterError(f"expected a node among {', '.join(ADDRESSES)}, got {name}")
        return Node(name, ADDRESSES[name], self.location / name)

    def url(self, role: str = APPLICATION, database: str = DATABASE, node: str = "") -> str:
        """Return the libpq URL of all nodes for writing, or that of one node as it is."""
        hosts = [self.node(node)] if node else self.nodes
        addresses = ",".join(f"{each.address}:{self.ports.postgres}" for each in hosts)
        # "any" is said, too: dbt sets PGTARGETSESSIONATTRS in its process, which bars standbys
        role_of_server = "any" if node else "read-write"
        options = {"target_session_attrs": role_of_server, **LIMITS_OF_A_HANG}
        user = f"{role}:{quote(self.passwords[role], safe='')}"
        return f"postgresql://{user}@{addresses}/{database}?{urlencode(options)}"


def _read_json(file: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(file.read_text()))
    except (ValueError, TypeError) as error:
        # without its text, which may hold a password
        raise ClusterError(
            f"expected {file} as Segue wrote it, got a damaged file; put back a copy of it, or "
            f"move {file.parent} aside and run `segue restore --at latest`"
        ) from error


def make_passwords() -> dict[str, str]:
    """Return new passwords: of each role, and of Patroni's interface as `rest`."""
    names = (APPLICATION, SUPERUSER, REPLICATION, REWIND, "rest")
    return {name: secrets.token_urlsafe(24) for name in names}


def write_privately(
    file: Path, text: str, account: Account | None = None, mode: int = 0o600
) -> None:
    """Write `file` whole or not at all, also in a power cut, readable by `account` alone."""
    fresh = file.with_name(file.name + ".new")
    fresh.unlink(missing_ok=True)
    fresh.touch(mode=0o600)
    write_durably(fresh, text)
    (account or Account()).take_ownership(fresh, mode)
    fresh.rename(file)
    sync_folder(file.parent)


def require_free(address: str, port: int) -> None:
    """Raise if a program of somebody else listens on the port of a node."""
    with socket.socket() as probe:
        # connections that a server closed keep the port for a while, and do no harm
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            raise ClusterError(
                f"expected the port {port} of {address} to be free for the cluster, got: "
                f"{error.strerror}; end the program that uses it, then run `segue cluster start`"
            ) from error
