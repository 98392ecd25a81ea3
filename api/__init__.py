"""The HTTP API: `create_app` returns the app, `migrate` updates the tables of schema `app`.

This package imports its modules lazily, because the command line imports it at every start.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from apiflask import APIFlask

__all__ = ["create_app", "migrate"]


def create_app(url: str | None = None, **overrides: Any) -> "APIFlask":
    """Return the app that serves the database at `url`; `overrides` are Flask settings."""
    from api.app import create_app as create

    return create(url, **overrides)


def migrate(url: str) -> None:
    """Upgrade schema `app` of the database at `url` to the newest revision."""
    from api.db.migrate import migrate as bring_up

    bring_up(url)
