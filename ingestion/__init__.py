def ensure_raw_schema(url: str) -> None:
    """Placeholder until the pipeline lands."""
