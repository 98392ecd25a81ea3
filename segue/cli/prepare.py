"""What every command presumes of a database: the raw schema and the app's own tables."""


def prepare(url: str) -> None:
    """Create the raw tables and migrate schema `app`; quick when there is nothing to do."""
    # imported here: both are slow to import, and most commands never come this way
    import api
    import ingestion

    ingestion.ensure_raw_schema(url)
    api.migrate(url)
