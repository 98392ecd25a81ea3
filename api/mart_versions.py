"""Which build of the marts is there: it changes with every row that a build touches.

dbt makes a table anew and swaps the names, which gives another number, or changes the rows that
differ where they lie, which Postgres counts.
"""

from collections.abc import Sequence

from sqlalchemy import text

from api.database import rows
from api.keeping import Version
from api.problems import NOT_READY, raise_problem

VERSION = text(
    "select wanted.name, tables.oid::bigint as oid, tables.relfilenode::bigint as relfilenode, "
    "pg_stat_get_tuples_inserted(tables.oid) + pg_stat_get_tuples_updated(tables.oid) "
    "+ pg_stat_get_tuples_deleted(tables.oid) as touched "
    "from unnest(cast(:names as text[])) with ordinality as wanted (name, place) "
    "left join pg_class as tables on tables.oid = to_regclass(wanted.name) "
    "order by wanted.place"
)


def version_of(names: Sequence[str]) -> Version:
    """Return numbers that differ when one of the tables does; a missing one ends the request."""
    found = rows(VERSION, {"names": list(names)})
    missing = [row.name for row in found if row.oid is None]
    if missing:
        raise_problem(NOT_READY, f"expected the table {missing[0]}, met none; run `segue build`")
    return tuple(number for row in found for number in (row.oid, row.relfilenode, row.touched))
