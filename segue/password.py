"""The password of the embedded server, exchanged so that a kill at any line locks nobody out."""

import contextlib
import secrets
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from segue.folder_swap import sync_folder, write_durably
from segue.unprivileged import Account

NEXT = "password.next"


def rotate_password(location: Path, url: str, role: str) -> None:
    """Give `role` a new password, and store it in `location`; open connections stay open."""
    following = location / NEXT
    write_password(following)
    with psycopg.connect(url, autocommit=True) as connection:
        set_password(connection, role, following.read_text())
    following.rename(location / "password")
    sync_folder(location)


def finish_rotation(location: Path, url: str) -> None:
    """Find out which password an interrupted rotation left, and store that one."""
    following = location / NEXT
    if not following.exists():
        return
    with contextlib.suppress(psycopg.OperationalError):
        psycopg.connect(make_conninfo(url, password=following.read_text())).close()
        following.rename(location / "password")
        return
    # the former one is valid still, unless the server does not run: then the next start decides
    with contextlib.suppress(psycopg.OperationalError):
        psycopg.connect(url).close()
        following.unlink()


def write_password(file: Path) -> None:
    """Write a new password into `file`, which only the account of the server can read."""
    fresh = file.with_name(file.name + ".new")
    fresh.unlink(missing_ok=True)
    fresh.touch(mode=0o600)
    # on disk before a server takes it: after a power cut nobody else knows it
    write_durably(fresh, secrets.token_urlsafe(24))
    Account.to_run_postgres().take_ownership(fresh, 0o600)
    fresh.rename(file)
    sync_folder(file.parent)


def set_password(connection: psycopg.Connection, role: str, password: str) -> None:
    """Change a password by its hash: a statement may be logged, and the password must not be."""
    verifier = connection.pgconn.encrypt_password(
        password.encode(), role.encode(), b"scram-sha-256"
    ).decode()
    change = sql.SQL("alter role {} password {}")
    connection.execute(change.format(sql.Identifier(role), sql.Literal(verifier)))
