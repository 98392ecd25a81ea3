"""`segue db`: the embedded Postgres, started, stopped and reached."""

import os
import shutil

import typer

from segue.cli.profile import write_profile
from segue.connection import (
    complete_url,
    database_url,
    embedded,
    home_cluster,
    name_servers,
    names_cluster,
)
from segue.embedded import wheel_programs
from segue.errors import SegueError
from segue.settings import settings

db = typer.Typer(help="The embedded Postgres.", no_args_is_help=True)


@db.command()
def start() -> None:
    """Start the embedded Postgres, or this home's cluster; with DATABASE_URL nothing is started."""
    print(_where(start_database()))


@db.command()
def stop() -> None:
    """Stop the embedded Postgres; its data stays. `segue cluster stop` stops a cluster."""
    stopped = embedded().stop()
    print("stopped" if stopped else f"no Postgres was running under {embedded().folder}")


@db.command()
def status() -> None:
    """Say whether the database answers; exits 1 when it does not."""
    if settings().database_url:
        print("DATABASE_URL is set; no embedded Postgres is used")
        return
    if home_cluster() is not None:
        print(_where(database_url()))
        return
    server = embedded()
    if not server.is_running():
        print(f"not running; data under {server.folder}; start it with `segue db start`")
        raise typer.Exit(1)
    print(_where(server.url()))


@db.command()
def url() -> None:
    """Print the URL, with its password, for any SQL client."""
    print(database_url())


@db.command()
def programs() -> None:
    """Print the folder of PostgreSQL's programs: psql, pg_dump, pg_restore and others."""
    print(wheel_programs())


@db.command("rotate-password")
def rotate_password() -> None:
    """Give the embedded Postgres, or all roles of this home's cluster, new passwords."""
    cluster = home_cluster()
    configured = settings().database_url
    if configured and not (cluster and names_cluster(cluster)):
        raise SegueError(
            "expected the database of this home, got DATABASE_URL, which names another one; change "
            "the password of that server there, then the setting"
        )
    if cluster is not None:
        cluster.rotate_passwords()
        address = cluster.url()
    else:
        database_url()  # says so if the server does not run
        embedded().rotate_password()
        address = embedded().url()
    write_profile(address)
    print("changed; `segue serve` takes it by itself, other clients need the new `segue db url`")
    if configured:
        print(
            "DATABASE_URL still has the former password: `unset DATABASE_URL`, then "
            '`export DATABASE_URL="$(segue db url)"`, or write that into its secret file'
        )


@db.command()
def shell() -> None:
    """Open psql on the warehouse."""
    psql = shutil.which("psql") or str(wheel_programs() / "psql")
    os.execv(psql, [psql, complete_url(database_url())])


def start_database() -> str:
    """Start the server of this home, unless DATABASE_URL is set, and prepare the schemas."""
    from segue.cli.prepare import prepare

    cluster = None if settings().database_url else home_cluster()
    if cluster is not None:
        cluster.start()
    elif not settings().database_url:
        embedded().start()
    address = database_url()
    write_profile(address)
    prepare(address)
    return address


def _where(address: str) -> str:
    return (
        f"Postgres answers at {name_servers(address)}; "
        "`segue db url` prints the URL with its password"
    )
