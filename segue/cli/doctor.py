"""`segue doctor`: checks what Segue needs on this machine, and says what to do."""

import importlib.metadata
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass

import psycopg
import typer
from rich.console import Console

from segue.connection import connect, database_url, home_cluster
from segue.errors import SegueError
from segue.frontend import DIST
from segue.settings import settings


@dataclass(frozen=True)
class Finding:
    """Result of one check; `remedy` is empty if there is nothing to do."""

    subject: str
    result: str
    remedy: str = ""


def doctor() -> None:
    """Check settings, database, dbt, Node, app, clusters and GPU; exits 1 when one is missing."""
    findings = [check() for check in CHECKS]
    console = Console(highlight=False, soft_wrap=True)
    for finding in findings:
        mark = "to do" if finding.remedy else "ok"
        console.print(f"{mark:6} {finding.subject}: {finding.result}", markup=False)
        if finding.remedy:
            console.print(f"       {finding.remedy}", markup=False)
    if any(finding.remedy for finding in findings):
        raise typer.Exit(1)


def _python() -> Finding:
    return Finding("Python", sys.version.split()[0])


def _settings() -> Finding:
    own = "the cluster of this home" if home_cluster() else "embedded Postgres"
    source = "DATABASE_URL" if settings().database_url else own
    return Finding("settings", f"home {settings().home}, database from {source}")


def _database() -> Finding:
    try:
        with connect(connect_timeout=3) as connection:
            row = connection.execute("show server_version").fetchone()
    except SegueError as error:
        return Finding("database", str(error), "run `segue db start`")
    except psycopg.OperationalError as error:
        reason = str(error).strip().splitlines()[0]
        return Finding("database", reason, "correct DATABASE_URL, or start that server")
    version = str(row[0]) if row else "unknown"
    if int(version.split(".")[0]) < 17:  # MERGE ... WHEN NOT MATCHED BY SOURCE
        remedy = "expected PostgreSQL 17 or newer; upgrade that server, or unset DATABASE_URL"
        return Finding("database", f"PostgreSQL {version}", remedy)
    return Finding("database", f"PostgreSQL {version} answers")


def check_cluster() -> Finding:
    """Check the nodes of this home's cluster, if it has one."""
    cluster = home_cluster()
    if cluster is None:
        return Finding("cluster", "none in this home")
    try:
        status = cluster.status()
    except SegueError as error:
        problem, _, remedy = str(error).partition("; ")
        return Finding("cluster", problem, remedy)
    if status.is_healthy:
        return Finding("cluster", "all nodes serve")
    amiss = ", ".join(node.name for node in status.nodes if not node.is_well) or "a part of a node"
    return Finding("cluster", f"{amiss} does not serve", "run `segue cluster start`")


def _marts() -> Finding:
    try:
        database_url()
        with connect(connect_timeout=3) as connection:
            row = connection.execute("select to_regclass('marts.recommendations')").fetchone()
    except psycopg.errors.InsufficientPrivilege as error:
        reason = str(error).strip().splitlines()[0]
        return Finding("marts", reason, "connect as the owner of the database")
    except (SegueError, psycopg.Error):
        return Finding("marts", "not checked: no database")
    if row is None or row[0] is None:
        return Finding("marts", "not built", "run `segue ingest demo`, then `segue build`")
    return Finding("marts", "built")


def _dbt() -> Finding:
    version = importlib.metadata.version("dbt-core")
    if not version.startswith(("1.11.", "1.12.")):
        return Finding("dbt", version, "expected dbt-core 1.11 or 1.12; run `make install`")
    return Finding("dbt", version)


def _node() -> Finding:
    node = shutil.which("node")
    if node is None:
        return Finding("Node", "none on PATH; the build of the app takes one from PyPI")
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    return Finding("Node", answer.stdout.strip())


def _app() -> Finding:
    if (DIST / "index.html").exists():
        return Finding("app", "built")
    return Finding("app", "not built", "run `make frontend`")


def _dask() -> Finding:
    """Check the cluster that lists are computed on, if there is one."""
    from recommender.errors import DaskClusterError
    from recommender.search.dask_partitions import DaskExecutor

    address = settings().dask_scheduler
    if address is None:
        return Finding("Dask", "DASK_SCHEDULER is not set; lists are computed on this machine")
    try:
        size = DaskExecutor(address, timeout_s=3).check()
    except DaskClusterError as error:
        problem, _, remedy = str(error).partition("; ")
        return Finding("Dask", problem, remedy)
    what = f"{size.n_workers} workers with {size.n_threads} threads answer"
    return Finding("Dask", what)


def _device() -> Finding:
    """Check the device that products are computed on."""
    from recommender.errors import DeviceUnavailable
    from recommender.pipeline.executors import products_from_settings

    try:
        products_from_settings()
    except DeviceUnavailable as error:
        problem, _, remedy = str(error).partition("; ")
        return Finding("device", problem, remedy)
    return Finding("device", settings().device)


CHECKS: tuple[Callable[[], Finding], ...] = (
    _python,
    _settings,
    _database,
    check_cluster,
    _marts,
    _dbt,
    _node,
    _app,
    _dask,
    _device,
)
