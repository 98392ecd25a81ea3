"""Request ids, one log line for each request, and Prometheus metrics."""

import json
import logging
import os
import re
import secrets
import sys
import time
from functools import lru_cache
from typing import Any
from urllib.parse import quote

import orjson
import structlog
from flask import Flask, Request, Response, g, has_request_context, request
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    ProcessCollector,
    generate_latest,
    values,
)
from prometheus_client.multiprocess import MultiProcessCollector

from api.http.hooks import Kept, add_hooks, current_request

REQUEST_ID = "X-Request-ID"
GOOD_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
EXTENSION = "segue_metrics"
# each label takes memory for ever, and a client can invent methods
METHODS = {"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"}
METRICS_FOLDER_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"  # of the library


def log() -> Any:
    """Return the logger of the API: JSON lines on standard error, plain text on a terminal."""
    return _logger(sys.stderr)


@lru_cache(maxsize=1)
def _logger(stream: Any) -> Any:
    renderer: Any = structlog.processors.JSONRenderer(serializer=_dump)
    if stream.isatty():
        renderer = structlog.dev.ConsoleRenderer()
    logger = structlog.wrap_logger(
        structlog.WriteLogger(stream),
        wrapper_class=structlog.make_filtering_bound_logger(logging.NOTSET),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
    )
    return logger.bind()  # else each line would begin with a new logger


def _dump(line: Any, **options: Any) -> str:
    """Return a line as JSON; texts that are no Unicode are left to the standard library."""
    try:
        return orjson.dumps(line, **options).decode()
    except TypeError:
        return json.dumps(line, **options)


def log_as_json() -> None:
    """Log what libraries and other modules log in the same form, with the id of the request."""
    handler = logging.Handler()
    handler.emit = _emit  # type: ignore[method-assign]
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)


def _emit(record: logging.LogRecord) -> None:
    about = {"request_id": g.request_id} if has_request_context() and "request_id" in g else {}
    level = record.levelname.lower()
    text = record.getMessage()
    getattr(log(), level, log().info)(
        text, logger=record.name, exc_info=record.exc_info or None, **about
    )


class Metrics:
    """Metrics of one app, labelled by route instead of path.

    The workers of a server count in files, those that have ended too, and any of them adds up all.
    """

    def __init__(self) -> None:
        self.folder = os.environ.get(METRICS_FOLDER_VARIABLE)
        # the library looks for the folder once, when it is imported: before the server made it
        values.ValueClass = values.get_value_class()
        self.registry = CollectorRegistry()
        if self.folder is None:
            ProcessCollector(registry=self.registry)
        self.requests = Counter(
            "segue_http_requests",
            "Answered requests.",
            ["method", "route", "status"],
            registry=self.registry,
        )
        self.seconds = Histogram(
            "segue_http_request_seconds",
            "Time to answer.",
            ["method", "route"],
            registry=self.registry,
            buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
        )

        self._of_request: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}

    def add(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count an answered request."""
        key = (method, route, status)
        found = self._of_request.get(key)
        if found is None:
            found = self.requests.labels(*key), self.seconds.labels(method, route)
            self._of_request[key] = found
        found[0].inc()
        found[1].observe(seconds)

    def collect(self) -> bytes:
        """Return the metrics of all workers in the text format of Prometheus."""
        if self.folder is None:
            return generate_latest(self.registry)
        of_all = CollectorRegistry()
        MultiProcessCollector(of_all, path=self.folder)
        return generate_latest(of_all)


def request_id() -> str:
    """Return the id of this request: that of the client if it is well formed, else a new one."""
    return _id_of(*current_request())


def _id_of(sent: Request, kept: Kept) -> str:
    found: str | None = kept.get("request_id")
    if found is None:
        client_id = sent.environ.get("HTTP_X_REQUEST_ID", "")
        found = client_id if GOOD_ID.fullmatch(client_id) else secrets.token_hex(16)
        kept.request_id = found
    return found


def labels_of(sent: Request) -> tuple[str, str]:
    """Return the method and the route of a request, of few values whatever clients send."""
    route = sent.url_rule.rule if sent.url_rule else "unknown"
    return sent.method if sent.method in METHODS else "other", route


def register_telemetry(app: Flask) -> None:
    """Measure, count and log every request; query strings are not logged."""
    metrics = app.extensions[EXTENSION] = Metrics()

    def start(sent: Request, kept: Kept) -> None:
        kept.started = time.perf_counter()
        _id_of(sent, kept)

    def finish(sent: Request, kept: Kept, response: Response) -> None:
        seconds = time.perf_counter() - kept.get("started", time.perf_counter())
        method, route = labels_of(sent)
        status, own_id = response.status_code, _id_of(sent, kept)
        metrics.add(method, route, status, seconds)
        response.headers.add(REQUEST_ID, own_id)
        log().info(
            "request",
            method=sent.method,
            path=quote(sent.path),
            route=route,
            status=status,
            ms=round(seconds * 1000, 1),
            request_id=own_id,
        )

    add_hooks(app, start, finish)
    app.log_exception = _log_crash  # type: ignore[method-assign]


def _log_crash(exc_info: Any) -> None:
    log().error(
        "crash",
        method=request.method,
        path=quote(request.path),
        request_id=request_id(),
        exc_info=exc_info,
    )
