"""Serve the app with granian until Ctrl-C: one worker process, one thread per connection."""

import errno
import multiprocessing
import os
import signal
import socket
import threading

import psycopg
from apiflask import APIFlask
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels
from sqlalchemy.exc import SQLAlchemyError

from api.app import create_app
from api.db.data_version import MissingTableError
from api.db.database import CONNECTIONS
from api.http.telemetry import log
from api.recommendations.index_cache import warm_up_index
from api.tracks.search import warm_up_search
from segue.connection import database_url
from segue.errors import SegueError

SECONDS_TO_STOP = 10


class ServeError(SegueError):
    """The server could not listen, or stopped by itself."""


def serve(host: str = "127.0.0.1", port: int = 8000) -> None:
    """Serve the app at `host` and `port`; return when Ctrl-C or SIGTERM ends it.

    Raises
    ------
    ServeError
        If the port is taken, or the server stops by itself.
    DatabaseNotRunning
        If there is no database to serve.
    """
    database_url()
    _check_is_free(host, port)
    os.environ["SEGUE_HOST"] = host  # the worker accepts this host name, too
    # a forked worker would inherit the threads and connections of this process
    multiprocessing.set_start_method("spawn", force=True)
    server = Granian(
        "api.server:worker_app",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=CONNECTIONS,
        websockets=False,
        log_level=LogLevels.critical,  # the requests are logged by the app
        workers_kill_timeout=SECONDS_TO_STOP,
    )
    log().info("listening", address=f"http://{host}:{port}/")
    try:
        server.serve(target_loader=worker_app, wrap_loader=False)
    except SystemExit as error:
        if not server.interrupt_signal:
            raise ServeError(
                f"expected to serve http://{host}:{port}/ until Ctrl-C, got a worker that "
                "stopped by itself; its error is printed above"
            ) from error


def worker_app() -> APIFlask:
    """Return the app of a worker; it loads the catalogue at once and ends with the server."""
    # Ctrl-C reaches this process too, but the server also ends it: two signals would hang it
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    app = create_app()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    threading.Thread(target=_warm_up, args=(app,), daemon=True).start()
    return app


def _check_is_free(host: str, port: int) -> None:
    """Raise unless `port` is free: granian would share it with another granian."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            got = {
                errno.EADDRINUSE: "another program that uses the port",
                errno.EACCES: "a port that only root may use",
            }.get(error.errno or 0, str(error))
            raise ServeError(
                f"expected to listen on {host}:{port}, got {got}; "
                "stop it, or choose another with --port"
            ) from error


def _end_with_parent() -> None:
    """End this worker when the server was killed and could not stop it."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)


def _warm_up(app: APIFlask) -> None:
    """Load the search index and the recommendation index before the first request."""
    try:
        warm_up_search(app)
        warm_up_index(app)
    except (MissingTableError, SQLAlchemyError, psycopg.Error) as error:
        log().warning("the catalogue is not loaded yet", reason=str(error).splitlines()[0])
