"""dlt's Postgres destination, with the load of all tables in one transaction.

dlt by itself stages every table by COPY and then merges table by table, each in a transaction
of its own: a process killed in between leaves tracks without their features. Here the files
wait until all are there; then one transaction copies them and notes the load as dlt does, so a
load is there whole or not at all. New rows go where they belong without a stop in staging.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from dlt.common.destination.client import FollowupJobRequest, LoadJob, RunnableLoadJob
from dlt.common.schema import Schema
from dlt.destinations import postgres
from dlt.destinations.impl.postgres.configuration import PostgresCredentials
from dlt.destinations.impl.postgres.postgres import PostgresClient
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from ingestion.tables import DATASET, TABLES, RawTable

PORTION = 1 << 18
Execute = Callable[..., object]


class CopyCursor(Protocol):
    """What a COPY needs of psycopg2's cursor."""

    def execute(self, statement: str) -> object:
        """Run a statement."""

    def copy_expert(self, statement: str, file: object, size: int) -> object:
        """Run a COPY that reads `file`."""


@dataclass(frozen=True)
class Merge:
    """What the load has to know of a run: where rows only come in new, and what goes with it."""

    has_changed: Callable[[str], bool]
    also: Callable[[Execute], None]
    waiting: dict[str, list[Path]] = field(default_factory=dict)  # files of each table


class WaitingJob(RunnableLoadJob):
    """Notes where the file of a table will lie when the load is complete."""

    def __init__(self, file_path: str, merge: Merge) -> None:
        super().__init__(file_path)
        self._merge = merge

    def run(self) -> None:
        """Note the file; dlt moves it among the completed ones."""
        path = Path(self._file_path)
        files = self._merge.waiting.setdefault(self.load_table_name, [])
        files.append(path.parent.parent / "completed_jobs" / path.name)


class OneTransactionClient(PostgresClient):
    """Copies what waits when the load is complete."""

    merge: Merge

    def should_load_data_to_staging_dataset(self, table_name: str) -> bool:  # noqa: ARG002
        """Return that nothing is staged."""
        return False

    def create_load_job(
        self, table: Any, file_path: str, load_id: str, restore: bool = False
    ) -> LoadJob:
        """Let the rows of a raw table wait; dlt's own tables are loaded as dlt does."""
        if table["name"] in TABLES:
            return WaitingJob(file_path, self.merge)
        return super().create_load_job(table, file_path, load_id, restore)

    def _create_merge_followup_jobs(self, *_: Any) -> list[FollowupJobRequest]:
        return []

    def complete_load(self, load_id: str) -> None:
        """Copy every table, then what the run adds, then note the load as dlt does."""
        with self.sql_client.begin_transaction():
            with self.sql_client.native_connection.cursor() as cursor:
                for name, table in TABLES.items():
                    if files := self.merge.waiting.get(name):
                        _load(cursor, table, files, self.merge.has_changed(name))
            self.merge.also(self.sql_client.execute_sql)
            super().complete_load(load_id)


class LibpqCredentials(PostgresCredentials):
    """Whatever libpq connects with: dlt by itself asks for one host, a user and a password.

    A cluster has several hosts; a server of one's own may be reached without a password.
    """

    def __init__(self, url: str) -> None:
        super().__init__()
        parts = conninfo_to_dict(url)
        self.url = url
        self.host = str(parts.get("host") or "localhost")
        self.username = str(parts.get("user") or "")
        self.password = ""
        self.database = str(parts.get("dbname") or "")
        self.query = {"options": parts["options"]} if "options" in parts else {}
        self.resolve()

    def to_native_representation(self) -> str:
        """Return the URL as it was given."""
        return self.url


class OneTransactionPostgres(postgres):
    """The destination of the raw schema."""

    def __init__(self, url: str, merge: Merge, **options: Any) -> None:
        super().__init__(
            LibpqCredentials(url), create_indexes=False, destination_name="postgres", **options
        )
        self._merge = merge

    @property
    def client_class(self) -> type[PostgresClient]:
        """Return the client that merges once."""
        return OneTransactionClient

    def client(self, schema: Schema, initial_config: Any = None) -> PostgresClient:
        """Return a client that knows of the run."""
        client: Any = super().client(schema, initial_config)
        client.merge = self._merge
        return client


def _load(cursor: CopyCursor, table: RawTable, files: list[Path], has_changed: bool) -> None:
    """Copy the rows of `files`; where some are known already, those are written over."""
    target = sql.Identifier(DATASET, table.name)
    place = sql.Identifier("incoming") if has_changed else target
    if has_changed:
        make = sql.SQL("create temporary table {} (like {}) on commit drop")
        cursor.execute(make.format(place, target).as_string(None))
    for path in files:
        with open(path, "rb") as stream:
            header = [name.strip('"') for name in stream.readline().decode().strip().split(",")]
            cursor.copy_expert(_copy(table, place, header), stream, PORTION)
    if has_changed:
        cursor.execute(_write_over(table, place))
        cursor.execute("drop table incoming")


def _copy(table: RawTable, place: sql.Identifier, header: list[str]) -> str:
    nullable = [name for name in header if name not in table.required]
    statement = sql.SQL("copy {} ({}) from stdin (format csv, force_null ({}), encoding 'UTF8')")
    return statement.format(place, _listed(header), _listed(nullable)).as_string(None)


def _write_over(table: RawTable, place: sql.Identifier) -> str:
    updates = [
        sql.SQL("{0} = excluded.{0}").format(sql.Identifier(name))
        for name in table.columns
        if name not in table.full_key
    ]
    statement = sql.SQL(
        "insert into {} ({columns}) select {columns} from {} on conflict ({}) do update set {}"
    )
    return statement.format(
        sql.Identifier(DATASET, table.name), place, _listed(table.full_key),
        sql.SQL(", ").join(updates), columns=_listed(table.columns),
    ).as_string(None)  # fmt: skip


def _listed(names: Iterable[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, names))
