"""Sources to schema `raw`, through dlt."""

from ingestion.raw_schema import ensure_raw_schema

__all__ = ["ensure_raw_schema"]
