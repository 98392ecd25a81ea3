"""Lineage by column: the columns of `raw` from which a column of a mart is computed."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlglot import exp
from sqlglot.lineage import Node, lineage

from segue.errors import SegueError

Manifest = dict[str, Any]


class UnknownColumn(SegueError):
    """There is no such table or column in the project."""


class ColumnLineage:
    """The lineage of a compiled project, from its manifest.

    It ends at Python models, whose code cannot be analysed.
    """

    def __init__(self, manifest: Manifest) -> None:
        nodes = manifest["nodes"].values()
        self._models = {_name(node): node for node in nodes if node["resource_type"] == "model"}
        self._columns = {
            _name(node): list(node["columns"])
            for node in (*nodes, *manifest["sources"].values())
            if node["resource_type"] in ("model", "seed", "snapshot", "source")
        }
        self._found: dict[tuple[str, str], set[str]] = {}

    @classmethod
    def from_target(cls, target: Path) -> "ColumnLineage":
        """Return the lineage of the project that dbt compiled into a target folder."""
        file = target / "manifest.json"
        if not file.exists():
            raise SegueError(f"expected dbt's manifest as {file}, got none; run `segue build`")
        return cls(json.loads(file.read_text(encoding="utf-8")))

    def origins(self, table: str, column: str) -> set[str]:
        """Return the columns, as `raw.tracks.name`, from which a column is computed.

        Raises
        ------
        UnknownColumn
            If the project has no such table, or the table no such column.
        """
        if column not in self._columns.get(table, ()):
            raise UnknownColumn(
                f"expected a table of the project and a column of it, got {table} and {column}; "
                "name them as in `segue lineage marts.fact_tracks track_name`"
            )
        if (table, column) not in self._found:
            self._found[table, column] = self._origins(table, column)
        return self._found[table, column]

    def _origins(self, table: str, column: str) -> set[str]:
        model = self._models.get(table)
        if model is None or model["language"] != "sql":
            return {f"{table}.{column}"}
        found: set[str] = set()
        for parent, name in self._parents(model, column):
            found |= self.origins(parent, name)
        return found

    def _parents(self, model: Manifest, column: str) -> Iterator[tuple[str, str]]:
        """Yield the columns of other tables from which a column of a model is computed."""
        parents = [
            name for name in self._columns if name.replace(".", '"."') in model["compiled_code"]
        ]
        schema: dict[str, dict[str, dict[str, str]]] = {}
        for name in parents:
            folder, table = name.split(".")
            schema.setdefault(folder, {})[table] = dict.fromkeys(self._columns[name], "text")
        sql = model["compiled_code"].replace(f'"{model["database"]}".', "")
        yield from _leaves(lineage(column, sql, schema=schema, dialect="postgres"))


def _leaves(node: Node) -> Iterator[tuple[str, str]]:
    if not node.downstream and isinstance(node.source, exp.Table) and node.source.db:
        yield f"{node.source.db}.{node.source.name}", node.name.split(".")[-1].strip('"')
    for child in node.downstream:
        yield from _leaves(child)


def _name(node: Manifest) -> str:
    return f"{node['schema']}.{node.get('identifier') or node['alias']}"
