def migrate(url: str) -> None:
    """Placeholder until the migrations land."""
