"""Whether the service lives, can work, and how it does."""

from typing import Any

from apiflask import APIBlueprint
from flask import Response, current_app
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from api.catalogue import check_marts
from api.observing import EXTENSION
from api.schemas import Status

bp = APIBlueprint("health", __name__)


@bp.get("/healthz")
@bp.output(Status)
def get_health() -> Any:
    """Say that the process answers; no database is asked."""
    return {"status": "ok"}


@bp.get("/readyz")
@bp.output(Status)
@bp.doc(responses=[503])
def get_readiness() -> Any:
    """Say that the database answers and the marts are there."""
    check_marts()
    return {"status": "ok"}


@bp.get("/metrics")
@bp.doc(hide=True)
def get_metrics() -> Response:
    """Return the metrics in Prometheus' text format."""
    registry = current_app.extensions[EXTENSION].registry
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
