"""PostgreSQL's programs for backups, run by the account of the server, with readable failures."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import psycopg

from segue.archiving import BackupError
from segue.embedded import wheel_programs
from segue.unprivileged import Account, reachable_programs


@dataclass(frozen=True)
class Programs:
    """PostgreSQL's programs, and the account that owns the data."""

    folder: Path
    account: Account

    @classmethod
    def find(cls, location: Path) -> "Programs":
        """Find the programs; a copy below `location` if the account cannot run the originals."""
        account = Account.to_run_postgres()
        return cls(reachable_programs(wheel_programs(), location, account), account)

    def run(self, name: str, *arguments: object, environment: dict[str, str] | None = None) -> str:
        """Run a program and return its output.

        Raises
        ------
        BackupError
            If it fails; the message has its last lines.
        """
        done = subprocess.run(
            [str(self.folder / name), *map(str, arguments)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC", **(environment or {})},
            check=False,
            **self.account.as_arguments(),
        )
        if done.returncode != 0:
            reason = " · ".join(done.stdout.strip().splitlines()[-3:])
            raise BackupError(f"expected {name} to succeed, got: {reason}")
        return done.stdout

    def make_folder(self, folder: Path) -> None:
        """Make a folder that only the account can read."""
        folder.mkdir(mode=0o700)
        self.account.take_ownership(folder, 0o700)


def connection_environment(url: str) -> dict[str, str]:
    """Return the variables by which PostgreSQL's programs reach `url`: a password is no argument.

    The arguments of a program are readable for every account of the machine.
    """
    names = {
        "host": "PGHOST",
        "port": "PGPORT",
        "user": "PGUSER",
        "password": "PGPASSWORD",
        "connect_timeout": "PGCONNECT_TIMEOUT",
        "target_session_attrs": "PGTARGETSESSIONATTRS",
    }
    parts = psycopg.conninfo.conninfo_to_dict(url)
    return {names[key]: str(value) for key, value in parts.items() if key in names and value}
