"""Health, readiness and metrics of the service."""

from typing import Any, Literal

from apiflask import APIBlueprint
from flask import Response, current_app
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from pydantic import BaseModel
from sqlalchemy import select

from api.db.database import fetch_value
from api.db.marts import FactTracks, Recommendations
from api.http.problems import NOT_READY, raise_problem
from api.http.telemetry import EXTENSION
from api.site.backup_metrics import BackupCollector
from api.site.warehouse_metrics import WarehouseCollector

bp = APIBlueprint("health", __name__)


class Status(BaseModel):
    """State of the service."""

    status: Literal["ok"]


@bp.get("/healthz")
@bp.output(Status)
def get_health() -> Any:
    """Answer if the process is alive; the database is not used."""
    return {"status": "ok"}


@bp.get("/readyz")
@bp.output(Status)
@bp.doc(responses=[503])
def get_readiness() -> Any:
    """Answer if the database is reachable and the marts are built."""
    check_marts()
    return {"status": "ok"}


@bp.get("/metrics")
@bp.doc(hide=True)
def get_metrics() -> Response:
    """Return the metrics in the text format of Prometheus."""
    warehouse = CollectorRegistry()
    warehouse.register(WarehouseCollector())
    warehouse.register(BackupCollector())
    text = current_app.extensions[EXTENSION].collect() + generate_latest(warehouse)
    return Response(text, content_type=CONTENT_TYPE_LATEST)


def check_marts() -> None:
    """End the request with 503 unless the marts that every page needs have rows."""
    for table in (FactTracks.track_id, Recommendations.track_id):
        if fetch_value(select(table).limit(1)) is None:
            raise_problem(
                NOT_READY,
                f"expected rows in marts.{table.class_.__tablename__}, got none; "
                "run `segue ingest` for some source, then `segue build`",
            )
