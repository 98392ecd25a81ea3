"""`python -m api openapi` prints the OpenAPI document; it needs no database."""

import json
import sys
from typing import Any

from api.app import create_app

UNUSED_DATABASE_URL = "postgresql://127.0.0.1:1/unused"
USAGE = "usage: python -m api openapi"


def openapi_document() -> dict[str, Any]:
    """Return the OpenAPI document without a database connection, and write no file."""
    app = create_app(UNUSED_DATABASE_URL, SECRET_KEY="unused")  # noqa: S106
    with app.app_context():
        document = app.spec
    assert isinstance(document, dict)
    return document


if __name__ == "__main__":
    if sys.argv[1:] != ["openapi"]:
        sys.exit(USAGE)
    print(json.dumps(openapi_document(), indent=2))  # noqa: T201
