"""Folders of backups without a server, for what needs none."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from segue.backup import Backup, BackupFolder
from segue.backup.folder import UNFINISHED
from segue.backup.wal import Position

NOON = datetime(2026, 11, 29, 12, tzinfo=UTC)
Publish = Callable[..., Backup]


@pytest.fixture
def folder(tmp_path: Path) -> BackupFolder:
    made = BackupFolder(tmp_path / "backups")
    for path in (made.base, made.wal):
        path.mkdir(parents=True)
    return made


@pytest.fixture
def publish(folder: BackupFolder) -> Publish:
    """Return a function that publishes a backup which finished some minutes after noon."""

    def make(
        name: str, minute: int, parent: str | None = None, timeline: int = 1, at: str = "0/1000000"
    ) -> Backup:
        moment = NOON + timedelta(minutes=minute)
        facts = Backup(
            name, parent, moment, moment, timeline, Position(at), Position(at), 1, "18.6", "node1"
        )
        unfinished = folder.base / (name + UNFINISHED)
        (unfinished / "data").mkdir(parents=True)
        folder.publish(unfinished, facts)
        return facts

    return make
