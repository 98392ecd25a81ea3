"""Version of the marts: it differs after every build that changed a row.

A build either replaces a table, which gives it another number, or changes rows in place. One server
counts those changes, anew after a crash. A standby does not, but it has the table in which a build
stores the version of a mart, in the transaction that changes the mart: a standby that has the
version has the mart as a whole.

A build commits one mart after the other. Until its end, and for ever if it is killed, a row of
`observability.unfinished_builds` says that the marts may be of two builds.
"""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection, text

from api.db.database import fetch_rows, fetch_value, servers
from segue.errors import SegueError

COUNTED = text(
    "select names.name, tables.oid::bigint as relation, tables.relfilenode::bigint as file, "
    "pg_stat_get_tuples_inserted(tables.oid) + pg_stat_get_tuples_updated(tables.oid) "
    "+ pg_stat_get_tuples_deleted(tables.oid) as changes, "
    "(select oid::bigint from pg_database where datname = current_database()) as database, "
    # statistics are discarded by a crash, and may then arrive at an earlier number
    "coalesce(extract(epoch from pg_stat_get_bgwriter_stat_reset_time()), 0)::bigint "
    "as counted_from, "
    "(select system_identifier from pg_control_system()) as cluster, "
    "to_regclass('observability.unfinished_builds') is not null as notes_builds "
    "from unnest(cast(:names as text[])) with ordinality as names (name, position) "
    "inner join pg_class as tables on tables.oid = to_regclass(names.name) "
    "order by names.position"
)
STORED = text(
    "select name, relation::bigint as relation, 0 as file, "
    "hashtextextended(version, 0) as changes, "
    "(select oid::bigint from pg_database where datname = current_database()) as database, "
    "0 as counted_from, (select system_identifier from pg_control_system()) as cluster, "
    "true as notes_builds "
    "from observability.versions where name = any(cast(:names as text[])) order by name"
)
IS_BUILDING = text("select exists (select from observability.unfinished_builds)")


class MissingTableError(SegueError):
    """A mart that the API reads has not been built."""


class DataVersion(NamedTuple):
    """Numbers that differ when the rows of a table do, and whether a build is changing them."""

    numbers: tuple[int, ...]
    is_building: bool = False


def data_version(names: Sequence[str], connection: Connection | None = None) -> DataVersion:
    """Return the version of some tables, as a connection sees it or now.

    Raises
    ------
    MissingTableError
        If one of the tables does not exist.
    """
    statement, parameters = COUNTED if servers() is None else STORED, {"names": list(names)}
    found = (
        connection.execute(statement, parameters).all()
        if connection
        else fetch_rows(statement, parameters)
    )
    missing = set(names) - {row.name for row in found}
    if missing:
        raise MissingTableError(f"expected the table {min(missing)}, got none; run `segue build`")
    numbers = [found[0].cluster, found[0].database, found[0].counted_from]
    for row in found:
        numbers += [row.relation, row.file, row.changes]
    is_building = found[0].notes_builds and (
        connection.scalar(IS_BUILDING) if connection else fetch_value(IS_BUILDING)
    )
    return DataVersion(tuple(numbers), bool(is_building))
