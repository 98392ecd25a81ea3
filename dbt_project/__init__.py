"""The dbt plugin for Postgres: Python models, and connections that end with their server.

dbt imports every module named dbt_*.
"""

import os
from typing import Any

from dbt.plugins.manager import dbtPlugin

from segue.build_code import hash_build_code


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
        _set_build_code(opened.handle)
        return opened

    manager.open = staticmethod(open_watched)
    manager.is_watched = True


def _set_build_code(handle: Any) -> None:
    """Set the hash of this command's code in the session, where `store_results` reads it."""
    with handle.cursor() as cursor:
        cursor.execute("select set_config('segue.code', %s, false)", (SeguePlugin.code,))
    handle.commit()  # else a rollback would take the setting back


class SeguePlugin(dbtPlugin):
    """Adds the one method to the Postgres adapter that it lacks for Python models."""

    code = ""

    def initialize(self) -> None:
        """Change the adapter; dbt calls this once per command, perhaps again in one process."""
        from dbt.adapters.postgres import PostgresAdapter, PostgresConnectionManager

        SeguePlugin.code = hash_build_code()
        PostgresAdapter.submit_python_job = submit_python_job  # type: ignore[method-assign]
        if not hasattr(PostgresConnectionManager, "is_watched"):
            watch_connections(PostgresConnectionManager)


plugins = [SeguePlugin]
