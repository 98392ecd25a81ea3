"""Metrics of the backups: those of the newest ones, and none without a folder."""

from datetime import UTC, datetime

import pytest
from prometheus_client.core import CollectorRegistry
from prometheus_client.exposition import generate_latest

from api.site.backup_metrics import BackupCollector
from segue.backup import Backup, BackupFolder
from segue.backup.wal import Position
from segue.settings import settings


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("SEGUE_BACKUP_DIR", str(tmp_path / "backups"))
    settings.cache_clear()
    yield BackupFolder(tmp_path / "backups")
    monkeypatch.undo()
    settings.cache_clear()


def scrape() -> str:
    registry = CollectorRegistry()
    registry.register(BackupCollector())
    return generate_latest(registry).decode()


def test_the_newest_backup_of_each_kind_counts(folder):
    folder.wal.mkdir(parents=True)
    (folder.wal / ("0" * 24)).touch()
    for name, second, parent in [("a", 100, None), ("b", 200, "a"), ("c", 300, "b")]:
        moment, at = datetime.fromtimestamp(second, UTC), Position("0/0")
        unfinished = folder.base / f"{name}.new"
        unfinished.mkdir(parents=True)
        folder.publish(
            unfinished, Backup(name, parent, moment, moment, 1, at, at, 1000, "18.6", "node1")
        )
    text = scrape()
    assert 'segue_backup_finished_timestamp_seconds{kind="full"} 100.0' in text
    assert 'segue_backup_finished_timestamp_seconds{kind="incremental"} 300.0' in text
    assert "segue_backup_bytes 3000.0" in text
    assert "segue_archived_timestamp_seconds" in text


def test_an_empty_folder_has_no_age(folder):
    assert "segue_backup_finished_timestamp_seconds{" not in scrape()


def test_without_a_folder_there_is_nothing(database_url):
    assert scrape() == ""
