"""A Flask view that answers the same bytes, under the same server as the API: what is possible."""

import multiprocessing
import sys
from functools import partial

from flask import Flask, Response
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels


def constant_app(size: int) -> Flask:
    """Return an app with one view, which answers JSON of `size` bytes."""
    app = Flask(__name__)
    body = b'"' + b"x" * (size - 2) + b'"'

    @app.get("/constant")
    def constant() -> Response:
        return Response(body, mimetype="application/json")

    return app


def serve(port: int, size: int, workers: int, threads: int) -> None:
    """Serve the view until SIGTERM."""
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
    server.serve(target_loader=partial(constant_app, size), wrap_loader=False)


if __name__ == "__main__":
    serve(*map(int, sys.argv[1:]))
