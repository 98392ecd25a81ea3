"""`python -m api openapi` prints the OpenAPI document, `downgrade` takes schema `app` back.

`make-files` makes the files of the current build for the workers of this host, which start it.
"""

import gc
import json
import os
import sys
from typing import Any

from api.app import create_app
from api.db.build_files import BuildRunningError, make_folder
from api.db.followed_build import CANNOT_WRITE, IS_BUILDING
from api.db.migrate import downgrade
from segue.connection import database_url

UNUSED_DATABASE_URL = "postgresql://127.0.0.1:1/unused"
NICE = 5
USAGE = "usage: python -m api openapi | downgrade REVISION | make-files [--has-older]"


def openapi_document() -> dict[str, Any]:
    """Return the OpenAPI document without a database connection, and write no file."""
    app = create_app(UNUSED_DATABASE_URL, SECRET_KEY="unused")  # noqa: S106
    with app.app_context():
        document = app.spec
    assert isinstance(document, dict)
    return document


def make_files(has_older: bool) -> None:
    """Make the files of the current build; the exit status says why there are none."""
    os.nice(NICE)  # the workers answer meanwhile
    gc.disable()  # it would look through millions of rows again and again
    try:
        # an address has a password, which others could see among the arguments
        make_folder(create_app(sys.stdin.read()), has_older)
    except BuildRunningError:
        sys.exit(IS_BUILDING)
    except OSError as error:
        print(error, file=sys.stderr)  # noqa: T201
        sys.exit(CANNOT_WRITE)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["openapi"]:
            print(json.dumps(openapi_document(), indent=2))  # noqa: T201
        case ["downgrade", revision]:
            downgrade(database_url(), revision)
        case ["make-files", *options]:
            make_files("--has-older" in options)
        case _:
            sys.exit(USAGE)
