"""The command line: `segue` and its commands; each asks one function and prints its answer."""

import sys

import typer
from rich.console import Console

from segue.commands.database import db
from segue.errors import SegueError

app = typer.Typer(
    name="segue",
    help="Your own music recommender, on your own warehouse.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.add_typer(db, name="db")


def main() -> None:
    """Run the command line; an error that a person can meet is one sentence and an exit code."""
    try:
        app()
    except SegueError as error:
        Console(stderr=True, highlight=False, soft_wrap=True).print(f"segue: {error}", markup=False)
        sys.exit(error.exit_code)
