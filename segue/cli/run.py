"""The commands `segue up`, `ingest`, `build` and `serve`."""

import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from psycopg import sql

from segue.build_code import hash_build_code
from segue.cli.database import start_database
from segue.cli.prepare import prepare, prepare_when_possible
from segue.cli.send_playlist import create_at_spotify
from segue.cli.start_imports import start_imports, start_unfinished_imports
from segue.cli.stations import run_stations
from segue.cli.steps import Steps
from segue.connection import connect, database_url
from segue.settings import settings

if TYPE_CHECKING:
    from ingestion import RunSummary

MARTS_IN_TABLE = ("fact_tracks", "dim_artists", "dim_albums", "playlist_tracks", "recommendations")


def up(
    source: Annotated[
        list[str] | None, typer.Option(help="A source to ingest first; may be repeated.")
    ] = None,
    no_serve: Annotated[
        bool, typer.Option("--no-serve", help="Return instead of serving.")
    ] = False,
    port: Annotated[int | None, typer.Option(help="The port of the app.")] = None,
) -> None:
    """Start the database, ingest, build the marts and the docs, and serve the app."""
    steps = Steps()
    with steps.step("database") as step:
        url = start_database()
    for name in source or []:
        with steps.step(f"ingest {name}") as step:
            step.rows = f"{_ingest(name, [], url).rows:,}"
    if _is_current(url) and _docs_page().exists():
        _note_current(steps)
    else:
        _build(steps, url, None)
        _build_docs(steps, url)
    steps.print("Segue is ready")
    _print_address(no_serve or settings().no_serve, port or settings().port)
    if not (no_serve or settings().no_serve):
        serve(port=port)


def ingest(
    source: Annotated[str, typer.Argument(help="Its name; an unknown one prints all names.")],
    paths: Annotated[list[Path] | None, typer.Argument(help="Files, for the file sources.")] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the closing figures as JSON.")
    ] = False,
) -> None:
    """Load one source into the schema raw; a second load of the same input changes nothing."""
    url = database_url()
    prepare(url)
    _ingest(source, paths or [], url, as_json)


def build(
    select: Annotated[str | None, typer.Option(help="A dbt selector; default everything.")] = None,
    no_docs: Annotated[
        bool, typer.Option("--no-docs", help="Leave the docs site as it is.")
    ] = False,
    always: Annotated[
        bool, typer.Option("--always", help="Run dbt even if nothing is new since the last build.")
    ] = False,
) -> None:
    """Run `dbt build` and write the docs site, unless nothing is new since the last build."""
    url = database_url()
    prepare(url)
    steps = Steps()
    if not (always or select) and _note_if_current(steps, url, with_docs=not no_docs):
        steps.print("Nothing is new since the last build; `segue build --always` builds anyway")
        return
    _build(steps, url, select)
    if not no_docs:
        _build_docs(steps, url)
    steps.print("Built")


def build_unless_current(steps: Steps, url: str) -> None:
    """Build the marts and the docs, unless nothing is new since the last build."""
    if not _note_if_current(steps, url, with_docs=True):
        _build(steps, url, None)
        _build_docs(steps, url)


def _note_if_current(steps: Steps, url: str, *, with_docs: bool) -> bool:
    """Return whether nothing is to be built; then the stations are run."""
    if (with_docs and not _docs_page().exists()) or not _is_current(url):
        return False
    _note_current(steps)
    run_stations(steps, url)
    return True


def _build_docs(steps: Steps, url: str) -> None:
    from segue.cli import warehouse

    with steps.step("dbt docs"):
        warehouse.build_docs(url)


def serve(
    host: Annotated[str | None, typer.Option(help="The address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="The port to listen on.")] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes that answer; default one per core.")
    ] = None,
) -> None:
    """Serve the app, the API and the docs from one port until Ctrl-C."""
    from api.exports.services import CREATE_SPOTIFY_PLAYLIST
    from api.imports.routes import START_IMPORTS
    from api.server import serve as serve_api

    url = database_url()
    prepare_when_possible(url, partial(start_unfinished_imports, url))
    print(
        f"serving http://{host or settings().host}:{port or settings().port}/ until Ctrl-C",
        flush=True,
    )
    serve_api(
        host=host or settings().host,
        port=port or settings().port,
        workers=workers or settings().workers,
        **{CREATE_SPOTIFY_PLAYLIST: partial(create_at_spotify, url), START_IMPORTS: start_imports},
    )


def _ingest(source: str, paths: list[Path], url: str, as_json: bool = False) -> "RunSummary":
    import ingestion

    summary = ingestion.run(source, paths, url)
    if as_json:
        print(json.dumps(summary.as_dict(), indent=2, default=str))
    else:
        summary.print()
    if summary.exit_code:
        raise typer.Exit(summary.exit_code)
    return summary


def _build(steps: Steps, url: str, select: str | None) -> None:
    from segue.cli import warehouse

    with steps.step("dbt build") as step:
        built = warehouse.build(url, select)
        step.rows = f"{built.models} models, {built.tests} tests"
    _note_marts(steps)
    run_stations(steps, url)


def _is_current(url: str) -> bool:
    """Return whether the newest build was complete and successful, and nothing is newer.

    That is no input, no code, and no table that somebody dropped or created since.
    """
    # imported here: a module of the dbt plugin, and dbt takes seconds to import
    from dbt_project.status import warehouse_status

    found = warehouse_status(url)
    build = found.last_build
    return (
        build is not None
        and build.command == "build"
        and build.selection is None
        and build.number_of_problems == 0
        and build.code == hash_build_code()
        and found.is_fresh
        and found.is_well
        and not found.lost_tables
    )


def _docs_page() -> Path:
    from segue.cli import warehouse

    return settings().dbt_target / warehouse.DOCS_PAGE


def _note_current(steps: Steps) -> None:
    steps.note("dbt build", "up to date")
    _note_marts(steps)


def _note_marts(steps: Steps) -> None:
    with connect() as connection:
        for mart in MARTS_IN_TABLE:
            found = connection.execute("select to_regclass(%s)", (f"marts.{mart}",)).fetchone()
            if found and found[0]:
                counted = connection.execute(
                    sql.SQL("select count(*) from {}").format(sql.Identifier("marts", mart))
                ).fetchone()
                steps.note(f"  marts.{mart}", int(counted[0]) if counted else 0)


def _print_address(returning: bool, port: int) -> None:
    address = f"http://{settings().host}:{port}/"
    if returning:
        print(f"`segue serve` will serve the app at {address}")
    else:
        print(f"The app: {address}   (Ctrl-C stops it; `segue db stop` stops the database)")
