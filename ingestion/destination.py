"""dlt's Postgres destination, with the merge of all tables in one transaction.

dlt stages every table by COPY and then merges table by table, each in a transaction of its
own: a process killed in between leaves tracks without their features. Here the tables are
merged together with dlt's own record of the load, so a load is there whole or not at all.
"""

from collections.abc import Callable
from typing import Any

from dlt.common.destination.client import FollowupJobRequest
from dlt.common.schema import Schema
from dlt.destinations import postgres
from dlt.destinations.impl.postgres.postgres import PostgresClient
from psycopg import sql

from ingestion.tables import DATASET, TABLES, RawTable

STAGING = f"{DATASET}_staging"
Execute = Callable[..., object]


class OneTransactionClient(PostgresClient):
    """Merges what was staged when the load is complete."""

    in_the_same_transaction: Callable[[Execute], None]

    def _create_merge_followup_jobs(self, *_: Any) -> list[FollowupJobRequest]:
        return []

    def complete_load(self, load_id: str) -> None:
        """Merge every staged table, then what the run adds, then note the load as dlt does."""
        with self.sql_client.begin_transaction():
            for table in TABLES.values():
                if self._is_staged(table):
                    self.sql_client.execute_sql(_merge(table), load_id)
            self.in_the_same_transaction(self.sql_client.execute_sql)
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


class OneTransactionPostgres(postgres):
    """The destination of the raw schema; `also` runs in the transaction of the merge."""

    def __init__(self, url: str, also: Callable[[Execute], None], **options: Any) -> None:
        super().__init__(url, create_indexes=False, destination_name="postgres", **options)
        self._also = also

    @property
    def client_class(self) -> type[PostgresClient]:
        """Return the client that merges once."""
        return OneTransactionClient

    def client(self, schema: Schema, initial_config: Any = None) -> PostgresClient:
        """Return a client that knows what to run beside the merge."""
        client: Any = super().client(schema, initial_config)
        client.in_the_same_transaction = self._also
        return client


def _merge(table: RawTable) -> str:
    columns = [sql.Identifier(name) for name in table.columns]
    updates = [
        sql.SQL("{0} = excluded.{0}").format(sql.Identifier(name))
        for name in table.columns
        if name not in table.full_key
    ]
    comma = sql.SQL(", ")
    return sql.SQL(
        "insert into {target} ({columns}) select {columns} from {staged} where _dlt_load_id = %s"
        " on conflict ({key}) do update set {updates}"
    ).format(
        target=sql.Identifier(DATASET, table.name),
        staged=sql.Identifier(STAGING, table.name),
        columns=comma.join(columns),
        key=comma.join(map(sql.Identifier, table.full_key)),
        updates=comma.join(updates),
    ).as_string(None)  # fmt: skip
