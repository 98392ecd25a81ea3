"""Tables that a downgrade sets aside and the next upgrade takes back, so that no row is lost."""

import sqlalchemy as sa
from alembic import op

SCHEMA = "app"
ASIDE = "app_downgraded"


def set_aside(table: str) -> None:
    """Move a table of schema `app`, with its rows, keys and grants, out of the way."""
    op.execute(f"create schema if not exists {ASIDE}")
    op.execute(f"alter table {SCHEMA}.{table} set schema {ASIDE}")


def take_back(table: str) -> bool:
    """Move a table back that a downgrade set aside; return whether there was one."""
    name = sa.text("select to_regclass(:name)")
    if op.get_bind().execute(name, {"name": f"{ASIDE}.{table}"}).scalar() is None:
        return False
    op.execute(f"alter table {ASIDE}.{table} set schema {SCHEMA}")
    return True
