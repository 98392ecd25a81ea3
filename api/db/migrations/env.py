"""How Alembic meets the database: schema `app` and its version table, never dbt's tables."""

from typing import Any

from alembic import context
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from api.db.app_tables import SCHEMA, OwnTable
from segue.connection import database_url, sqlalchemy_url

LOCK = 5_307_283_101_126  # any fixed number; only Segue's migrations take this lock


def include_name(name: str | None, kind: str, _parents: Any) -> bool:
    """Leave out every schema but `app`: autogenerate would drop dbt's tables."""
    return kind != "schema" or name == SCHEMA


def migrate_online() -> None:
    """Run every missing migration in one transaction, alone."""
    url = context.config.attributes.get("url") or sqlalchemy_url(database_url())
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=OwnTable.metadata,
            version_table_schema=SCHEMA,
            include_schemas=True,
            include_name=include_name,
            compare_type=True,
            compare_server_default=True,
        )
        with context.begin_transaction():
            connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": LOCK})
            connection.execute(text(f"create schema if not exists {SCHEMA}"))
            context.run_migrations()


if context.is_offline_mode():
    raise SystemExit("expected a database to migrate, met --sql; run without it")
migrate_online()
