"""Copies beside the reader: all or nothing, and what fails is raised where it can be told."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pyarrow as pa
import pytest

from ingestion.load.batches import add_own_columns, build_batch_from_rows
from ingestion.load.copy_loader import CopyLoader
from ingestion.load.csv_chunks import ChangedRows, CsvChunk, CsvChunkWriter
from ingestion.load.tables import TABLES
from segue.errors import SegueError

COUNT = "select count(*), count(distinct name) from raw.tracks"


def rows(*names: str) -> pa.Table:
    """Return rows of raw.tracks of these names, each under an id of its place."""
    table = TABLES["tracks"]
    content = [{"track_id": f"{n:022d}", "name": name} for n, name in enumerate(names)]
    batch = build_batch_from_rows("tracks", "generic", content)
    return add_own_columns(table, "tracks", "generic", datetime(2026, 1, 1, tzinfo=UTC), batch.rows)


def write_chunks(folder: Path, *some: ChangedRows) -> list[CsvChunk]:
    writer = CsvChunkWriter(folder, "1")
    return [*(chunk for one in some for chunk in writer.add(one)), *writer.rest()]


def test_rows_are_there_when_the_transaction_ends_and_not_before(raw_url, query, tmp_path):
    [chunk] = write_chunks(tmp_path, ChangedRows("tracks", rows("a", "b"), is_new=True))
    with CopyLoader(raw_url) as loader:
        loader.add(chunk)
        loader.wait()
        assert query(COUNT) == [(0, 0)]
        with loader.transaction() as execute:
            execute("update raw.tracks set name = %s", "c")
    assert query(COUNT) == [(2, 1)]


def test_known_rows_are_written_over(raw_url, query, tmp_path):
    for names, is_new in ((("a", "b", "c"), True), (("A", "B"), False)):
        for chunk in write_chunks(tmp_path, ChangedRows("tracks", rows(*names), is_new)):
            with CopyLoader(raw_url) as loader:
                loader.add(chunk)
                with loader.transaction():
                    pass
    assert query("select name from raw.tracks order by track_id") == [("A",), ("B",), ("c",)]


def test_who_leaves_without_a_transaction_leaves_nothing(raw_url, query, tmp_path):
    with pytest.raises(SegueError, match="no more"), CopyLoader(raw_url) as loader:
        for chunk in write_chunks(tmp_path, ChangedRows("tracks", rows("a"), is_new=True)):
            loader.add(chunk)
        loader.wait()
        raise SegueError("no more")
    assert query(COUNT) == [(0, 0)]


@pytest.mark.parametrize(
    ("harm", "error"),
    [
        (
            lambda p: replace(p, columns=(*p.columns[:-1], "nowhere")),
            psycopg.errors.UndefinedColumn,
        ),
        (lambda p: replace(p, number_of_rows=7), SegueError),
        (lambda p: replace(p, path=p.path.with_name("none")), FileNotFoundError),
        (lambda p: replace(p, table="nowhere"), KeyError),
    ],
)
def test_what_cannot_be_copied_is_an_error_and_leaves_nothing(
    harm, error, raw_url, query, tmp_path
):
    good, bad = write_chunks(
        tmp_path, ChangedRows("tracks", rows("a"), is_new=True),
        ChangedRows("tracks", rows("a"), is_new=False),
    )  # fmt: skip
    with pytest.raises(error), CopyLoader(raw_url) as loader:
        loader.add(good)
        loader.add(harm(bad))
        loader.wait()
        with loader.transaction():
            pass
    assert query(COUNT) == [(0, 0)]


def test_a_full_portion_is_written_at_once_and_without_empty_columns(tmp_path, monkeypatch):
    monkeypatch.setattr("ingestion.load.csv_chunks.BYTES_AT_ONCE", 1)
    writer = CsvChunkWriter(tmp_path, "1")
    [chunk] = writer.add(ChangedRows("tracks", rows("a", 'b "c"'), is_new=True))
    assert list(writer.rest()) == []
    assert chunk.number_of_rows == 2
    assert {"track_id", "name", "_dlt_load_id"} <= set(chunk.columns)
    assert "isrc" not in chunk.columns
    header, *lines = chunk.path.read_text().splitlines()
    assert header == ",".join(f'"{name}"' for name in chunk.columns)
    assert len(lines) == 2
