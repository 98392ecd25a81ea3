"""The dbt plugin that lets Python models run on Postgres: dbt imports every module named dbt_*."""

from typing import Any

from dbt.plugins.manager import dbtPlugin


def submit_python_job(adapter: Any, parsed_model: dict[str, Any], compiled_code: str) -> Any:
    """Run a compiled Python model; imported only here, so that dbt always starts."""
    from dbt_project.python_models import run_python_model

    return run_python_model(adapter, parsed_model, compiled_code)


class PythonModelsOnPostgres(dbtPlugin):
    """Adds the one method to the Postgres adapter that it lacks for Python models."""

    def initialize(self) -> None:
        """Add the method; dbt calls this once per command."""
        from dbt.adapters.postgres import PostgresAdapter

        PostgresAdapter.submit_python_job = submit_python_job  # type: ignore[method-assign]


plugins = [PythonModelsOnPostgres]
