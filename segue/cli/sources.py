"""`segue login`, `forget` and `expire`: sign in to a source, and delete its data."""

from typing import Annotated

import typer

from segue.cli.prepare import prepare
from segue.cli.steps import Steps
from segue.connection import database_url


def login(
    paste: Annotated[
        bool,
        typer.Option(
            "--paste",
            help="Use a browser elsewhere, and paste the address to which it is redirected.",
        ),
    ] = False,
    playlists: Annotated[
        bool, typer.Option("--playlists", help="Also permit `segue recommend` to make playlists.")
    ] = False,
) -> None:
    """Sign in to Spotify with PKCE; the token is stored encrypted in the schema app."""
    from ingestion import spotify

    url = database_url()
    prepare(url)
    spotify.login(url, paste=input if paste else None, say=print, may_write=playlists)


def forget(
    source: Annotated[str, typer.Argument(help="The source whose rows to delete.")],
    no_build: Annotated[
        bool, typer.Option("--no-build", help="Leave the marts as they are until the next build.")
    ] = False,
) -> None:
    """Delete the rows of a source, from raw to the marts."""
    import ingestion
    from segue.cli import warehouse

    url = database_url()
    prepare(url)
    steps = Steps()
    with steps.step(f"forget {source}") as step:
        summary = ingestion.forget(source, url)
        step.rows = f"{summary.rows:,}"
    for table, rows in summary.tables.items():
        steps.note(f"  {table}", rows)
    if not no_build:
        with steps.step("dbt build"):
            warehouse.build(url)
    steps.print("Forgotten")


def expire(
    days: Annotated[int, typer.Option(help="Keep bodies fetched in the last days.")] = 30,
) -> None:
    """Empty the JSON bodies of old API responses; the typed columns stay."""
    import ingestion

    url = database_url()
    prepare(url)
    emptied = ingestion.expire_payloads(url, days)
    print(f"emptied the bodies of {sum(emptied.values()):,} rows fetched over {days} days ago")
