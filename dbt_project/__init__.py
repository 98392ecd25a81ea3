"""The dbt plugin for Postgres: Python models, and connections that end with their server.

dbt imports every module named dbt_*.
"""

import os
from typing import Any

from dbt.plugins.manager import dbtPlugin


def submit_python_job(adapter: Any, parsed_model: dict[str, Any], compiled_code: str) -> Any:
    """Run a compiled Python model; imported only here, so that dbt always starts."""
    from dbt_project.python_models import run_python_model

    return run_python_model(adapter, parsed_model, compiled_code)


def watch_connections(manager: Any) -> None:
    """Lead the connections of dbt to the primary of a cluster, and end those to a frozen server."""
    from segue.watchdog import WATCHDOG

    open_connection = manager.open

    def open_watched(connection: Any) -> Any:
        if "," in connection.credentials.host:
            # a profile has no key for this parameter of libpq
            os.environ.setdefault("PGTARGETSESSIONATTRS", "read-write")
        opened = open_connection(connection)
        WATCHDOG.watch(opened.handle)
        return opened

    manager.open = staticmethod(open_watched)
    manager.is_watched = True


class SeguePlugin(dbtPlugin):
    """Adds the one method to the Postgres adapter that it lacks for Python models."""

    def initialize(self) -> None:
        """Change the adapter; dbt calls this once per command, perhaps again in one process."""
        from dbt.adapters.postgres import PostgresAdapter, PostgresConnectionManager

        PostgresAdapter.submit_python_job = submit_python_job  # type: ignore[method-assign]
        if not hasattr(PostgresConnectionManager, "is_watched"):
            watch_connections(PostgresConnectionManager)


plugins = [SeguePlugin]
