"""Serve the app with granian until Ctrl-C: worker processes, one thread per connection.

A worker that ends is replaced. All map one copy of the index and the catalogue
(`api.db.build_files`), and count requests in files of one folder, which `/metrics` adds up.
"""

import errno
import gc
import multiprocessing
import os
import signal
import socket
import sys
import tempfile
import threading
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from apiflask import APIFlask
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels

from api.app import create_app
from api.db.builds import EXTENSION as BUILDS
from api.db.database import CONNECTIONS_VARIABLE, connections_of_a_worker
from api.db.followed_build import FollowedBuild
from api.http.telemetry import METRICS_FOLDER_VARIABLE, log, log_as_json
from api.http.tracing import check_tracing
from api.recommendations.index_cache import limit_threads
from api.workers import Workers
from segue.connection import database_url
from segue.errors import SegueError
from segue.settings import settings

SECONDS_TO_STOP, SECONDS_TO_LOAD = 10, 60
STARTED = "started"


class ServeError(SegueError):
    """The server could not listen, or stopped by itself."""


def default_workers() -> int:
    """Return the number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def serve(
    host: str = "127.0.0.1", port: int = 8000, workers: int | None = None, **overrides: Any
) -> None:
    """Serve the app at `host` and `port`; return when Ctrl-C or SIGTERM ends it.

    `overrides` are settings of Flask, which go to each worker.

    Raises
    ------
    ServeError
        If the port is taken, or the server stops by itself.
    DatabaseNotRunning
        If there is no database to serve.
    WrongUsage
        If a collector of spans is configured and the packages are missing.
    """
    check_tracing()
    url = database_url()
    number = workers or default_workers()
    _check_is_free(host, port)
    os.environ["SEGUE_HOST"] = host  # the worker accepts this host name, too
    settings.cache_clear()
    os.environ[CONNECTIONS_VARIABLE] = str(connections_of_a_worker(number))
    # forked workers share the memory of all modules; elsewhere than on Linux a fork is not safe
    multiprocessing.set_start_method("fork" if sys.platform == "linux" else "spawn", force=True)
    log().info("listening", address=f"http://{host}:{port}/", workers=number)
    with tempfile.TemporaryDirectory(prefix="segue_metrics_") as folder:
        os.environ[METRICS_FOLDER_VARIABLE] = folder
        started = Path(folder) / STARTED
        server = Workers(
            started,
            target="api.server:worker_app",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=number,
            blocking_threads=connections_of_a_worker(number),
            websockets=False,
            http=HTTPModes.http1,  # over HTTP/2 a ping would hide a body that does not arrive
            log_level=LogLevels.critical,  # the requests are logged by the app
            workers_kill_timeout=SECONDS_TO_STOP,
        )
        gc.collect()
        gc.freeze()  # a collection in a worker would write to the pages that it shares
        with suppress(SystemExit):  # granian's, if a worker has ended
            server.serve(
                target_loader=partial(worker_app, url, started, overrides), wrap_loader=False
            )
        if server.has_failed:
            raise ServeError(
                f"expected to serve http://{host}:{port}/ until Ctrl-C, got a worker that "
                "stopped by itself again and again; its error is printed above"
            )


def worker_app(url: str, started: Path, overrides: dict[str, Any]) -> APIFlask:
    """Return the app of a worker; it takes up the builds of the marts and ends with the server.

    The file `started` is touched, so that the server knows that its workers start.
    """
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # a fork has the server's handler until it serves
    # Ctrl-C reaches this process too, but the server also ends it: two signals would hang it
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    log_as_json()
    limit_threads()
    app = create_app(url, **overrides)
    app.extensions[BUILDS].source = source = FollowedBuild(app, url)
    gc.collect()
    gc.freeze()  # the modules stay, and need not be traversed again and again
    for target in (_end_with_parent, source.follow):
        threading.Thread(target=target, daemon=True).start()
    started.touch()
    # connections go to the workers that are there; one without a build could only refuse them
    source.wait(SECONDS_TO_LOAD)
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
