"""A view that answers the same bytes, under the same server as the API: what is possible.

It is a view of a bare Flask app, or with the address of a database one of our own app, where a
request passes every check and is counted and logged like any other.
"""

import multiprocessing
import os
import sys
from functools import partial

from flask import Flask, Response
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

import api
from api.http.telemetry import log_as_json

PATH = "/api/v1/constant"


def constant_app(size: int, url: str | None = None) -> Flask:
    """Return an app with a view that answers JSON of `size` bytes."""
    app = Flask(__name__) if url is None else api.create_app(url)
    body = b'"' + b"x" * (size - 2) + b'"'

    @app.get(PATH)
    def constant() -> Response:
        return Response(body, mimetype="application/json")

    if url is not None:
        log_as_json()
    return app


def serve(port: int, size: int, workers: int, threads: int) -> None:
    """Serve the view until SIGTERM; with DATABASE_URL it is one of our own app."""
    multiprocessing.set_start_method("spawn", force=True)
    server = Granian(
        "benchmarks.constant_view:constant_app",
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        websockets=False,
        log_level=LogLevels.critical,
    )
    made = partial(constant_app, size, os.environ["DATABASE_URL"] or None)
    server.serve(target_loader=made, wrap_loader=False)


if __name__ == "__main__":
    serve(*map(int, sys.argv[1:]))
