"""Databases for dbt, and small dbt projects that use the macros of the warehouse."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg2
import pytest
import yaml
from psycopg.conninfo import conninfo_to_dict

from segue.cli.prepare import prepare
from segue.settings import PROJECT_ROOT

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

    def write(self, name: str, text: str) -> None:
        """Write a file of the project."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def dbt(self, *arguments: str) -> Outcome:
        """Run a dbt command in this process."""
        from dbt.cli.main import dbtRunner

        messages: list[str] = []
        flags = ["--project-dir", self.folder, "--profiles-dir", self._profiles()]
        flags += ["--target-path", self.work / "target", "--log-path", self.work / "logs"]
        runner = dbtRunner(callbacks=[lambda event: messages.append(event.info.msg)])
        outcome = runner.invoke([*arguments, *map(str, flags), "--log-level", "none"])
        results = getattr(outcome.result, "results", None) or []
        statuses = {result.node.name: str(result.status) for result in results}
        log = "\n".join([*messages, str(outcome.exception or "")])
        return Outcome(outcome.success, statuses, log)

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

    def _profiles(self) -> Path:
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
def new_database(database_url: str) -> Iterator[Callable[[str], str]]:
    """Return a function that makes an empty database on the tests' server."""
    made: list[str] = []

    def make(name: str) -> str:
        _execute(database_url, f'drop database if exists "{name}" with (force)')
        _execute(database_url, f'create database "{name}"')
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
    tmp_path_factory: pytest.TempPathFactory, new_database: Callable[[str], str]
) -> DbtProject:
    """Return a dbt project with the warehouse's macros and no models."""
    work = tmp_path_factory.mktemp("small")
    shutil.copytree(PROJECT_ROOT / "macros", work / "project" / "macros")
    project = DbtProject(work / "project", new_database("dbt_small"), work)
    project.write("dbt_project.yml", yaml.safe_dump(SMALL_PROJECT))
    return project


@pytest.fixture(scope="session")
def new_warehouse(
    tmp_path_factory: pytest.TempPathFactory, new_database: Callable[[str], str]
) -> Callable[[str], DbtProject]:
    """Return a function that makes the real dbt project with an empty database."""
    parsed = tmp_path_factory.mktemp("parsed")

    def make(name: str) -> DbtProject:
        url = new_database(f"dbt_{name}")
        prepare(url)
        project = DbtProject(PROJECT_ROOT, url, tmp_path_factory.mktemp(name))
        # dbt takes seconds to parse the whole project, and does so once per database name
        (project.work / "target").mkdir()
        (project.work / "target" / "partial_parse.msgpack").symlink_to(parsed / name)
        return project

    return make


@pytest.fixture(scope="session")
def warehouse(new_warehouse: Callable[[str], DbtProject]) -> DbtProject:
    """Return the real dbt project with a database that several modules share."""
    return new_warehouse("warehouse")


@pytest.fixture(scope="module")
def history(new_warehouse: Callable[[str], DbtProject]) -> DbtProject:
    """Return the real dbt project with a database of this module."""
    return new_warehouse("history")


@pytest.fixture(scope="session")
def raw_rows() -> str:
    """Return the statements that insert some rows of every source into the raw tables."""
    return (PROJECT_ROOT / "tests" / "dbt_project" / "raw_rows.sql").read_text()
