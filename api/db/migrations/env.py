"""Alembic environment, limited to schema `app`: it never changes tables of dbt."""

from typing import Any

from alembic import context
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from api.db import account_tables, import_table
from api.db.app_tables import SCHEMA, AppTable
from segue.connection import database_url, open_connection

TABLES = (account_tables, import_table)  # importing a module adds its tables to the metadata
LOCK = 5_307_283_101_126  # any fixed number; only Segue's migrations take this lock


def include_name(name: str | None, kind: str, _parents: Any) -> bool:
    """Include only schema `app`: autogenerate would drop the tables of dbt."""
    return kind != "schema" or name == SCHEMA


def migrate_online() -> None:
    """Run all missing migrations in one transaction, under an advisory lock."""
    url = context.config.attributes.get("url") or database_url()
    engine = create_engine(
        "postgresql+psycopg://", creator=lambda: open_connection(url), poolclass=NullPool
    )
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=AppTable.metadata,
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
    raise SystemExit("expected a database to migrate, got --sql; run without it")
migrate_online()
