"""Three nodes start, follow one primary, survive five failures under load, and stop."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time

import psycopg
import pytest
import requests
import typer
from psycopg import sql

from benchmarks.failover import count_lost_and_doubled, run_faults
from benchmarks.failover_faults import FAULTS, FIVE
from benchmarks.failover_load import TABLE, Load, SqlClient
from segue.cli import doctor
from segue.cluster import Cluster, ClusterError, find_cluster
from segue.cluster.node import NodeProcesses
from segue.connection import connection_parameters, dbt_credentials
from segue.settings import PROJECT_ROOT, settings
from tests.segue.cluster.conftest import destroy

SEED = 13  # of the five failures; benchmarks run twenty
START = (
    "import sys; from pathlib import Path; from segue.cluster import Cluster;"
    "print(Cluster(*map(Path, sys.argv[1:])).start().is_healthy)"
)


def _start_in_another_process(cluster: Cluster) -> subprocess.Popen:
    folders = (str(folder) for folder in (cluster.folder, cluster.backups) if folder)
    command = [sys.executable, "-c", START, *folders]
    return subprocess.Popen(command, cwd=PROJECT_ROOT, stdout=subprocess.PIPE, text=True)


def _one(url: str, query: str) -> object:
    with psycopg.connect(url) as connection:
        return connection.execute(query).fetchone()[0]


def test_one_primary_and_two_synchronous_standbys(running_cluster):
    status = running_cluster.status()
    assert status.is_healthy
    assert [node.is_synchronous for node in status.standbys] == [True, True]
    assert {node.timeline for node in status.nodes} == {status.primary.timeline}
    names = _one(running_cluster.url("postgres", "postgres"), "show synchronous_standby_names")
    assert str(names).startswith("ANY 1 (")


def test_the_address_of_a_node_leads_to_it_in_a_process_where_dbt_ran(running_cluster, monkeypatch):
    monkeypatch.setenv("PGTARGETSESSIONATTRS", "read-write")
    for node in running_cluster.status().nodes:
        url = running_cluster.url(node=node.name)
        assert _one(url, "select host(inet_server_addr())") == node.address


def test_the_doctor_examines_the_cluster_of_the_home(running_cluster, monkeypatch, capsys):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("SEGUE_HOME", str(running_cluster.folder.parent))
    settings.cache_clear()
    lost = running_cluster.status().standbys[0].name
    try:
        with pytest.raises(typer.Exit):  # there are no marts
            doctor.doctor()
        assert "database from the cluster of this home" in capsys.readouterr().out
        assert doctor.check_cluster() == doctor.Finding("cluster", "all nodes serve")
        running_cluster.kill(lost)
        found = doctor.check_cluster()
        assert (lost in found.result, found.remedy) == (True, "run `segue cluster start`")
    finally:
        running_cluster.heal(lost)
        settings.cache_clear()


def test_the_state_is_json(running_cluster):
    found = json.loads(json.dumps(running_cluster.status().as_dict()))
    assert found["is_healthy"] is True
    assert found["primary"] in {node["name"] for node in found["nodes"]}


def test_the_address_names_three_hosts_and_leads_to_the_primary(running_cluster):
    url = running_cluster.url()
    given = connection_parameters(url)
    assert given["host"] == "127.0.0.11,127.0.0.12,127.0.0.13"
    assert given["target_session_attrs"] == "read-write"
    assert dbt_credentials(url)["host"] == given["host"]
    address = _one(url, "select host(inet_server_addr())")
    assert address == running_cluster.status().primary.address


def test_the_role_of_the_application_owns_its_database_and_no_more(running_cluster):
    privileges = (
        "select rolsuper or rolcreatedb or rolcreaterole or rolreplication or rolbypassrls "
        "from pg_roles where rolname = current_user"
    )
    owner = "select pg_get_userbyid(datdba) from pg_database where datname = current_database()"
    assert _one(running_cluster.url(), privileges) is False
    assert _one(running_cluster.url(), owner) == "segue"


def test_checksums_and_slots_are_on(running_cluster):
    url = running_cluster.url("postgres", "postgres")
    assert _one(url, "show data_checksums") == "on"
    assert _one(url, "show wal_log_hints") == "on"
    slots = "select count(*) from pg_replication_slots where active"
    assert _one(url, slots) == 2


def test_a_password_is_required_and_is_in_private_files_only(running_cluster):
    url = running_cluster.url()
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(url.replace(running_cluster.layout.passwords["segue"], "wrong"))
    location = running_cluster.layout.location
    secret = running_cluster.layout.passwords["postgres"].encode()
    files = [location / "passwords.json", *location.glob("node?/*")]
    with_secret = [file for file in files if file.is_file() and secret in file.read_bytes()]
    assert len(with_secret) >= 4
    assert all(file.stat().st_mode & 0o077 == 0 for file in with_secret)


def test_the_interface_of_the_agents_takes_no_change_without_the_password(running_cluster):
    import requests

    node = running_cluster.layout.nodes[0]
    url = f"http://{node.address}:{running_cluster.layout.ports.rest}/config"
    assert requests.patch(url, json={"ttl": 30}, timeout=5).status_code == 401


def test_a_second_start_changes_nothing(running_cluster):
    before = [NodeProcesses(node).postmaster().pid for node in running_cluster.layout.nodes]
    starts = [_start_in_another_process(running_cluster) for _ in range(2)]
    answers = [start.communicate(timeout=120)[0].strip() for start in starts]
    assert answers == ["True", "True"]
    after = [NodeProcesses(node).postmaster().pid for node in running_cluster.layout.nodes]
    assert after == before


def test_the_leader_of_etcd_leaves_the_node_of_the_primary(running_cluster):
    layout = running_cluster.layout
    members = {
        node.name: f"http://{node.address}:{layout.ports.etcd_client}" for node in layout.nodes
    }

    def ask(name: str, path: str, **body: object) -> dict:
        return requests.post(f"{members[name]}/v3/{path}", json=body, timeout=5).json()

    ids = {each["name"]: each["ID"] for each in ask("node1", "cluster/member/list")["members"]}
    of_primary = ids[running_cluster.status().primary.name]
    before = {ids[name]: name for name in ids}[ask("node1", "maintenance/status")["leader"]]
    if ids[before] != of_primary:
        ask(before, "maintenance/transfer-leadership", targetID=of_primary)
    end = time.monotonic() + 30
    while ask("node1", "maintenance/status").get("leader") in (of_primary, None):
        assert time.monotonic() < end, "the leader stays beside the primary"
        time.sleep(0.2)


def test_a_switchover_moves_the_primary_and_keeps_the_rows(running_cluster):
    with psycopg.connect(running_cluster.url()) as connection:
        connection.execute("create table kept as select 42 as answer")
    target = running_cluster.status().standbys[0].name
    status = running_cluster.switch_over(target)
    assert status.primary.name == status.last_failover.to == target
    assert _one(running_cluster.url(), "select answer from kept") == 42


def test_a_stopped_cluster_keeps_its_data_and_its_address(running_cluster):
    url = running_cluster.url()
    with psycopg.connect(url) as connection:
        connection.execute("create table stays as select 7 as number")
    assert running_cluster.stop() is True
    assert running_cluster.stop() is False
    assert not running_cluster.status().is_running
    node, port = running_cluster.layout.nodes[1], running_cluster.layout.ports.postgres
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind((node.address, port))
        other.listen()
        with pytest.raises(ClusterError, match=f"the port {port} of {node.address} to be free"):
            running_cluster.start()
    assert running_cluster.start().is_healthy
    assert running_cluster.url() == url
    assert _one(url, "select number from stays") == 7


def test_an_interrupted_copy_of_a_standby_is_made_again(running_cluster):
    name = running_cluster.status().standbys[0].name
    running_cluster.kill(name)
    data = running_cluster.layout.node(name).data
    (data / "global" / "pg_control").unlink()
    status = running_cluster.heal(name)
    assert status.is_healthy


def test_one_node_of_three_lost_ones_has_no_majority_and_a_start_brings_all_back(running_cluster):
    with psycopg.connect(running_cluster.url()) as connection:
        connection.execute("create table all_lost as select 5 as number")
    for node in running_cluster.layout.nodes:
        running_cluster.kill(node.name)
    with pytest.raises(ClusterError, match="has no majority; run `segue cluster start`"):
        running_cluster.heal("node3")
    assert running_cluster.start().is_healthy
    assert _one(running_cluster.url(), "select number from all_lost") == 5


def test_a_node_whose_data_is_damaged_is_replaced(running_cluster):
    name = running_cluster.status().standbys[0].name
    running_cluster.kill(name)
    data = running_cluster.layout.node(name).data
    with open(data / "global" / "pg_control", "r+b") as file:
        file.write(b"damaged" * 50)
    with pytest.raises(ClusterError, match=f"expected {name} to serve again .* replace it"):
        running_cluster.heal(name, timeout_s=8)
    aside = data.with_name("data.damaged")  # as docs/operations.md says
    shutil.move(data, aside)  # into it, if another node's data was damaged before
    assert running_cluster.heal(name).is_healthy
    shutil.rmtree(aside)


def test_a_node_that_lost_its_disk_is_made_again(running_cluster):
    name = running_cluster.status().primary.name
    with psycopg.connect(running_cluster.url()) as connection:
        connection.execute("create table copied as select 3 as number")
    running_cluster.kill(name)
    shutil.rmtree(running_cluster.layout.node(name).folder)
    assert running_cluster.heal(name).is_healthy
    url = running_cluster.url("segue", node=name)
    assert _one(url, "select number from copied") == 3


def test_five_failures_lose_and_double_no_acknowledged_write(running_cluster):
    url = running_cluster.url()
    table = sql.Identifier(TABLE)
    with psycopg.connect(url) as connection:
        connection.execute(sql.SQL("drop table if exists {}").format(table))
        connection.execute(sql.SQL("create table {} (thread int, number int)").format(table))
    writers = [SqlClient(url, thread) for thread in range(4)]
    readers = [SqlClient(url.replace("read-write", "any"), thread) for thread in range(2)]
    with Load(writers, readers, rate=200) as load:
        outcomes = run_faults(running_cluster, load, [FAULTS[kind] for kind in FIVE], SEED)
    assert [outcome.kind for outcome in outcomes] == FIVE
    with psycopg.connect(url) as connection:
        stored = connection.execute(sql.SQL("select * from {}").format(table)).fetchall()
    acknowledged = [row for _, row in load.writes.acknowledged]
    assert len(acknowledged) > 500
    assert count_lost_and_doubled(acknowledged, stored) == (0, 0)
    assert load.reads.acknowledged
    assert running_cluster.status().last_failover is not None


def test_a_lost_and_a_doubled_write_are_counted():
    assert count_lost_and_doubled([1, 2, 3], [1, 2, 2, 4]) == (1, 1)


def test_a_killed_first_start_is_made_again(home, etcd_program):
    cluster = Cluster(home / "with_killed_start" / "cluster")
    try:
        for _ in range(2):
            start = _start_in_another_process(cluster)
            deadline = time.monotonic() + 60
            while not list(cluster.folder.glob("node?/data")) and time.monotonic() < deadline:
                time.sleep(0.02)
            os.kill(start.pid, signal.SIGKILL)
            start.communicate()
        assert cluster.start().is_healthy
        assert _one(cluster.url(), "select 1") == 1
    finally:
        destroy(cluster)


def test_a_home_without_a_cluster_has_none(tmp_path):
    assert find_cluster(tmp_path) is None
    with pytest.raises(ClusterError, match="run `segue cluster start`"):
        Cluster(tmp_path / "cluster").status()


def test_an_unknown_node_is_named_with_the_known_ones(running_cluster):
    with pytest.raises(ClusterError, match="among node1, node2, node3, got node9"):
        running_cluster.kill("node9")
