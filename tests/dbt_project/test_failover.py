"""A build whose primary is lost fails, and run again it ends with the marts of a calm build."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import yaml
from dbt.cli.main import dbtRunner

from benchmarks.compare_marts import VARYING as VARYING_IN_MARTS
from benchmarks.compare_marts import columns_by_table, rows_of
from segue.cli.prepare import prepare
from segue.connection import dbt_credentials, open_connection
from segue.settings import PROJECT_ROOT
from tests.conftest import quick_dbt
from tests.dbt_project.conftest import DbtProject
from tests.streaming import Streaming, quicken_watchdog

NAME = "dbt_warehouse"
# the rows of a source have the time of their insertion
VARYING = {*VARYING_IN_MARTS, "created_at", "updated_at"}
NOTHING = ("--exclude-resource-type", "unit_test", "test")


@pytest.fixture
def cluster(
    streaming: Streaming, raw_rows: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Streaming]:
    """Return the servers with a database that has some rows of every source."""
    quicken_watchdog(monkeypatch)
    monkeypatch.delenv("PGTARGETSESSIONATTRS", raising=False)
    streaming.execute(streaming.primary, f"drop database if exists {NAME}")
    streaming.execute(streaming.primary, f"create database {NAME}")
    prepare(streaming.url(database=NAME))
    streaming.execute(streaming.primary, raw_rows, NAME)
    streaming.wait_until_equal()
    yield streaming
    # not by monkeypatch, which would give later tests the value that dbt has set
    os.environ.pop("PGTARGETSESSIONATTRS", None)
    streaming.join_missing()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of dbt's artifacts: with one for all, it reads the project once."""
    return tmp_path_factory.mktemp("failover")


def build(folder: Path, url: str, finished: Callable[[str], None] = lambda _: None) -> Any:
    """Run dbt in this process by a profile of `url`; call `finished` after each node."""
    dev = {"type": "postgres", "schema": "marts", "threads": 4, **dbt_credentials(url)}
    (folder / "profiles.yml").write_text(
        yaml.safe_dump({"segue": {"target": "dev", "outputs": {"dev": dev}}})
    )

    def listen(event: Any) -> None:
        if event.info.name == "NodeFinished":
            finished(event.data.node_info.node_name)

    with quick_dbt():
        return dbtRunner(callbacks=[listen]).invoke([
            "build", *NOTHING, "--project-dir", str(PROJECT_ROOT), "--profiles-dir", str(folder),
            "--target-path", str(folder / "target"), "--log-path", str(folder / "logs"),
            "--log-level", "none",
        ])  # fmt: skip


def marts(url: str) -> dict[str, Any]:
    """Return the rows of all marts, without columns that differ in every build."""
    with open_connection(url) as connection:
        return {
            table: rows_of(connection, table, [name for name in columns if name not in VARYING])
            for table, columns in columns_by_table(connection).items()
        }


# after a frozen server each of the other nodes waits for its connection, so that comes late
@pytest.mark.parametrize(("last", "is_frozen"), [("fact_tracks", False), ("track_vectors", True)])
def test_a_build_whose_primary_is_lost_ends_with_the_same_marts_when_run_again(
    cluster: Streaming, built_warehouse: DbtProject, folder: Path, last: str, is_frozen: bool
) -> None:
    url, former, frozen = (
        f"{cluster.url(database=NAME)}?connect_timeout=2",
        cluster.primary,
        ExitStack(),
    )

    def lose(node: str) -> None:
        if node != last or former not in cluster.processes:
            return
        if is_frozen:
            frozen.enter_context(cluster.frozen(former))
        else:
            cluster.kill(former)

    with frozen:
        outcome = build(folder, url, lose)
    assert not outcome.success
    if is_frozen:
        cluster.kill(former)
    cluster.promote(cluster.standbys[0])
    outcome = build(folder, url)
    assert outcome.success, outcome.exception
    assert marts(url) == marts(built_warehouse.url.replace(NAME, "dbt_built"))
