"""Sources to schema `raw`, through dlt."""

from ingestion.forgetting import ForgetSummary, expire_payloads, forget
from ingestion.ingesting import run
from ingestion.raw_schema import ensure_raw_schema
from ingestion.registry import SOURCES
from ingestion.summary import RunSummary

__all__ = [
    "SOURCES", "ForgetSummary", "RunSummary", "ensure_raw_schema", "expire_payloads", "forget",
    "run",
]  # fmt: skip
