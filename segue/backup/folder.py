"""The folder of backups: base backups with their facts, the archived log, and a lock."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from segue.archiving import archive_folder
from segue.backup.wal import Position, Timeline
from segue.errors import Deferred
from segue.folder_swap import sync_folder

FACTS = "backup.json"
UNFINISHED, EXPIRED = ".new", ".expired"


@dataclass(frozen=True)
class Backup:
    """One base backup; a restore needs it and, if it is incremental, its chain of parents."""

    name: str
    parent: str | None
    started_at: datetime
    finished_at: datetime  # the earliest time to which it can be restored
    timeline: int
    start: Position
    end: Position
    number_of_bytes: int
    server_version: str
    node: str

    @property
    def kind(self) -> str:
        """Return `full` or `incremental`."""
        return "incremental" if self.parent else "full"

    def to_json(self) -> str:
        """Return the facts as they are stored."""
        return json.dumps(vars(self), indent=2, default=_as_text)

    @classmethod
    def from_json(cls, text: str) -> "Backup":
        """Read the stored facts."""
        facts = json.loads(text)
        for name in ("started_at", "finished_at"):
            facts[name] = datetime.fromisoformat(facts[name])
        for name in ("start", "end"):
            facts[name] = Position(facts[name])
        return cls(**facts)


class BackupFolder:
    """A folder of backups; commands that change it exclude each other by a lock file."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()

    @property
    def base(self) -> Path:
        """Return the folder of base backups."""
        return self.path / "base"

    @property
    def wal(self) -> Path:
        """Return the folder of the archived log."""
        return archive_folder(self.path)

    def data(self, backup: Backup) -> Path:
        """Return the files of a backup."""
        return self.base / backup.name / "data"

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Exclude every other backup and restore.

        Raises
        ------
        Deferred
            If another one is running.
        """
        self.path.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.path / "lock")
        try:
            lock.acquire(timeout=0)
        except Timeout as error:
            raise Deferred(
                f"expected no other backup or restore in {self.path}, got a running one; "
                "run the command again after its end"
            ) from error
        try:
            yield
        finally:
            lock.release()

    def backups(self) -> list[Backup]:
        """Return all finished backups, the oldest first."""
        if not self.base.is_dir():
            return []
        files = sorted(self.base.glob(f"*/{FACTS}"))
        found = [
            Backup.from_json(file.read_text())
            for file in files
            if not file.parent.name.endswith((UNFINISHED, EXPIRED))
        ]
        return sorted(found, key=lambda backup: backup.finished_at)

    def chain(self, backup: Backup) -> list[Backup]:
        """Return what a restore of `backup` needs, the full backup first."""
        known = {each.name: each for each in self.backups()}
        chain = [backup]
        while chain[0].parent:
            chain.insert(0, known[chain[0].parent])
        return chain

    def timelines(self) -> list[Timeline]:
        """Return the timelines that the archive has a history of, the oldest first."""
        files = sorted(self.wal.glob("????????.history")) if self.wal.is_dir() else []
        return [Timeline.from_history(file) for file in files]

    def archived_until(self) -> datetime | None:
        """Return when the newest archived segment was written, or None without any."""
        if not self.wal.is_dir():
            return None
        times = [file.stat().st_mtime for file in self.wal.iterdir() if len(file.name) == 24]
        return datetime.fromtimestamp(max(times)).astimezone() if times else None

    # changes, to be made under the lock ------------------------------------------------

    def publish(self, unfinished: Path, backup: Backup) -> None:
        """Give a finished backup its facts and its name, in one step that survives a kill."""
        facts = unfinished / FACTS
        with open(facts, "w") as file:
            file.write(backup.to_json())
            file.flush()
            os.fsync(file.fileno())
        sync_folder(unfinished)
        unfinished.rename(self.base / backup.name)
        sync_folder(self.base)

    def remove_remains(self) -> None:
        """Remove what a killed backup or a killed removal left."""
        if self.base.is_dir():
            for folder in self.base.iterdir():
                if folder.name.endswith((UNFINISHED, EXPIRED)):
                    shutil.rmtree(folder)

    def expire(self, keep: int) -> list[Backup]:
        """Remove all but the newest `keep` full backups and what depends on these.

        The newest goes first, so that no backup ever lacks its parent; each disappears by one
        rename. The log stays: `segue.backup.take` removes what no backup needs.
        """
        backups = self.backups()
        kept = {each.name for each in [each for each in backups if not each.parent][-keep:]}
        for backup in backups:
            if backup.parent in kept:
                kept.add(backup.name)
        expired = [backup for backup in backups if backup.name not in kept]
        for backup in reversed(expired):
            (self.base / backup.name).rename(self.base / (backup.name + EXPIRED))
        sync_folder(self.base)
        self.remove_remains()
        return expired


def _as_text(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
