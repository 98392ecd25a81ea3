"""The commands of each runbook in docs/operations.md run, in the order of the page.

tests/segue/cluster/test_backup.py runs those of the cluster.
"""

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from segue.embedded import EmbeddedPostgres
from segue.settings import PROJECT_ROOT

PAGE = (PROJECT_ROOT / "docs" / "operations.md").read_text()
RUNBOOKS = {
    section.partition("\n")[0]: re.findall(r"```sh\n(.*?)```", section, flags=re.S)
    for section in PAGE.split("\n## ")[1:]
}
OF_A_NEW_HOME = "Major upgrade of PostgreSQL"
LISTENER = "00000000-0000-4000-8000-000000000001"


class Operator:
    """Somebody at a shell with a home and a folder of backups of their own."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.variables: dict[str, str] = {}
        self.use("first")

    def use(self, name: str) -> None:
        """Work with the home of this name from now on."""
        self.home, backups = self.place / name, self.place / f"{name}_backups"
        self.home.mkdir(exist_ok=True, parents=True)
        self.variables |= {"SEGUE_HOME": str(self.home), "SEGUE_BACKUP_DIR": str(backups)}

    @property
    def server(self) -> EmbeddedPostgres:
        """Return the server of the home."""
        return EmbeddedPostgres(self.home / "pg18")

    def run(self, block: str) -> str:
        """Run commands as a shell does, and return what they print; the first failure ends it."""
        programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        environment = {"PATH": programs, "HOME": str(self.place), "DO_NOT_TRACK": "1"}
        done = subprocess.run(
            ["bash", "-e", "-o", "pipefail", "-c", block],
            cwd=PROJECT_ROOT,
            env={**environment, **self.variables},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout
        return done.stdout

    def query(self, statement: str) -> list[tuple]:
        """Run a statement, and return its rows if it has any."""
        with psycopg.connect(self.server.url(), autocommit=True) as connection:
            found = connection.execute(statement)  # type: ignore[arg-type]
            return found.fetchall() if found.description else []

    def verdicts(self) -> int:
        """Return the number of verdicts in the database."""
        return self.query("select count(*) from app.feedback")[0][0]


@pytest.fixture(scope="module")
def operator(home: Path, tmp_path_factory):
    shell = Operator(home / "runbooks")
    # dbt's profile is written at the root; that of the project stays as it is
    root = tmp_path_factory.mktemp("root")
    shutil.copy(PROJECT_ROOT / "profiles.yml.example", root)
    shell.variables["SEGUE_ROOT"] = str(root)
    yield shell
    for name in ("first", "second"):
        shell.use(name)
        shell.server.stop()


def test_every_runbook_has_commands():
    without = [name for name, blocks in RUNBOOKS.items() if not blocks]
    assert without == ["How backups work"]


def test_start(operator):
    operator.run(RUNBOOKS["Start"][0])
    operator.query(f"insert into app.profiles (profile_id) values ('{LISTENER}')")


def test_watch(operator):
    assert "run `segue backup`" in operator.run(RUNBOOKS["Watch"][0])


def test_back_up(operator):
    printed = operator.run(RUNBOOKS["Back up"][0])
    assert "incremental backup" in printed
    assert '"restorable_from": "20' in printed


def test_restore(operator):
    columns = "(profile_id, track_id, verdict)"
    add = f"insert into app.feedback {columns} values ('{LISTENER}', '%s', 'like')"
    operator.query(add % "before")
    time.sleep(1.1)
    operator.variables["AT"] = operator.query("select clock_timestamp()")[0][0].isoformat()
    time.sleep(0.1)
    operator.query(add % "after")
    printed = operator.run(RUNBOOKS["Restore"][0])
    assert "the former data is in " in printed
    assert operator.query("select track_id from app.feedback") == [("before",)]


def test_leaked_password(operator):
    before = operator.server.password()
    printed = operator.run(RUNBOOKS["Leaked password"][0])
    assert before not in printed
    assert operator.server.password() in printed
    assert operator.verdicts() == 1


def test_full_disk(operator):
    operator.run(RUNBOOKS["Full disk"][0])
    assert operator.verdicts() == 1


@pytest.mark.parametrize("name", ["Upgrade Segue", "Minor upgrade of PostgreSQL"])
def test_upgrades_in_place(operator, name):
    for block in RUNBOOKS[name]:
        operator.run(block)
    assert operator.verdicts() == 1


def test_major_upgrade(operator):
    dump, load = RUNBOOKS[OF_A_NEW_HOME]
    operator.run(dump)
    operator.variables["DUMP"] = str(operator.home / "segue.dump")
    operator.use("second")
    operator.run(load)
    assert operator.verdicts() == 1


def test_stop(operator):
    operator.run(RUNBOOKS["Stop"][0])
    assert not operator.server.is_running()
