"""A backup of the cluster comes from a standby, and a restore rebuilds all nodes from it."""

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from segue.backup import BackupFolder, take_backup
from segue.backup.cluster import cluster_source, restore_cluster
from segue.cluster import Cluster
from segue.cluster.layout import SUPERUSER
from segue.settings import PROJECT_ROOT

PAGE = (PROJECT_ROOT / "docs" / "operations.md").read_text()

NUMBERS = "select count(*), coalesce(sum(number), 0) from numbers"


@pytest.fixture(scope="module")
def cluster(running_cluster):
    with psycopg.connect(running_cluster.url(SUPERUSER)) as connection:
        connection.execute("create table numbers as select generate_series(1, 1000) as number")
        connection.execute("grant select on numbers to public")
    return running_cluster


def query(cluster: Cluster, statement: str, node: str = "") -> tuple:
    with psycopg.connect(cluster.url(SUPERUSER, node=node), autocommit=True) as connection:
        found = connection.execute(statement)  # type: ignore[arg-type]
        return found.fetchone() if found.description else ()


def note(cluster: Cluster) -> tuple:
    """Return an instant and the numbers at it."""
    numbers = query(cluster, NUMBERS)
    time.sleep(0.1)
    (instant,) = query(cluster, "select clock_timestamp()")
    time.sleep(0.1)
    return instant, numbers


def test_after_the_loss_of_all_nodes_a_chosen_instant_comes_back_on_each(cluster):
    folder = BackupFolder(cluster.backups)
    source = cluster_source(cluster)
    primary = cluster.status().primary.name
    assert source.node != primary
    take_backup(source, folder)
    query(cluster, "insert into numbers values (5000)")
    made = take_backup(cluster_source(cluster), folder, incremental=True)
    assert made.backup.kind == "full"  # no node summarises its log: a promotion would wait for it
    assert "instead of an incremental one: the server makes no summaries" in made.remarks[0]
    query(cluster, "insert into numbers values (6000)")
    cluster.switch_over()
    query(cluster, "insert into numbers values (7000)")
    instant, numbers = note(cluster)
    query(cluster, "insert into numbers values (8000)")
    time.sleep(0.1)
    query(cluster, "select pg_switch_wal()")
    cluster.stop()
    shutil.rmtree(cluster.layout.location)
    done = restore_cluster(cluster, folder, instant)
    assert done.former == []
    status = cluster.status()
    assert status.is_healthy
    assert {query(cluster, NUMBERS, each.name) for each in status.nodes} == {numbers}
    with psycopg.connect(cluster.url()) as connection:  # the password of the new home
        assert connection.execute(NUMBERS).fetchone() == numbers
    query(cluster, "insert into numbers values (9000)")


def test_a_restore_of_a_running_cluster_moves_its_nodes_aside(cluster):
    folder = BackupFolder(cluster.backups)
    instant, numbers = note(cluster)
    query(cluster, "insert into numbers values (10000)")
    done = restore_cluster(cluster, folder, instant)
    assert len(done.former) == 3
    assert all((each / "data" / "PG_VERSION").exists() for each in done.former)
    assert query(cluster, NUMBERS) == numbers
    assert cluster.status().is_healthy


@pytest.mark.parametrize(
    "name",
    ["back up and restore", "switch over", "replace a node", "lost quorum", "leaked password"],
)
def test_the_runbooks_of_the_cluster(cluster, etcd_program, tmp_path, name):
    numbers = query(cluster, NUMBERS)
    variables = {
        "SEGUE_HOME": cluster.folder.parent,
        "SEGUE_BACKUP_DIR": cluster.backups,
        "SEGUE_ETCD": etcd_program,
        "SEGUE_ROOT": tmp_path,  # dbt's profile is written there
    }
    shutil.copy(PROJECT_ROOT / "profiles.yml.example", tmp_path)
    if name == "replace a node":
        lost = next(each for each in cluster.status().nodes if each.role == "standby").name
        cluster.kill(lost)
        variables |= {"NODE": lost, "FOLDER": cluster.layout.node(lost).folder}
    if name == "lost quorum":
        for each in cluster.status().nodes:
            if each.role == "standby":
                cluster.kill(each.name)
    (commands,) = re.findall(
        rf"^## The cluster: {name}\n.*?```sh\n(.*?)```", PAGE, flags=re.S | re.M
    )
    programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-e", "-c", commands],
        cwd=PROJECT_ROOT,
        env={
            "PATH": programs,
            "PYTHONPATH": str(PROJECT_ROOT),
            **{key: str(value) for key, value in variables.items()},
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    if name == "leaked password":
        (tmp_path / "profiles.yml").read_text().index(cluster.layout.passwords["segue"])
    assert cluster.status().is_healthy
    assert query(cluster, NUMBERS) == numbers
