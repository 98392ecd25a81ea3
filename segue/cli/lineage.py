"""`segue lineage`: the columns of the raw tables from which a column is computed."""

from typing import Annotated

import typer

from segue.settings import settings


def lineage(
    table: Annotated[str, typer.Argument(help="A table with its schema, as marts.fact_tracks.")],
    column: Annotated[str, typer.Argument(help="A column of it.")],
) -> None:
    """Print the columns from which a column is computed, according to the last build."""
    # imported here: sqlglot is slow to import, and no other command needs it
    from dbt_project.lineage import ColumnLineage

    origins = ColumnLineage.from_target(settings().dbt_target).origins(table, column)
    for origin in sorted(origins):
        print(origin)
    if not origins:
        print(f"{table}.{column} is computed from no column: it is a constant or generated")
