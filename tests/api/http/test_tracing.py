"""Spans reach a collector, with what identifies a request and nothing that is secret."""

import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from flask.testing import FlaskClient
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from api.http import tracing
from api.server import serve
from benchmarks.api import api_server
from segue.errors import WrongUsage
from segue.settings import settings

SECRETS = ("secret-word", "secret-name", "secret-password", "secret-token", "secret-feed")
TRACE = "0af7651916cd43dd8448eb211c80319c"


class Collector:
    """Receives spans over OTLP/HTTP on loopback."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.headers: list[dict[str, str]] = []
        of_all = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                of_all.headers.append(dict(self.headers))
                of_all.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_arguments: Any) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    @property
    def spans(self) -> list[Any]:
        """Return all spans that have arrived."""
        sent = [ExportTraceServiceRequest.FromString(one) for one in self.bodies]
        return [
            span
            for one in sent
            for of_resource in one.resource_spans
            for scope in of_resource.scope_spans
            for span in scope.spans
        ]


@pytest.fixture
def collector() -> Iterator[Collector]:
    made = Collector()
    thread = threading.Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    made.server.shutdown()
    made.server.server_close()
    thread.join()


@pytest.fixture
def configured(
    collector: Collector, monkeypatch: pytest.MonkeyPatch, project: Any
) -> Iterator[None]:
    monkeypatch.setenv(tracing.ENDPOINT, collector.address)
    monkeypatch.setenv(tracing.HEADERS, "authorization=of-the-collector")
    monkeypatch.setenv("OTEL_SERVICE_NAME", "segue-test")
    settings.cache_clear()
    yield
    monkeypatch.undo()
    settings.cache_clear()


@pytest.fixture
def traced(make_app: Any, api_url: str, configured: None) -> Iterator[Any]:
    app = make_app(api_url)
    yield app
    app.extensions[tracing.EXTENSION].shutdown()


def attributes_of(span: Any) -> dict[str, Any]:
    return {each.key: each.value.string_value or each.value.int_value for each in span.attributes}


def test_a_request_and_its_statements_are_spans_of_the_trace_of_the_client(traced, collector):
    client = traced.test_client()
    client.get("/api/v1/tracks?q=warm")
    answer = client.get(
        f"/api/v1/tracks/{'1' * 22}",
        headers={"traceparent": f"00-{TRACE}-b7ad6b7169203331-01", "X-Request-ID": "abc-1"},
    )
    assert answer.status_code == 200
    traced.extensions[tracing.EXTENSION].force_flush()
    spans = [one for one in collector.spans if one.trace_id.hex() == TRACE]
    (of_request,) = [one for one in spans if one.kind == one.SPAN_KIND_SERVER]
    assert of_request.name == "GET /api/v1/tracks/<track_id>"
    assert attributes_of(of_request) == {
        "http.request.method": "GET", "http.route": "/api/v1/tracks/<track_id>",
        "http.response.status_code": 200, "segue.request_id": "abc-1",
    }  # fmt: skip
    statements = [one for one in spans if one.kind == one.SPAN_KIND_CLIENT]
    assert {one.parent_span_id for one in statements} == {of_request.span_id}
    assert any("marts.fact_tracks" in attributes_of(one)["db.query.text"] for one in statements)
    assert {one.name for one in statements} == {"SELECT"}
    assert collector.headers[0]["authorization"] == "of-the-collector"


def test_no_secret_reaches_the_collector(traced, collector):
    client = traced.test_client()
    client.get("/api/v1/tracks?q=secret-word", headers={"Authorization": "Bearer secret-token"})
    client.post("/api/v1/sign-in", json={"name": "secret-name", "password": "secret-password"})
    client.get("/feeds/secret-feed.atom")
    client.get("/secret-word")
    client.put("/api/v1/feedback/secret-word", json={"verdict": "like"})
    traced.extensions[tracing.EXTENSION].force_flush()
    assert len([one for one in collector.spans if one.kind == one.SPAN_KIND_SERVER]) == 5
    sent = b"".join(collector.bodies)
    assert [secret for secret in SECRETS if secret.encode() in sent] == []


def test_a_statement_that_fails_is_a_span_with_an_error(traced, collector, monkeypatch):
    from sqlalchemy import text

    from api.db.database import fetch_value

    @traced.get("/broken")
    def broken() -> Any:
        return fetch_value(text("select 1 / 0"))

    traced.test_client_class = FlaskClient  # the route is not documented
    assert traced.test_client().get("/broken").status_code == 500
    traced.extensions[tracing.EXTENSION].force_flush()
    failed = {one.name: one for one in collector.spans if one.status.code == 2}
    assert set(failed) == {"SELECT", "GET /broken"}
    assert attributes_of(failed["SELECT"])["error.type"] == "DivisionByZero"


def test_outside_of_requests_there_are_no_spans(traced, collector):
    from sqlalchemy import text

    from api.db.database import fetch_value

    with traced.app_context():
        assert fetch_value(text("select 1")) == 1
    traced.extensions[tracing.EXTENSION].force_flush()
    assert collector.spans == []


def test_the_workers_of_a_server_send_their_spans_the_last_ones_when_they_end(
    configured, collector, api_url, tmp_path
):
    with api_server(api_url, tmp_path, workers=2) as served:
        for _ in range(10):
            urllib.request.urlopen(f"{served.base}/api/v1/tracks?q=warm", timeout=60).close()
    names = [one.name for one in collector.spans if one.kind == one.SPAN_KIND_SERVER]
    assert names.count("GET /api/v1/tracks") == 10


def test_without_an_endpoint_nothing_of_opentelemetry_is_imported():
    code = (
        "import sys; from api.__main__ import openapi_document; openapi_document(); "
        "sys.exit(any(name.startswith('opentelemetry') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_without_the_packages_the_message_says_what_to_do(configured, monkeypatch):
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.trace", None)
    with pytest.raises(WrongUsage, match=r"extra `telemetry`.*OTEL_EXPORTER_OTLP_ENDPOINT"):
        serve()
