"""A partitioned mart: the build keeps it, one list is read from one partition."""

import psycopg
import pytest

import api
from segue.cli import warehouse
from segue.settings import PROJECT_ROOT

SCRIPT = PROJECT_ROOT / "deploy" / "postgres" / "partition-recommendations.sql"
ROWS = (
    "select md5(string_agg(r::text, ',' order by track_id, rank)) from marts.recommendations as r"
)
KEYS = """
    select conname, contype, pg_get_constraintdef(oid) from pg_constraint
    where conrelid = 'marts.recommendations'::regclass and contype in ('p', 'f') order by conname
"""


@pytest.fixture(scope="module")
def partitioned(demo_warehouse: str, server) -> dict[str, object]:
    """Return a copy of the demo with partitions, and what it was before."""
    url = demo_warehouse.rsplit("/", 1)[0] + "/partitioned"
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = 'demo_warehouse'"
        )
        connection.execute("create database partitioned template demo_warehouse")
    with psycopg.connect(url, autocommit=True) as connection:
        before = {
            "rows": connection.execute(ROWS).fetchone(),
            "keys": connection.execute(KEYS).fetchall(),
        }
    run(url)
    return {"url": url, **before}


def run(url: str) -> None:
    """Run the script as psql does: one transaction, without its own commands."""
    script = SCRIPT.read_text().replace("\\set ON_ERROR_STOP on", "")
    with psycopg.connect(url) as connection:
        connection.execute(script)


def test_the_rows_and_the_keys_are_the_same(partitioned):
    with psycopg.connect(partitioned["url"]) as connection:
        assert connection.execute(ROWS).fetchone() == partitioned["rows"]
        assert connection.execute(KEYS).fetchall() == partitioned["keys"]
        kind = "select relkind from pg_class where oid = 'marts.recommendations'::regclass"
        assert connection.execute(kind).fetchone() == ("p",)


def test_one_list_is_read_from_one_partition(partitioned):
    with psycopg.connect(partitioned["url"]) as connection:
        plan = connection.execute(
            "explain select * from marts.recommendations where track_id = 'x' order by rank"
        ).fetchall()
    scans = [line for (line,) in plan if "recommendations_" in line and "Scan" in line]
    assert len(scans) == 1


def test_a_build_keeps_the_partitions_and_corrects_their_rows(partitioned):
    url = partitioned["url"]
    with psycopg.connect(url) as connection:
        deleted = connection.execute("delete from marts.recommendations where rank = 1").rowcount
        connection.execute("update observability.versions set version = 'x' "
                           "where name = 'marts.recommendations'")  # fmt: skip
    assert deleted > 100
    warehouse.build(url, "recommendations")
    with psycopg.connect(url) as connection:
        assert connection.execute(ROWS).fetchone() == partitioned["rows"]
        counted = connection.execute(
            "select count(*) from pg_inherits where inhparent = 'marts.recommendations'::regclass"
        ).fetchone()
    assert counted == (16,)


def test_the_app_reads_partitions(partitioned):
    client = api.create_app(partitioned["url"], SECRET_KEY="test").test_client()
    track_id = client.get("/api/v1/tracks?q=a").json["items"][0]["track_id"]
    answer = client.get(f"/api/v1/tracks/{track_id}/recommendations")
    assert answer.status_code == 200
    assert len(answer.json["items"]) > 5


def test_a_view_of_somebody_else_is_refused(partitioned):
    with psycopg.connect(partitioned["url"]) as connection:
        connection.execute("create view public.mine as select track_id from marts.recommendations")
    with pytest.raises(psycopg.errors.RaiseException, match="expected no view on"):
        run(partitioned["url"])
