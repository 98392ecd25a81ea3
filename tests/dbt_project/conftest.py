"""Databases for dbt, and small dbt projects that use the macros of the warehouse."""

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit

import psycopg2
import pytest
import yaml
from psycopg.conninfo import conninfo_to_dict

from segue.cli.prepare import prepare
from segue.settings import PROJECT_ROOT
from tests.conftest import quick_dbt

SMALL_PROJECT = {
    "name": "segue",
    "version": "0.1.0",
    "profile": "segue",
    "macro-paths": ["macros"],
    "flags": {"send_anonymous_usage_stats": False, "version_check": False},
    "on-run-end": "{{ restore_foreign_keys() }}",
    "models": {
        "segue": {
            "+schema": "marts",
            "+materialized": "incremental",
            "+incremental_strategy": "sync",
            "+on_schema_change": "append_new_columns",
            "+persist_docs": {"relation": True, "columns": True},
        }
    },
}
PARSED = "partial_parse.msgpack"


@dataclass
class Outcome:
    """Result of a dbt command: its success, the status of each node, and its log."""

    success: bool
    statuses: dict[str, str] = field(default_factory=dict)
    log: str = ""


@dataclass
class DbtProject:
    """A dbt project in a folder, and its database."""

    folder: Path
    url: str
    work: Path

    @property
    def target(self) -> Path:
        """Return the folder of dbt's artifacts."""
        return self.work / "target"

    def write(self, name: str, text: str) -> None:
        """Write a file of the project."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def dbt(self, *arguments: str, **environment: str) -> Outcome:
        """Run a dbt command in this process.

        Another environment makes dbt read only the files again that name it; `--vars`, all files.
        """
        from dbt.cli.main import dbtRunner

        messages: list[str] = []
        flags = ["--project-dir", self.folder, "--profiles-dir", self.write_profiles()]
        flags += ["--target-path", self.target, "--log-path", self.work / "logs"]
        runner = dbtRunner(callbacks=[lambda event: messages.append(event.info.msg)])
        with quick_dbt(), patch.dict(os.environ, environment):
            outcome = runner.invoke([*arguments, *map(str, flags), "--log-level", "none"])
        results = getattr(outcome.result, "results", None) or []
        statuses = {result.node.name: str(result.status) for result in results}
        log = "\n".join([*messages, str(outcome.exception or "")])
        return Outcome(outcome.success, statuses, log)

    def command(self, *arguments: str) -> list[str | Path]:
        """Return a dbt command for a process of its own, which knows what this one has parsed."""
        apart = self.work / "apart"
        apart.mkdir(exist_ok=True)
        shutil.copy(self.target / PARSED, apart)
        flags = ["--project-dir", self.folder, "--profiles-dir", self.write_profiles()]
        flags += ["--target-path", apart, "--log-path", apart]
        return [Path(sys.executable).parent / "dbt", *arguments, *flags]

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query, or run a statement that has none."""
        connection = psycopg2.connect(self.url)
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(sql)
            rows = cursor.fetchall() if cursor.description else []
        connection.close()
        return rows

    def row_fingerprints(self) -> dict[str, list[tuple[Any, ...]]]:
        """Return each table's oid, and a hash over the positions and transactions of its rows."""
        tables = self.query("""
            select format('%I.%I', schemaname, tablename) from pg_tables
            where schemaname in ('staging', 'intermediate', 'marts', 'snapshots')
        """)
        state = "select '{0}'::regclass::oid::bigint, count(*), " \
            "sum(hash_record_extended(row(xmin, ctid), 0)) from {0}"  # fmt: skip
        return {table: self.query(state.format(table)) for (table,) in tables}

    def write_profiles(self) -> Path:
        """Write the file by which dbt reaches the database, and return its folder."""
        parts = conninfo_to_dict(self.url)
        output = {
            "type": "postgres",
            "host": parts["host"],
            "port": int(parts["port"]),
            "user": parts["user"],
            "password": parts["password"],
            "dbname": parts["dbname"],
            "schema": "marts",
            "threads": 4,
        }
        profile = {"segue": {"target": "dev", "outputs": {"dev": output}}}
        (self.work / "profiles.yml").write_text(yaml.safe_dump(profile))
        return self.work


@pytest.fixture(scope="session")
def new_database(database_url: str) -> Iterator[Callable[..., str]]:
    """Return a function that makes a database on the tests' server."""
    made: list[str] = []

    def make(name: str, template: str = "template1") -> str:
        _execute(database_url, f'drop database if exists "{name}" with (force)')
        _execute(database_url, f'create database "{name}" template "{template}"')
        made.append(name)
        return urlsplit(database_url)._replace(path=f"/{name}").geturl()

    yield make
    for name in made:
        _execute(database_url, f'drop database if exists "{name}" with (force)')


def _execute(url: str, statement: str) -> None:
    connection = psycopg2.connect(url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(statement)
    connection.close()


@pytest.fixture(scope="module")
def small_project(
    tmp_path_factory: pytest.TempPathFactory, new_database: Callable[..., str]
) -> DbtProject:
    """Return a dbt project with the warehouse's macros and no models."""
    work = tmp_path_factory.mktemp("small")
    shutil.copytree(PROJECT_ROOT / "macros", work / "project" / "macros")
    project = DbtProject(work / "project", new_database("dbt_small"), work)
    project.write("dbt_project.yml", yaml.safe_dump(SMALL_PROJECT))
    return project


@pytest.fixture(scope="session")
def new_warehouse(
    tmp_path_factory: pytest.TempPathFactory, new_database: Callable[..., str]
) -> Callable[..., DbtProject]:
    """Return a function that makes the real dbt project with a new database.

    Each call drops the database of the call before: dbt takes seconds to read the whole project,
    and does so again for every other name of a database.
    """
    parsed = tmp_path_factory.mktemp("parsed") / PARSED

    def make(template: str = "template1") -> DbtProject:
        url = new_database("dbt_warehouse", template)
        prepare(url)
        project = DbtProject(PROJECT_ROOT, url, tmp_path_factory.mktemp("warehouse"))
        project.target.mkdir()
        (project.target / parsed.name).symlink_to(parsed)
        return project

    return make


@pytest.fixture(scope="module")
def history(new_warehouse: Callable[..., DbtProject]) -> DbtProject:
    """Return the real dbt project with an empty database."""
    return new_warehouse()


@pytest.fixture(scope="session")
def built_warehouse(
    new_warehouse: Callable[..., DbtProject], raw_rows: str, database_url: str
) -> DbtProject:
    """Build a little of every source once, to be copied; the folder keeps the artifacts."""
    project = new_warehouse()
    project.query(raw_rows)
    nothing = ("--exclude-resource-type", "unit_test", "test")
    done = project.dbt("--warn-error", "build", *nothing, "--write-json")
    assert done.success, done.log[-3000:]
    _execute(database_url, "drop database if exists dbt_built")
    _execute(database_url, "alter database dbt_warehouse rename to dbt_built")
    return project


@pytest.fixture(scope="module")
def warehouse(built_warehouse: DbtProject, new_warehouse: Callable[..., DbtProject]) -> DbtProject:
    """Return the real dbt project with a copy of the built database, and the build's artifacts."""
    project = new_warehouse("dbt_built")
    for artifact in built_warehouse.target.glob("*.json"):
        shutil.copy(artifact, project.target)
    return project


@pytest.fixture(scope="session")
def manifest(built_warehouse: DbtProject) -> dict[str, Any]:
    """Return dbt's manifest of the whole project, compiled."""
    manifest: dict[str, Any] = json.loads((built_warehouse.target / "manifest.json").read_text())
    return manifest


@pytest.fixture(scope="session")
def raw_rows() -> str:
    """Return the statements that insert some rows of every source into the raw tables."""
    return (PROJECT_ROOT / "tests" / "dbt_project" / "raw_rows.sql").read_text()
