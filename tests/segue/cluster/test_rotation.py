"""All passwords of a running cluster change, nothing stops, and a kill locks nobody out."""

import psycopg
import pytest
from psycopg import sql

from benchmarks.failover import count_lost_and_doubled
from benchmarks.failover_load import TABLE, Load, SqlClient
from segue.cli.database import rotate_password
from segue.cli.servers import backup_source
from segue.cluster import Cluster, Part, rotation
from segue.cluster.layout import APPLICATION, REPLICATION, REWIND, SUPERUSER
from segue.connection import open_connection
from segue.errors import SegueError, WrongUsage
from segue.settings import PROJECT_ROOT, settings

ROLES = (APPLICATION, SUPERUSER, REPLICATION, REWIND)


class Killed(BaseException):
    """Stands for kill -9: nothing of the program runs after it."""


class NewConnections(SqlClient):
    """Opens a connection for each row, with the URL that it began with."""

    def _execute(self, query: str, row: tuple[int, ...]) -> None:
        with open_connection(self._url, autocommit=True) as connection:
            connection.execute(query, row)


@pytest.fixture
def home_of_cluster(running_cluster, monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("SEGUE_HOME", str(running_cluster.folder.parent))
    settings.cache_clear()
    yield running_cluster
    settings.cache_clear()


def accepts(url: str) -> bool:
    try:
        psycopg.connect(url).close()
    except psycopg.OperationalError as error:
        assert "password" in str(error)
        return False
    return True


def urls(cluster: Cluster) -> list[str]:
    return [cluster.url(role, "postgres", each.name) for role in ROLES for each in nodes(cluster)]


def nodes(cluster: Cluster):
    return cluster.status().nodes


def test_the_passwords_change_under_load_and_no_request_fails(home_of_cluster):
    cluster, url = home_of_cluster, home_of_cluster.url()
    table = sql.Identifier(TABLE)
    with psycopg.connect(url) as connection:
        connection.execute(sql.SQL("drop table if exists {}").format(table))
        connection.execute(sql.SQL("create table {} (thread int, number int)").format(table))
    former, primary = urls(cluster), cluster.status().primary
    writers = [SqlClient(url, 1), NewConnections(url, 2)]
    with Load(writers, [NewConnections(url, 3)], rate=40) as load:
        cluster.rotate_passwords()
    assert load.writes.failed == load.reads.failed == []
    assert cluster.status().primary == primary
    assert [accepts(one) for one in former] == [False] * len(former)
    assert [accepts(one) for one in urls(cluster)] == [True] * len(former)
    with psycopg.connect(cluster.url()) as connection:
        stored = connection.execute(sql.SQL("select * from {}").format(table)).fetchall()
    written = [row for _, row in load.writes.acknowledged]
    assert written
    assert count_lost_and_doubled(written, stored) == (0, 0)


def test_after_it_a_failover_and_the_copy_of_a_node_use_the_new_passwords(home_of_cluster):
    cluster = home_of_cluster
    lost = cluster.status().primary.name
    cluster.kill(lost, Part.POSTGRES)
    status = cluster.heal(lost)
    assert status.is_healthy
    standby = status.standbys[0].name
    cluster.kill(standby)
    (cluster.layout.node(standby).data / "global" / "pg_control").unlink()
    assert cluster.heal(standby).is_healthy


@pytest.mark.parametrize(
    ("step", "is_stopped"),
    [
        ("before the servers", False),
        ("after the servers", False),
        ("before an agent", False),
        ("after the servers", True),  # no agent can log in to its server
    ],
)
def test_after_a_rotation_that_was_cut_off_start_and_heal_find_the_passwords(
    running_cluster, monkeypatch, step, is_stopped
):
    cluster, former = running_cluster, urls(running_cluster)
    change = rotation._change_roles

    def cut_off(*arguments):
        if step == "after the servers":
            change(*arguments)
        raise Killed

    name = "_wait_until_read" if step == "before an agent" else "_change_roles"
    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr(rotation, name, cut_off)
        cluster.rotate_passwords()
    if is_stopped:
        cluster.stop()
        assert cluster.start().is_healthy
    else:
        healed = {node.name: node for node in cluster.heal("node1").nodes}
        assert healed["node1"].is_well
    assert not (cluster.layout.location / rotation.NEXT).exists()
    assert all(accepts(one) for one in urls(cluster))
    assert [accepts(one) for one in former] == [step == "before the servers"] * len(former)


def test_a_node_that_is_away_would_lack_the_passwords(running_cluster, monkeypatch):
    name = running_cluster.status().standbys[0].name
    running_cluster.kill(name)
    with monkeypatch.context() as patched:  # healing waits as long as ever
        patched.setattr("segue.cluster.cluster.SERVE_TIMEOUT_S", 0)
        with pytest.raises(rotation.ClusterError, match="segue cluster heal NODE"):
            running_cluster.rotate_passwords()
    healed = {node.name: node for node in running_cluster.heal(name).nodes}
    assert healed[name].is_well  # the others may still have to take it up as a synchronous standby


def test_the_command_takes_the_address_of_its_own_cluster_in_database_url(
    home_of_cluster, monkeypatch, tmp_path, capsys
):
    cluster, former = home_of_cluster, home_of_cluster.url()
    monkeypatch.setenv("DATABASE_URL", former)  # as docs/cluster.md exports it
    monkeypatch.setenv("SEGUE_ROOT", str(tmp_path))
    (tmp_path / "profiles.yml.example").write_text(
        (PROJECT_ROOT / "profiles.yml.example").read_text()
    )
    settings.cache_clear()
    rotate_password()
    assert "unset DATABASE_URL" in capsys.readouterr().out
    assert [accepts(former), accepts(cluster.url())] == [False, True]
    assert cluster.layout.passwords["segue"] in (tmp_path / "profiles.yml").read_text()


def test_another_server_in_database_url_is_not_taken_for_the_cluster(home_of_cluster, monkeypatch):
    former = home_of_cluster.url()
    monkeypatch.setenv("DATABASE_URL", "postgresql://segue:x@127.0.0.1:1/segue")
    settings.cache_clear()
    with pytest.raises(SegueError, match="got DATABASE_URL, which names another one"):
        rotate_password()
    with pytest.raises(WrongUsage, match="got DATABASE_URL, which names another server"):
        backup_source()
    assert home_of_cluster.url() == former
