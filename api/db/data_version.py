"""Version of the marts: it differs after every build that changed a row.

A build either replaces a table, which gives it another number, or changes rows in place, which
Postgres counts.
"""

from collections.abc import Sequence

from sqlalchemy import text

from api.db.database import fetch_rows
from api.db.versioned_cache import Version
from segue.errors import SegueError

VERSION = text(
    "select names.name, tables.oid::bigint as oid, tables.relfilenode::bigint as relfilenode, "
    "pg_stat_get_tuples_inserted(tables.oid) + pg_stat_get_tuples_updated(tables.oid) "
    "+ pg_stat_get_tuples_deleted(tables.oid) as touched "
    "from unnest(cast(:names as text[])) with ordinality as names (name, position) "
    "left join pg_class as tables on tables.oid = to_regclass(names.name) "
    "order by names.position"
)


class MissingTableError(SegueError):
    """A mart that the API reads has not been built."""


def data_version(names: Sequence[str]) -> Version:
    """Return numbers that differ when the rows of one of the tables do.

    Raises
    ------
    MissingTableError
        If one of the tables does not exist.
    """
    found = fetch_rows(VERSION, {"names": list(names)})
    missing = [row.name for row in found if row.oid is None]
    if missing:
        raise MissingTableError(f"expected the table {missing[0]}, got none; run `segue build`")
    return tuple(number for row in found for number in (row.oid, row.relfilenode, row.touched))
