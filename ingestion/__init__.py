"""Sources to schema `raw`, through dlt."""

from ingestion.deletion import ForgetSummary, expire_payloads, forget
from ingestion.imports import ImportSummary, import_paths
from ingestion.load.raw_schema import ensure_raw_schema
from ingestion.load.summary import RunSummary
from ingestion.registry import SOURCES
from ingestion.run import run

__all__ = [
    "SOURCES", "ForgetSummary", "ImportSummary", "RunSummary", "ensure_raw_schema",
    "expire_payloads", "forget", "import_paths", "run",
]  # fmt: skip
