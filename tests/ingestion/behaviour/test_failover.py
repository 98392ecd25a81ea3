"""An ingest whose primary is lost ends with an error, and run again loads what is missing."""

from collections.abc import Iterator
from contextlib import ExitStack, nullcontext

import psycopg
import pytest

import ingestion
from ingestion.files import csv_records
from ingestion.load import copy_loader, csv_chunks
from segue.errors import SegueError
from tests.ingestion.behaviour.test_kill import RawTables, write_playlists, write_tracks
from tests.ingestion.conftest import ignore_progress
from tests.streaming import Streaming, quicken_watchdog

WRITERS = {"tracks": write_tracks, "playlists": write_playlists}


class Trigger:
    """A counter of rows that calls a function once some rows were read."""

    def __init__(self, at: int, function) -> None:
        self.number, self.at, self.function = 0, at, function

    def advance(self, steps: int = 1) -> None:
        """Count rows."""
        self.number += steps
        if self.number >= self.at and self.function:
            function, self.function = self.function, None
            function()


@pytest.fixture
def cluster(
    streaming: Streaming, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Streaming]:
    """Return the servers, and join afterwards those that the test killed."""
    quicken_watchdog(monkeypatch)
    monkeypatch.setattr(copy_loader, "CANCEL_WITHIN_S", 1)
    # portions so small that rows are copied from the first moments on
    monkeypatch.setattr(csv_chunks, "BYTES_AT_ONCE", 1 << 13)
    monkeypatch.setattr(csv_records, "BLOCK", 1 << 13)
    yield streaming
    streaming.join_missing()


def new_url(cluster: Streaming, name: str) -> str:
    """Return the URL of a new database with an empty raw schema, on all servers."""
    cluster.execute(cluster.primary, f"create database {name}")
    url = cluster.url(database=name)
    ingestion.ensure_raw_schema(url)
    cluster.wait_until_equal()
    return url


def content(cluster: Streaming, name: str) -> dict[str, list[str]]:
    return RawTables(cluster.url(cluster.primary, database=name)).content()


@pytest.mark.parametrize(
    ("source", "is_frozen"), [("tracks", False), ("tracks", True), ("playlists", False)]
)
def test_an_ingest_whose_primary_is_lost_loads_the_rest_when_run_again(
    cluster, source, is_frozen, tmp_path
):
    WRITERS[source](tmp_path, False)
    names = [f"{source}_{'frozen' if is_frozen else 'killed'}_{kind}" for kind in ("calm", "lost")]
    calm, lost = (new_url(cluster, name) for name in names)
    assert ingestion.run(source, [tmp_path], calm, progress=ignore_progress).exit_code == 0
    former, frozen = cluster.primary, ExitStack()

    def lose() -> None:
        if is_frozen:
            frozen.enter_context(cluster.frozen(former))
        else:
            cluster.kill(former)

    trigger = Trigger(1500, lose)
    with frozen, pytest.raises((psycopg.OperationalError, SegueError)):
        ingestion.run(source, [tmp_path], lost, progress=lambda *_: nullcontext(trigger))
    if is_frozen:
        cluster.kill(former)
    assert trigger.function is None  # else it was lost after the last row
    cluster.promote(cluster.standbys[0])
    empty = content(cluster, names[1])
    assert not any(empty.values())
    assert ingestion.run(source, [tmp_path], lost, progress=ignore_progress).exit_code == 0
    cluster.wait_until_equal()
    expected, found = (content(cluster, name) for name in names)
    assert found == expected
    assert any(found.values())
    again = ingestion.run(source, [tmp_path], lost, progress=ignore_progress)
    assert sum(counts.new + counts.changed for counts in again.tables.values()) == 0
