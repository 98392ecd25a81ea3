"""The one session of a request, and how its connections behave."""

from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import Session, scoped_session

from segue.connection import sqlalchemy_url

CONNECTIONS = 8  # one per thread of the server
STATEMENT_TIMEOUT_MS = 10_000

db = SQLAlchemy()


def session() -> scoped_session[Session]:
    """Return the session of the request that is being answered."""
    return db.session  # type: ignore[return-value]


def engine_settings(url: str) -> dict[str, Any]:
    """Return the Flask settings that make the app use the database at `url`."""
    return {
        "SQLALCHEMY_DATABASE_URI": sqlalchemy_url(url),
        "SQLALCHEMY_ENGINE_OPTIONS": {
            "pool_size": CONNECTIONS,
            "max_overflow": 2,
            "pool_timeout": 5,
            "pool_pre_ping": True,
            "connect_args": {
                "application_name": "segue api",
                "connect_timeout": 5,
                "options": f"-c statement_timeout={STATEMENT_TIMEOUT_MS} -c timezone=UTC",
                # a statement prepared before dbt replaced a table may no longer fit it
                "prepare_threshold": None,
            },
        },
    }
