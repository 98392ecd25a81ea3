"""Comparison with the database: new, changed, unchanged and removed rows of a run."""

from collections.abc import Iterable, Iterator
from datetime import datetime

import numpy as np
import psycopg
import pyarrow as pa
from numpy.typing import NDArray
from psycopg import sql

from ingestion.load.batches import Batch, add_own_columns, hash_keys
from ingestion.load.copy_loader import Execute
from ingestion.load.csv_chunks import ChangedRows
from ingestion.load.raw_schema import POSTGRES_TYPES, join_names
from ingestion.load.seen_keys import SeenKeys
from ingestion.load.summary import Counts, RunSummary
from ingestion.load.tables import DATASET, TABLES, RawTable

GROUPS_AT_ONCE = 1_000


class Changes:
    """Compares what a source yields with what the database holds, batch by batch.

    Within a run the first row of a key counts; a later one with the same key is a repetition.
    """

    def __init__(
        self, connection: psycopg.Connection, summary: RunSummary, fetched_at: datetime
    ) -> None:
        self._connection, self._summary, self._fetched_at = connection, summary, fetched_at
        self._seen: dict[str, SeenKeys] = {}
        self._groups: dict[tuple[str, str], dict[tuple[object, ...], None]] = {}
        self._is_stored: dict[tuple[str, str], bool] = {}
        self._removed: list[tuple[str, str, list[tuple[object, ...]]]] = []

    def compare(self, batches: Iterable[Batch]) -> Iterator[ChangedRows]:
        """Yield the rows that are new or have changed."""
        for item in batches:
            for some in self._differing(item):
                if some.rows.num_rows:
                    yield some

    def find_removed(self) -> None:
        """Note the rows of replaced groups that the source does not have any more."""
        for (name, provider), groups in self._groups.items():
            if not self._has_rows(TABLES[name], provider):
                continue
            removed_keys = [
                key
                for some in _chunks(list(groups), GROUPS_AT_ONCE)
                for key in self._find_removed_keys(TABLES[name], provider, some)
            ]
            if removed_keys:
                self._removed.append((name, provider, removed_keys))
                self._counts(name).missing += len(removed_keys)

    def delete_removed(self, execute: Execute) -> None:
        """Delete what `find_removed` noted, in the caller's transaction."""
        for name, provider, removed_keys in self._removed:
            statement = _delete_by_key(TABLES[name]).as_string(None)
            for some in _chunks(removed_keys, GROUPS_AT_ONCE):
                values = [list(column) for column in zip(*some, strict=True)]
                execute(statement, self._summary.source, provider, *values)

    def _differing(self, item: Batch) -> Iterator[ChangedRows]:
        table, counts = TABLES[item.table], self._counts(item.table)
        hashes = hash_keys(table, item.provider, item.rows)
        firsts = self._seen.setdefault(item.table, SeenKeys()).add(hashes)
        content = item.rows if firsts.all() else item.rows.filter(pa.array(firsts))
        rows = add_own_columns(
            table, self._summary.source, item.provider, self._fetched_at, content
        )
        if table.replaced_by:
            groups = self._groups.setdefault((item.table, item.provider), {})
            groups.update(dict.fromkeys(_distinct(rows.select(table.replaced_by))))
            groups.update(dict.fromkeys(item.replaces))
        known, same = self._compare(table, item.provider, rows)
        counts.found += rows.num_rows
        counts.new += int((~known).sum())
        counts.changed += int((known & ~same).sum())
        counts.unchanged += int(same.sum())
        if not known.any():
            yield ChangedRows(table.name, rows, is_new=True)
            return
        yield ChangedRows(table.name, rows.filter(pa.array(~known)), is_new=True)
        yield ChangedRows(table.name, rows.filter(pa.array(known & ~same)), is_new=False)

    def _compare(
        self, table: RawTable, provider: str, rows: pa.Table
    ) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Return for each row whether its key is in the database, and whether all of it is."""
        known, same = np.zeros(rows.num_rows, bool), np.zeros(rows.num_rows, bool)
        if rows.num_rows and self._has_rows(table, provider):
            values = [rows.column(name).to_pylist() for name in table.key]
            found = self._connection.execute(
                _hashes_of_keys(table), (*values, self._summary.source, provider)
            ).fetchall()
            if found:
                places, stored = (np.array(column) for column in zip(*found, strict=True))
                known[places - 1] = True
                same[places - 1] = rows.column("_row_hash").to_numpy()[places - 1] == stored
        return known, same

    def _has_rows(self, table: RawTable, provider: str) -> bool:
        """Return whether the database held any row of this provider when the run began."""
        key = (table.name, provider)
        if key not in self._is_stored:
            statement = sql.SQL(
                "select exists (select from {} where (_source, _provider) = (%s, %s))"
            ).format(sql.Identifier(DATASET, table.name))
            row = self._connection.execute(statement, (self._summary.source, provider)).fetchone()
            self._is_stored[key] = bool(row and row[0])
        return self._is_stored[key]

    def _find_removed_keys(
        self, table: RawTable, provider: str, groups: list[tuple[object, ...]]
    ) -> list[tuple[object, ...]]:
        statement = sql.SQL(
            "select {} from {} where (_source, _provider) = (%s, %s)"
            " and ({}) in (select * from unnest({}))"
        ).format(
            join_names(table.key),
            sql.Identifier(DATASET, table.name),
            join_names(table.replaced_by),
            _arrays(table, table.replaced_by),
        )
        values = map(list, zip(*groups, strict=True))
        stored = self._connection.execute(
            statement, (self._summary.source, provider, *values)
        ).fetchall()
        if not stored:
            return []
        columns = dict(zip(table.key, map(list, zip(*stored, strict=True)), strict=True))
        hashes = hash_keys(table, provider, pa.table(columns))
        left_out = ~self._seen[table.name].contains(hashes)
        return [key for key, is_gone in zip(stored, left_out, strict=True) if is_gone]

    def _counts(self, table: str) -> Counts:
        return self._summary.tables.setdefault(table, Counts())


def _hashes_of_keys(table: RawTable) -> sql.Composed:
    """Return the query of the held hash of each given key, by the key's place in the batch."""
    return sql.SQL(
        "select given.place, held._row_hash from unnest({}) with ordinality as given ({}, place)"
        " join {} as held using ({}) where (held._source, held._provider) = (%s, %s)"
    ).format(
        _arrays(table, table.key), join_names(table.key), sql.Identifier(DATASET, table.name),
        join_names(table.key),
    )  # fmt: skip


def _delete_by_key(table: RawTable) -> sql.Composed:
    """Return the deletion of rows by source, provider and an array of each part of the key."""
    return sql.SQL(
        "delete from {} where (_source, _provider) = (%s, %s)"
        " and ({}) in (select * from unnest({}))"
    ).format(sql.Identifier(DATASET, table.name), join_names(table.key), _arrays(table, table.key))


def _distinct(rows: pa.Table) -> list[tuple[object, ...]]:
    groups = rows.group_by(rows.column_names).aggregate([])
    return list(zip(*(column.to_pylist() for column in groups.columns), strict=True))


def _arrays(table: RawTable, columns: tuple[str, ...]) -> sql.Composed:
    kinds = (POSTGRES_TYPES[table.content[name]] for name in columns)
    return sql.SQL(", ").join(sql.SQL(f"%s::{kind}[]") for kind in kinds)


def _chunks(values: list, size: int) -> Iterator[list]:
    return (values[start : start + size] for start in range(0, len(values), size))
