"""Preparation of the database for a command: the raw schema and the tables of the app."""


def prepare(url: str) -> None:
    """Create the raw tables and migrate schema `app`; quick if there is nothing to do."""
    # imported here: both are slow to import, and some commands do not need them
    import api
    import ingestion

    ingestion.ensure_raw_schema(url)
    api.migrate(url)
