"""dlt's Postgres destination, with the load of all tables in one transaction.

dlt by itself stages every table by COPY and then merges table by table, each in a transaction
of its own: a process killed in between leaves tracks without their features. Here one
transaction copies the files of a load package, from when they are written, and notes the load as
dlt does, so a load is there whole or not at all.
"""

from collections.abc import Callable, Iterable
from typing import Any

from dlt.common.destination.client import FollowupJobRequest, LoadJob, RunnableLoadJob
from dlt.common.schema import Schema
from dlt.common.schema.typing import TSchemaTables
from dlt.destinations import postgres
from dlt.destinations.impl.postgres.configuration import PostgresCredentials
from dlt.destinations.impl.postgres.postgres import PostgresClient
from psycopg.conninfo import conninfo_to_dict

from ingestion.load.copy_loader import CopyLoader, Execute
from ingestion.load.tables import TABLES
from segue.connection import complete_url
from segue.watchdog import WATCHDOG


class CopyLoadJob(RunnableLoadJob):
    """The load of a file that is being copied already: it ends when nothing is left to copy."""

    def __init__(self, file_path: str, loader: CopyLoader) -> None:
        super().__init__(file_path)
        self._copy_loader = loader

    def run(self) -> None:
        """Wait; an error of the copy is raised when the load is completed."""
        self._copy_loader.wait()


class OneTransactionClient(PostgresClient):
    """Ends the transaction of the copies when the load is complete."""

    loader: CopyLoader
    finish: Callable[[Execute], None]

    def should_load_data_to_staging_dataset(self, table_name: str) -> bool:  # noqa: ARG002
        """Return that nothing is staged."""
        return False

    def update_stored_schema(
        self, only_tables: Iterable[str] | None = None, *others: Any, **options: Any
    ) -> TSchemaTables | None:
        """Create dlt's own tables only: the raw tables are there, and locked by the copies."""
        names = self.schema.tables if only_tables is None else only_tables
        own = [name for name in names if name not in TABLES]
        self.sql_client.execute_sql("set lock_timeout = '1min'")  # an error, where it would hang
        return super().update_stored_schema(own, *others, **options)

    def create_load_job(
        self, table: Any, file_path: str, load_id: str, restore: bool = False
    ) -> LoadJob:
        """Treat files of raw tables as copied; dlt's own tables are loaded as dlt does."""
        if table["name"] in TABLES:
            return CopyLoadJob(file_path, self.loader)
        return super().create_load_job(table, file_path, load_id, restore)

    def _create_merge_followup_jobs(self, *_: Any) -> list[FollowupJobRequest]:
        return []

    def complete_load(self, load_id: str) -> None:
        """Add what the run adds, note the load as dlt does, and commit."""
        with self.loader.transaction() as execute:
            self.finish(execute)
            # dlt's note goes where the rows went
            self.sql_client.execute_sql = execute  # type: ignore[method-assign, assignment]
            super().complete_load(load_id)


class LibpqCredentials(PostgresCredentials):
    """Credentials as libpq takes them: dlt requires one host, a user and a password.

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
        """Return the URL; with several hosts it leads to the primary."""
        return complete_url(self.url)


class OneTransactionPostgres(postgres):
    """The destination of the raw schema; `finish` runs in the transaction of the load."""

    def __init__(
        self, url: str, loader: CopyLoader, finish: Callable[[Execute], None], **options: Any
    ) -> None:
        super().__init__(
            LibpqCredentials(url), create_indexes=False, destination_name="postgres", **options
        )
        self._copy_loader, self._finish = loader, finish

    @property
    def client_class(self) -> type[PostgresClient]:
        """Return the client that commits once."""
        return OneTransactionClient

    def client(self, schema: Schema, initial_config: Any = None) -> PostgresClient:
        """Return a client that knows of the run, and whose connections the watchdog watches."""
        client: Any = super().client(schema, initial_config)
        client.loader, client.finish = self._copy_loader, self._finish
        open_connection = client.sql_client.open_connection

        def open_watched() -> Any:
            connection = open_connection()
            WATCHDOG.watch(connection)
            return connection

        client.sql_client.open_connection = open_watched
        return client
