"""Upgrade of schema `app` to the newest revision; the rest of the database stays as it is."""

from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

from segue.connection import open_connection
from segue.errors import SegueError

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"


class UnknownRevisionError(SegueError):
    """Schema `app` was written by a newer Segue than this one."""


def migrate(url: str) -> None:
    """Upgrade schema `app` of the database at `url`; one query if it is up to date.

    Several processes may call this at the same time: the upgrade takes an advisory lock.

    Raises
    ------
    UnknownRevisionError
        If the schema is at a revision that this version of Segue does not know.
    """
    found = current_revision(url)
    if found == newest_revision():
        return
    # Alembic is slow to import, and most starts need no upgrade
    from alembic import command
    from alembic.util import CommandError

    try:
        command.upgrade(alembic_config(url), "head")
    except CommandError as error:
        raise UnknownRevisionError(
            f"expected schema app at revision {newest_revision()} or an older one, "
            f"got {found} ({error}); use the version of Segue that wrote it, or a newer one"
        ) from error


def downgrade(url: str, revision: str) -> None:
    """Take schema `app` back to an older revision, for a return to an older version of Segue.

    Tables that the older version does not know move to schema `app_downgraded` with their rows,
    and the next upgrade takes them back.
    """
    from alembic import command

    known = {path.name.partition("_")[0] for path in MIGRATIONS.glob("versions/[0-9]*.py")}
    if revision not in known:
        raise UnknownRevisionError(
            f"expected a revision among {', '.join(sorted(known))}, got {revision}"
        )
    command.downgrade(alembic_config(url), revision)


def newest_revision() -> str:
    """Return the newest revision: files are named `<number>_<what>.py`, `<number>` its id."""
    return max(path.name.partition("_")[0] for path in MIGRATIONS.glob("versions/[0-9]*.py"))


def current_revision(url: str) -> str | None:
    """Return the revision of schema `app`, or None before the first."""
    with open_connection(url) as connection:
        try:
            row = connection.execute("select version_num from app.alembic_version").fetchone()
        except (psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName):
            return None
    return row[0] if row else None


def alembic_config(url: str) -> "Config":
    """Return Alembic's configuration for the database at `url`."""
    from alembic.config import Config

    config = Config(MIGRATIONS / "alembic.ini")
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["url"] = url
    return config
