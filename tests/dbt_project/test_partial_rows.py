"""A Python model may return the rows of some keys: those of the others stay as they are."""

import textwrap

import pytest

MODELS = """
models:
  - name: parents
    config: {contract: {enforced: true}}
    columns:
      - {name: parent_id, data_type: integer, constraints: [{type: primary_key}]}
  - name: pairs
    columns:
      - {name: parent_id, data_type: integer, constraints: [{type: not_null}]}
      - {name: rank, data_type: integer}
      - {name: score, data_type: double precision}
    constraints: [{type: primary_key, columns: [parent_id, rank]}]
"""
ALL = """
    import pyarrow as pa

    def model(dbt, session):
        dbt.config(materialized="incremental")
        ids = pa.array([1, 1, 2, 2, 3], pa.int32())
        ranks = pa.array([1, 2, 1, 2, 1], pa.int32())
        return pa.table({"parent_id": ids, "rank": ranks, "score": [0.1, 0.2, 0.3, 0.4, 0.5]})
"""
SOME = """
    import pyarrow as pa

    def model(dbt, session):
        dbt.config(materialized="incremental")
        parents = dbt.ref("parents")
        query = f"select parent_id from {parents} inner join given_keys on parent_id::text = key"
        given = session.arrow(query, pa.array(["2", "3", "4"]))
        ids, ranks = pa.array([2, 2], pa.int32()), pa.array([1, 3], pa.int32())
        rows = pa.table({"parent_id": ids, "rank": ranks, "score": [0.3, 9.0]})
        session.replace_rows("marts.seen", given, given)
        return session.select_keys(rows, given)
"""
STATE = "select parent_id, rank, score from marts.pairs order by 1, 2"
WRITTEN = "select parent_id, rank from marts.pairs where xmin::text <> '{}' order by 1, 2"


@pytest.fixture(scope="module")
def built(small_project):
    small_project.write("models/models.yml", MODELS)
    small_project.write("models/parents.sql", "select generate_series(1, 3) as parent_id")
    small_project.write("models/pairs.py", textwrap.dedent(ALL))
    assert small_project.dbt("build").success
    small_project.query("create table marts.seen (parent_id integer)")
    return small_project


def test_only_rows_that_differ_are_written_and_keys_without_rows_lose_theirs(built):
    before = built.query(STATE)
    ((transaction,),) = built.query("select distinct xmin::text from marts.pairs")
    built.query("insert into marts.seen values (1), (2), (2)")
    built.write("models/pairs.py", textwrap.dedent(SOME))
    assert built.dbt("run", "--select", "pairs").success
    assert built.query(STATE) == [*before[:3], (2, 3, 9.0)]
    assert built.query(WRITTEN.format(transaction)) == [(2, 3)]
    # the rows beside are written in the same transaction
    assert built.query("select parent_id from marts.seen order by 1") == [(1,), (2,), (3,)]
    assert built.query("select distinct xmin::text from marts.seen where parent_id > 1") == (
        built.query("select xmin::text from marts.pairs where rank = 3")
    )


def test_a_new_table_needs_all_rows(built):
    built.query("drop table marts.pairs")
    failed = built.dbt("run", "--select", "pairs")
    assert not failed.success
    assert "expected all rows of pairs, whose table is new, got those of some keys" in failed.log
    assert built.query("select to_regclass('marts.pairs')") == [(None,)]
    built.write("models/pairs.py", textwrap.dedent(ALL))
    assert built.dbt("run", "--select", "pairs").success
    assert len(built.query(STATE)) == 5
