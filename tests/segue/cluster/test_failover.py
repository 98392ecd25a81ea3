"""Five seeded failures under load lose and double no acknowledged write; benchmarks run twenty."""

import psycopg
from psycopg import sql

from benchmarks.failover import count_lost_and_doubled, run_faults
from benchmarks.failover_faults import FAULTS, FIVE
from benchmarks.failover_load import TABLE, Load, SqlClient

SEED = 13


def test_five_failures_lose_and_double_no_acknowledged_write(running_cluster):
    url = running_cluster.url()
    table = sql.Identifier(TABLE)
    with psycopg.connect(url) as connection:
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
