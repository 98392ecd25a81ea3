"""One primary and two streaming standbys: enough for the tests of clients, and quick to start.

A real cluster has an agent that promotes a standby. Here the test does that: `promote` is a
failover, `paused` is lag, and `frozen` is a server that has stopped answering.
"""

import os
import secrets
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest

import segue.watchdog
from segue.embedded import free_port, wheel_programs
from segue.unprivileged import Account, reachable_folder, reachable_programs

ADDRESSES = {"one": "127.0.0.21", "two": "127.0.0.22", "three": "127.0.0.23"}
SETTINGS = {
    "unix_socket_directories": "",
    "shared_buffers": "64MB",
    "max_connections": "60",
    "jit": "off",
    "fsync": "off",
    "wal_level": "replica",
    "max_wal_senders": "10",
    "wal_keep_size": "1GB",
    "max_wal_size": "4GB",
    "wal_receiver_status_interval": "1s",
    "wal_retrieve_retry_interval": "200ms",
    "hot_standby_feedback": "on",
    "log_min_messages": "warning",
}
WAIT_S = 30


def wait_for(condition: Callable[[], Any], what: str) -> None:
    """Wait until `condition` returns something true; errors of the connection count as false."""
    deadline = time.monotonic() + WAIT_S
    while time.monotonic() < deadline:
        with suppress(psycopg.Error):
            if condition():
                return
        time.sleep(0.05)
    raise AssertionError(f"expected {what} within {WAIT_S} s")


def quicken_watchdog(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let connections to a frozen server end after a second."""
    monkeypatch.setattr(segue.watchdog, "INTERVAL_S", 0.2)
    monkeypatch.setattr(segue.watchdog, "ANSWER_WITHIN_S", 0.5)
    monkeypatch.setattr(segue.watchdog, "SILENT_S", 1.0)


class Streaming:
    """The three servers, by name; `primary` is the name of the one that takes writes."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self.account = Account.to_run_postgres()
        self.folder = reachable_folder(folder, self.account)
        self.programs = reachable_programs(wheel_programs(), self.folder, self.account)
        self.port, self.password = free_port(), secrets.token_urlsafe(12)
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.primary = "one"

    def start(self) -> None:
        """Create the primary and both standbys."""
        self.account.take_ownership(self.folder, 0o755)
        password = self.folder / "password"
        password.write_text(self.password)
        password.chmod(0o644)
        self._run("initdb", "-D", self._data("one"), "-U", "segue", f"--pwfile={password}", "-N",
                  "-A", "scram-sha-256", "-E", "UTF8", "--locale=C", "--locale-provider=builtin",
                  "--builtin-locale=C.UTF-8", "--data-checksums",
                  "-c", "scram_iterations=1")  # fmt: skip
        with open(self._data("one") / "pg_hba.conf", "w") as access:
            for database in ("all", "replication"):
                access.write(f"host {database} all 127.0.0.0/8 scram-sha-256\n")
        self._start("one")
        for name in ("two", "three"):
            self.join(name)

    def stop(self) -> None:
        """Kill all servers; their data is not needed any more."""
        for name in list(self.processes):
            self.kill(name)

    def url(self, *names: str, database: str = "postgres") -> str:
        """Return the URL of some servers, by default of all."""
        hosts = ",".join(f"{ADDRESSES[name]}:{self.port}" for name in names or ADDRESSES)
        return f"postgresql://segue:{self.password}@{hosts}/{database}"

    def execute(self, name: str, statement: str, database: str = "postgres") -> list[Any]:
        """Run a statement on one server and return its rows."""
        with psycopg.connect(
            self.url(name, database=database), autocommit=True, target_session_attrs="any"
        ) as connection:
            found = connection.execute(statement)  # type: ignore[arg-type]
            return found.fetchall() if found.description else []

    @property
    def standbys(self) -> list[str]:
        """Return the names of the running standbys."""
        return [name for name in self.processes if name != self.primary]

    def kill(self, name: str) -> None:
        """Kill all processes of a server, as a power cut does."""
        process = self.processes.pop(name)
        self._signal(process, psutil.Process.kill)
        process.wait()

    @contextmanager
    def frozen(self, name: str) -> Iterator[None]:
        """Freeze all processes of a server during the block."""
        process = self.processes[name]
        self._signal(process, psutil.Process.suspend)
        try:
            yield
        finally:
            self._signal(process, psutil.Process.resume)

    @contextmanager
    def paused(self, name: str) -> Iterator[None]:
        """Let a standby receive but not show what the primary writes during the block."""
        self.execute(name, "select pg_wal_replay_pause()")
        state = "select pg_get_wal_replay_pause_state() = 'paused'"
        wait_for(lambda: self.execute(name, state)[0][0], "a pause")
        try:
            yield
        finally:
            self.execute(name, "select pg_wal_replay_resume()")

    def promote(self, name: str) -> None:
        """Make a standby the primary; the other one follows it by itself."""
        self.execute(name, "select pg_promote()")
        self.primary = name

    def join(self, name: str) -> None:
        """Make a server, killed or new, a standby of the primary."""
        shutil.rmtree(self._data(name), ignore_errors=True)
        self._run("pg_basebackup", "-d", self.url(self.primary), "-D", self._data(name),
                  "-X", "stream", "-c", "fast", "-N")  # fmt: skip
        (self._data(name) / "standby.signal").touch()
        self._start(name)

    def join_missing(self) -> None:
        """Join the servers that a test killed, and wait until all are equal."""
        for name in ADDRESSES:
            if name not in self.processes:
                self.join(name)
        self.wait_until_equal()

    def wait_until_equal(self) -> None:
        """Wait until the standbys show all that the primary has written."""
        position = self.execute(self.primary, "select pg_current_wal_flush_lsn()")[0][0]
        for name in self.standbys:
            replayed = f"select pg_last_wal_replay_lsn() >= '{position}'"
            wait_for(lambda n=name, q=replayed: self.execute(n, q)[0][0], f"{name} to catch up")

    def _start(self, name: str) -> None:
        follow = self.url().replace("/postgres", "/") + "?target_session_attrs=read-write"
        given = {
            **SETTINGS,
            "listen_addresses": ADDRESSES[name],
            "port": str(self.port),
            "primary_conninfo": f"{follow}&connect_timeout=2&application_name={name}",
        }
        options = [part for key, value in given.items() for part in ("-c", f"{key}={value}")]
        with open(self.folder / f"{name}.log", "ab") as log:
            self.processes[name] = subprocess.Popen(
                [str(self.programs / "postgres"), "-D", str(self._data(name)), *options],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/",
                **self._environment(),
            )  # fmt: skip
        wait_for(lambda: self.execute(name, "select true"), f"{name} to start")

    def _data(self, name: str) -> Path:
        return self.folder / name

    def _run(self, program: str, *arguments: object) -> None:
        done = subprocess.run(
            [str(self.programs / program), *map(str, arguments)],
            capture_output=True, cwd="/", check=False, **self._environment(),
        )  # fmt: skip
        assert done.returncode == 0, done.stderr.decode()

    def _environment(self) -> dict[str, Any]:
        environment = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC", "HOME": str(self.folder)}
        return {"env": environment, **self.account.as_arguments()}

    @staticmethod
    def _signal(process: subprocess.Popen[bytes], send: Callable[[psutil.Process], Any]) -> None:
        main = psutil.Process(process.pid)
        # the main process first: it would start its children again, or notice their end
        for one in (main, *main.children(recursive=True)):
            with suppress(psutil.NoSuchProcess):
                send(one)
