"""`python -m api openapi` prints the OpenAPI document, `downgrade` takes schema `app` back."""

import json
import sys
from typing import Any

from api.app import create_app
from api.db.migrate import downgrade
from segue.connection import database_url

UNUSED_DATABASE_URL = "postgresql://127.0.0.1:1/unused"
USAGE = "usage: python -m api openapi | downgrade REVISION"


def openapi_document() -> dict[str, Any]:
    """Return the OpenAPI document without a database connection, and write no file."""
    app = create_app(UNUSED_DATABASE_URL, SECRET_KEY="unused")  # noqa: S106
    with app.app_context():
        document = app.spec
    assert isinstance(document, dict)
    return document


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["openapi"]:
            print(json.dumps(openapi_document(), indent=2))  # noqa: T201
        case ["downgrade", revision]:
            downgrade(database_url(), revision)
        case _:
            sys.exit(USAGE)
