"""Spans of requests and of their statements, sent to the collector that is configured, if any.

Without `OTEL_EXPORTER_OTLP_ENDPOINT` nothing of OpenTelemetry is imported. A span has the route and
the id of a request, and a statement without its values: no address, no query, no name of a person.
"""

import os
from multiprocessing.util import Finalize
from typing import TYPE_CHECKING, Any

from flask import Flask, Request, Response, g
from sqlalchemy import event

from api.db.database import db
from api.http.hooks import Kept, add_hooks
from api.http.telemetry import labels_of, request_id
from segue.errors import WrongUsage
from segue.settings import settings

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import Tracer

EXTENSION = "segue_tracing"
ENDPOINT, HEADERS = "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_HEADERS"
SERVER_ERROR = 500
EXPORT_WITHIN_S = "3"  # a worker that ends waits as long for a collector that is away


def check_tracing() -> None:
    """Raise `WrongUsage` if a collector is configured and the packages are missing."""
    if settings().otlp_endpoint:
        try:
            import opentelemetry.exporter.otlp.proto.http
            import opentelemetry.sdk.trace  # noqa: F401
        except ImportError as error:
            raise WrongUsage(
                f"expected the packages of the extra `telemetry`, because {ENDPOINT} is set, got "
                f"none ({error}); run `pip install 'segue[telemetry]'`, or unset the variable"
            ) from error


def register_tracing(app: Flask) -> None:
    """Trace requests if a collector is configured."""
    if not settings().otlp_endpoint:
        return
    check_tracing()
    provider = app.extensions[EXTENSION] = _make_provider()
    tracer = provider.get_tracer("segue")
    _trace_requests(app, tracer)
    with app.app_context():
        for engine in db.engines.values():
            _trace_statements(engine, tracer)


def _make_provider() -> "TracerProvider":
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    # the library reads all of its settings from the environment, and these may come from a file
    headers = settings().otlp_headers
    os.environ.setdefault(ENDPOINT, str(settings().otlp_endpoint))
    os.environ.setdefault("OTEL_SERVICE_NAME", "segue")
    os.environ.setdefault("OTEL_EXPORTER_OTLP_TIMEOUT", EXPORT_WITHIN_S)
    if headers is not None:
        os.environ.setdefault(HEADERS, headers.get_secret_value())
    provider = TracerProvider(shutdown_on_exit=False)
    Finalize(None, provider.shutdown, exitpriority=0)  # a forked worker runs nothing of `atexit`
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return provider


def _trace_requests(app: Flask, tracer: "Tracer") -> None:
    """Give each request a span, of the trace that its client names if it does."""
    from opentelemetry import context, trace
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    of_client = TraceContextTextMapPropagator()

    def start(sent: Request, kept: Kept) -> None:
        method, route = labels_of(sent)
        kept.span = tracer.start_span(
            f"{method} {route}",
            context=of_client.extract({key.lower(): value for key, value in sent.headers}),
            kind=trace.SpanKind.SERVER,
            attributes={
                "http.request.method": method,
                "http.route": route,
                "segue.request_id": request_id(),
            },
        )
        kept.span_token = context.attach(trace.set_span_in_context(kept.span))

    def note_status(_sent: Request, kept: Kept, response: Response) -> None:
        if "span" in kept:
            kept.span.set_attribute("http.response.status_code", response.status_code)
            if response.status_code >= SERVER_ERROR:
                kept.span.set_status(trace.StatusCode.ERROR)

    add_hooks(app, start, note_status)

    @app.teardown_request
    def end(_error: BaseException | None) -> None:
        if "span" in g:
            context.detach(g.pop("span_token"))
            g.pop("span").end()


def _trace_statements(engine: Any, tracer: "Tracer") -> None:
    """Give each statement of a request a span; what threads in the background read has none."""
    from opentelemetry import trace

    @event.listens_for(engine, "before_cursor_execute")
    def start(_connection: Any, _cursor: Any, statement: str, *rest: Any) -> None:
        if trace.get_current_span().is_recording():
            _values, execution, _is_many = rest
            execution.segue_span = tracer.start_span(
                statement.split(None, 1)[0].upper(),
                kind=trace.SpanKind.CLIENT,
                attributes={"db.system.name": "postgresql", "db.query.text": statement},
            )

    @event.listens_for(engine, "after_cursor_execute")
    def end(*found: Any) -> None:
        execution = found[4]
        if (span := vars(execution).pop("segue_span", None)) is not None:
            span.end()

    @event.listens_for(engine, "handle_error")
    def fail(error: Any) -> None:
        execution = error.execution_context
        if execution and (span := vars(execution).pop("segue_span", None)) is not None:
            span.set_attribute("error.type", type(error.original_exception).__name__)
            span.set_status(trace.StatusCode.ERROR)
            span.end()
