"""`segue lineage`: which columns of the raw tables a column is made of."""

from typing import Annotated

import typer

from segue.settings import settings


def lineage(
    table: Annotated[str, typer.Argument(help="A table with its schema, as marts.fact_tracks.")],
    column: Annotated[str, typer.Argument(help="A column of it.")],
) -> None:
    """Print the columns that a column is made of, as the last build compiled it."""
    # imported here: sqlglot is slow to import, and no other command needs it
    from dbt_project.lineage import ColumnLineage

    origins = ColumnLineage.of_target(settings().dbt_target).origins(table, column)
    for origin in sorted(origins):
        print(origin)
    if not origins:
        print(f"{table}.{column} is made of no column: it is a constant, or made by the query")
