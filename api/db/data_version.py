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

COUNTED = text(
    "select names.name, tables.oid::bigint as relation, tables.relfilenode::bigint as file, "
    "pg_stat_get_tuples_inserted(tables.oid) + pg_stat_get_tuples_updated(tables.oid) "
    "+ pg_stat_get_tuples_deleted(tables.oid) as changes, false as is_building "
    "from unnest(cast(:names as text[])) with ordinality as names (name, position) "
    "inner join pg_class as tables on tables.oid = to_regclass(names.name) "
    "order by names.position"
)
STORED = text(
    "select name, relation::bigint as relation, 0 as file, "
    "hashtextextended(version, 0) as changes, "
    "exists (select from observability.unfinished_builds) as is_building "
    "from observability.versions where name = any(cast(:names as text[])) order by name"
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
    missing = set(names) - {row.name for row in found}
    if missing:
        raise MissingTableError(f"expected the table {min(missing)}, got none; run `segue build`")
    if any(row.is_building for row in found):
        return None
    return tuple(number for row in found for number in (row.relation, row.file, row.changes))
