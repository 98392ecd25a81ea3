"""The account that runs PostgreSQL, which refuses to run as root, and the folders it can reach."""

import hashlib
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

UNPRIVILEGED = "nobody"
FOLDER_FOR_ROOT = Path("/var/lib/segue")


@dataclass(frozen=True)
class Account:
    """The account that runs PostgreSQL's programs; `uid` is None for that of the caller."""

    uid: int | None = None
    gid: int | None = None

    @classmethod
    def to_run_postgres(cls) -> "Account":
        """Return the caller's own account, or `nobody` when the caller is root."""
        if os.geteuid() != 0:
            return cls()
        entry = pwd.getpwnam(UNPRIVILEGED)
        return cls(entry.pw_uid, entry.pw_gid)

    def as_arguments(self) -> dict[str, Any]:
        """Return the arguments of `subprocess.run` that switch to this account."""
        if self.uid is None:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def take_ownership(self, path: Path, mode: int) -> None:
        """Make this account the owner of `path`, with `mode`."""
        path.chmod(mode)
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)

    def can(self, *command: str) -> bool:
        """Return whether this account can run `command` with success."""
        try:
            done = subprocess.run(
                command, capture_output=True, check=False, cwd="/", **self.as_arguments()
            )
        except OSError:
            return False
        return done.returncode == 0


def reachable_folder(folder: Path, account: Account) -> Path:
    """Return `folder`, or one under /var/lib if `folder` is in a home that `account` cannot enter.

    Parent folders are never opened to others: a private home stays private.
    """
    if account.uid is None:
        return folder
    folder.chmod(0o755)
    if account.can("/bin/ls", str(folder)):
        return folder
    own_folder = FOLDER_FOR_ROOT / hashlib.sha256(str(folder).encode()).hexdigest()[:16]
    own_folder.mkdir(parents=True, exist_ok=True)
    for each in (FOLDER_FOR_ROOT, own_folder):
        each.chmod(0o755)
    return own_folder


def reachable_programs(programs: Path, location: Path, account: Account) -> Path:
    """Return `programs`, or a copy under `location` if `account` cannot run the originals."""
    if account.can(str(programs / "postgres"), "--version"):
        return programs
    copy = location / "programs"
    if not copy.exists():
        fresh = location / f"programs.{os.getpid()}"
        shutil.rmtree(fresh, ignore_errors=True)
        package = programs.parent.parent
        # libpq is in a sibling folder, and is found by a relative path
        for tree in (package, package.with_name(package.name + ".libs")):
            if tree.is_dir():
                shutil.copytree(tree, fresh / tree.name)
        fresh.rename(copy)
    return copy / programs.parent.parent.name / "pginstall" / "bin"


def stored_location(folder: Path) -> Path:
    """Return where the state of `folder` lies: there, or where `choose_location` put it."""
    pointer = folder / "location"
    return Path(pointer.read_text().strip()) if pointer.exists() else folder


def choose_location(folder: Path, account: Account) -> Path:
    """Return where the state of `folder` lies, and remember it: there if `account` can enter."""
    if not (folder / "location").exists():
        location = reachable_folder(folder, account)
        if location != folder:
            (folder / "location.new").write_text(str(location))
            (folder / "location.new").rename(folder / "location")
    return stored_location(folder)
