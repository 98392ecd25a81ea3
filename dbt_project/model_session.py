"""The arguments of a Python model: relations that it reads, and the session of its queries."""

from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from dbt_project.copy_read import read_arrow
from dbt_project.copy_write import quote_identifier, write_arrow
from dbt_project.postgres_types import ColumnType

HELD_COLUMNS = """
    select count(*) from pg_attribute
    where attrelid = to_regclass(%s) and attname = any(%s) and not attisdropped
"""


class Relation:
    """Result of `dbt.ref()` and `dbt.source()` in a Python model; rows are read on demand."""

    def __init__(self, session: "Session", name: str) -> None:
        self._session = session
        self.name = name

    def __str__(self) -> str:
        return self.name

    def arrow(self, *columns: str, where: str | None = None) -> pa.Table:
        """Return the columns (by default all) of the rows that satisfy `where`."""
        selected = ", ".join(map(quote_identifier, columns)) or "*"
        condition = f" where {where}" if where else ""
        return self._session.arrow(f"select {selected} from {self.name}{condition}")  # noqa: S608

    def has_columns(self, *columns: str) -> bool:
        """Return whether the table is there and has all of the columns."""
        with self._session.connection.cursor() as cursor:
            cursor.execute(HELD_COLUMNS, (self.name, list(columns)))
            return bool(cursor.fetchone()[0] == len(columns))


@dataclass(frozen=True)
class PartialRows:
    """The rows of a table for some keys; the rows of other keys stay.

    Attributes
    ----------
    rows : a table or a reader of record batches
    keys : one column, the first one of the table's key
    """

    rows: Any
    keys: pa.Table


class Session:
    """The `session` of a Python model, for queries of its own.

    `is_same_code` says whether the model's table was last computed by this code.
    """

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.is_same_code = False

    def arrow(self, query: str, keys: pa.Array | None = None) -> pa.Table:
        """Return the rows of a query, which may read `given_keys (key)`: the given texts."""
        if keys is None:
            return read_arrow(self.connection, query)
        self.write_temporary("given_keys", pa.table({"key": keys}))
        rows = read_arrow(self.connection, query)
        self._execute("drop table given_keys")
        return rows

    def replace_rows(self, relation: str, rows: pa.Table, keys: pa.Table | None) -> None:
        """Replace the rows of some keys in a table, or all, in the transaction of the model.

        Parameters
        ----------
        keys : one column, which the table has, too; None to replace all rows
        """
        if keys is None:
            self._execute(f"delete from {relation}")  # noqa: S608 - a name of the project
        else:
            self.write_temporary("given_keys", keys)
            (name,) = keys.column_names
            self._execute(
                f"delete from {relation} using given_keys "  # noqa: S608
                f"where {relation}.{name} = given_keys.{name}"
            )
            self._execute("drop table given_keys")
        write_arrow(self.connection, relation, rows.schema, rows.to_batches())

    @staticmethod
    def select_keys(rows: Any, keys: pa.Table | None) -> Any:
        """Return rows as the result of a model: of the given keys alone, or all for None."""
        return rows if keys is None else PartialRows(rows, keys)

    def write_temporary(self, name: str, rows: pa.Table) -> None:
        """Write rows into a temporary table, which is gone with the transaction."""
        columns = ", ".join(
            f"{quote_identifier(field.name)} {ColumnType.from_arrow(field.type)}"
            for field in rows.schema
        )
        self._execute(f"create temporary table {name} ({columns}) on commit drop")
        write_arrow(self.connection, name, rows.schema, rows.to_batches())
        self._execute(f"analyze {name}")

    def _execute(self, statement: str) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute(statement)

    def relation(self, name: str) -> Relation:
        """Return the result of `dbt.ref()` for the name of a relation."""
        return Relation(self, name)
