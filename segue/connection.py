"""Connections to the database: that of DATABASE_URL, or the embedded server."""

from typing import Any

import psycopg

from segue.embedded import EmbeddedPostgres
from segue.errors import DatabaseNotRunning
from segue.settings import settings


def embedded() -> EmbeddedPostgres:
    """Return the controller of this home's embedded Postgres; nothing is started."""
    return EmbeddedPostgres(settings().home / "pg18")


def database_url() -> str:
    """Return the libpq URL of the warehouse.

    Raises
    ------
    DatabaseNotRunning
        If no DATABASE_URL is set and the embedded server does not answer.
    """
    configured = settings().database_url
    if configured:
        return libpq_url(configured)
    server = embedded()
    if not server.is_running():
        raise DatabaseNotRunning(
            f"expected DATABASE_URL or a running embedded Postgres under {server.folder}, "
            "got neither; run `segue db start`"
        )
    return server.url()


def connect(**options: Any) -> psycopg.Connection:
    """Open a psycopg connection to the warehouse; `options` go to `psycopg.connect`."""
    return psycopg.connect(database_url(), **options)


def libpq_url(url: str) -> str:
    """Return `url` in the form that psycopg, dlt and psql understand."""
    scheme, separator, rest = url.partition("://")
    return "postgresql" + separator + rest if scheme.startswith("postgres") else url


def sqlalchemy_url(url: str) -> str:
    """Return `url` in the form that makes SQLAlchemy use psycopg 3."""
    return libpq_url(url).replace("postgresql://", "postgresql+psycopg://", 1)
