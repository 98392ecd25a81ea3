"""dlt's Postgres destination, with the merge of all tables in one transaction.

dlt stages every table by COPY and then merges table by table, each in a transaction of its
own: a process killed in between leaves tracks without their features. Here the tables are
merged together with dlt's own record of the load, so a load is there whole or not at all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dlt.common.destination.client import FollowupJobRequest
from dlt.common.schema import Schema
from dlt.destinations import postgres
from dlt.destinations.impl.postgres.configuration import PostgresCredentials
from dlt.destinations.impl.postgres.postgres import PostgresClient
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from ingestion.tables import DATASET, TABLES, RawTable

STAGING = f"{DATASET}_staging"
Execute = Callable[..., object]


@dataclass(frozen=True)
class Merge:
    """What the merge has to know of a run: where rows only come in new, and what goes with it."""

    has_changed: Callable[[str], bool]
    also: Callable[[Execute], None]


class OneTransactionClient(PostgresClient):
    """Merges what was staged when the load is complete."""

    merge: Merge

    def _create_merge_followup_jobs(self, *_: Any) -> list[FollowupJobRequest]:
        return []

    def complete_load(self, load_id: str) -> None:
        """Merge every staged table, then what the run adds, then note the load as dlt does."""
        with self.sql_client.begin_transaction():
            for table in TABLES.values():
                if self._is_staged(table):
                    statement = _merge(table, self.merge.has_changed(table.name))
                    self.sql_client.execute_sql(statement, load_id)
            self.merge.also(self.sql_client.execute_sql)
            super().complete_load(load_id)

    def _is_staged(self, table: RawTable) -> bool:
        name = f"{STAGING}.{table.name}"
        rows = self.sql_client.execute_sql("select to_regclass(%s) is not null", name)
        return bool(rows and rows[0][0])

    def _make_create_table(self, qualified_name: str, table: Any) -> str:
        create = super()._make_create_table(qualified_name, table)
        # what is staged is read once; it need not outlive a crash of the server
        return (
            create.replace("CREATE TABLE", "CREATE UNLOGGED TABLE")
            if (STAGING in qualified_name)
            else create
        )


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


def _merge(table: RawTable, has_changed: bool) -> str:
    """Return the statement that takes the staged rows over.

    New rows come in the order of the key, which is twice as quick as any order; where some
    are known already, they are written over.
    """
    updates = [
        sql.SQL("{0} = excluded.{0}").format(sql.Identifier(name))
        for name in table.columns
        if name not in table.full_key
    ]
    comma = sql.SQL(", ")
    key = comma.join(map(sql.Identifier, table.full_key))
    known = sql.SQL(" on conflict ({}) do update set {}").format(key, comma.join(updates))
    return (
        sql.SQL(
            "insert into {target} ({columns}) select {columns} from {staged}"
            " where _dlt_load_id = %s order by {key}{known}"
        )
        .format(
            target=sql.Identifier(DATASET, table.name),
            staged=sql.Identifier(STAGING, table.name),
            columns=comma.join(map(sql.Identifier, table.columns)),
            key=key,
            known=known if has_changed else sql.SQL(""),
        )
        .as_string(None)
    )
