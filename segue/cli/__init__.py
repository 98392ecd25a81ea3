"""The command line: `segue` and its commands; it alone imports all packages."""

import errno
import sys

import psycopg
import typer
from rich.console import Console

from segue.cli import (
    backup,
    cluster,
    database,
    doctor,
    evaluate,
    imports,
    lineage,
    people,
    recommend,
    run,
    sources,
    status,
)
from segue.errors import EXIT_FAILED, SegueError

OF_ANOTHER_USER = "run this as the user that owns it, or set SEGUE_HOME to a folder of your own"
FREE_SPACE = "free some space, then run the same command again"
# what a machine refuses, and no fault of the program
REMEDIES = {
    errno.EACCES: OF_ANOTHER_USER,
    errno.EPERM: OF_ANOTHER_USER,
    errno.EROFS: "set SEGUE_HOME to a folder that can be written",
    errno.ENOSPC: FREE_SPACE,
    errno.EDQUOT: FREE_SPACE,
    errno.ENOTDIR: "set SEGUE_HOME to a folder",
}
app = typer.Typer(
    name="segue",
    help="Your own music recommender, on your own warehouse.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.add_typer(database.db, name="db")
app.add_typer(backup.backup, name="backup")
app.command()(backup.restore)
app.add_typer(cluster.cluster, name="cluster")
app.add_typer(people.user, name="user")
app.add_typer(people.token, name="token")
app.command()(run.up)
app.command()(run.ingest)
app.command("import")(imports.import_)
app.command()(run.build)
app.command()(run.serve)
app.command()(recommend.recommend)
app.command()(evaluate.evaluate)
app.command()(status.status)
app.command()(lineage.lineage)
app.command()(sources.login)
app.command()(sources.forget)
app.command()(sources.expire)
app.command()(doctor.doctor)


def main() -> None:
    """Run the command line; an expected error is one sentence and an exit code."""
    try:
        app()
    except SegueError as error:
        _say(f"segue: {error}")
        sys.exit(error.exit_code)
    except psycopg.OperationalError as error:
        reason = str(error).strip().splitlines()[0]
        _say(
            f"segue: expected the database to answer, got: {reason}; "
            "check DATABASE_URL, or run `segue db start`"
        )
        sys.exit(EXIT_FAILED)
    except psycopg.errors.InsufficientPrivilege as error:
        reason = str(error).strip().splitlines()[0]
        _say(
            f"segue: expected a user that may do this, got: {reason}; "
            "connect as the owner of the database"
        )
        sys.exit(EXIT_FAILED)
    except OSError as error:
        remedy = REMEDIES.get(error.errno or 0)
        if remedy is None:
            raise
        _say(
            f"segue: expected to use {error.filename or 'the disk'}, got: {error.strerror}; "
            f"{remedy}"
        )
        sys.exit(EXIT_FAILED)


def _say(sentence: str) -> None:
    Console(stderr=True, highlight=False, soft_wrap=True).print(sentence, markup=False)
