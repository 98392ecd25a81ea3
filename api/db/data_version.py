"""Version of the marts: it differs after every build that changed a row.

A build either replaces a table, which gives it another number, or changes rows in place. One server
counts those changes. A standby does not, but it has the table in which a build stores the version
of a mart, in the transaction that changes the mart: a standby that has the version has the mart as
a whole. While a build is running, the version stays the last one.
"""

from collections.abc import Sequence

from sqlalchemy import text

from api.db.database import fetch_rows, servers
from api.db.versioned_cache import Version
from segue.errors import SegueError

SELECT = """
select names.name, tables.oid::bigint as oid, tables.relfilenode::bigint as relfilenode, {version}
from unnest(cast(:names as text[])) with ordinality as names (name, position)
left join pg_class as tables on tables.oid = to_regclass(names.name)
{join}
order by names.position
"""
COUNTED = text(
    SELECT.format(
        version="pg_stat_get_tuples_inserted(tables.oid) + pg_stat_get_tuples_updated(tables.oid) "
        "+ pg_stat_get_tuples_deleted(tables.oid) as touched, false as is_building",
        join="",
    )
)
STORED = text(
    SELECT.format(
        version="hashtextextended(versions.version, 0) as touched, "
        "exists (select from observability.unfinished_builds) as is_building",
        join="left join observability.versions as versions on versions.name = names.name",
    )
)


class MissingTableError(SegueError):
    """A mart that the API reads has not been built."""


def data_version(names: Sequence[str]) -> Version | None:
    """Return numbers that differ when the rows of one of the tables do; None during a build.

    Raises
    ------
    MissingTableError
        If one of the tables does not exist.
    """
    found = fetch_rows(COUNTED if servers() is None else STORED, {"names": list(names)})
    missing = [row.name for row in found if row.oid is None]
    if missing:
        raise MissingTableError(f"expected the table {missing[0]}, got none; run `segue build`")
    if any(row.is_building for row in found):
        return None
    return tuple(number or 0 for row in found for number in (row.oid, row.relfilenode, row.touched))
