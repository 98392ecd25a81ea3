"""Health, readiness and metrics of the service."""

from typing import Any, Literal

from apiflask import APIBlueprint
from flask import Response, current_app
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from psycopg.errors import InvalidSchemaName, UndefinedTable
from pydantic import BaseModel
from sqlalchemy import Executable, select, text
from sqlalchemy.exc import ProgrammingError

from api.db.builds import why_not_loaded
from api.db.database import fetch_value
from api.db.marts import FactTracks, Recommendations
from api.db.migrate import newest_revision
from api.http.problems import NOT_READY, raise_problem
from api.http.telemetry import EXTENSION
from api.site.backup_metrics import BackupCollector
from api.site.warehouse_metrics import WarehouseCollector

REVISION = text("select version_num from app.alembic_version")

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
    """Answer if this process can serve; a problem says all that is missing.

    The database answers, the tables of the app are those of this version, the marts have rows, and
    the index and the catalogue of a build are loaded.
    """
    missing = find_missing()
    if missing:
        raise_problem(
            NOT_READY, f"expected a service that is ready, got none of: {' · '.join(missing)}"
        )
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


def find_missing() -> list[str]:
    """Return what is missing, each with what to do; a database that is away ends the request."""
    missing = []
    if _read_or_none(REVISION) != newest_revision():
        missing.append("the tables of the app of this version; run `segue serve` with a primary")
    for table in (FactTracks.track_id, Recommendations.track_id):
        if _read_or_none(select(table).limit(1)) is None:
            missing.append(
                f"rows in marts.{table.class_.__tablename__}; run `segue ingest` for some source, "
                "then run `segue build`"
            )
    not_loaded = why_not_loaded()
    if not_loaded is not None:
        missing.append(f"a loaded build, because {not_loaded}")
    return missing


def _read_or_none(statement: Executable) -> Any:
    """Return a value, or None if its table does not exist."""
    try:
        return fetch_value(statement)
    except ProgrammingError as error:
        if isinstance(error.orig, UndefinedTable | InvalidSchemaName):
            return None
        raise
