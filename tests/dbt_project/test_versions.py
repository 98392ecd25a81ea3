"""A table is computed again only if its code or a row of its inputs changed."""

import subprocess
import time

import psycopg2
import pytest
import yaml

MODELS = """
sources: [{name: raw, schema: raw, tables: [{name: things}]}]
models:
  - name: stg_things
    config: {materialized: view}
  - name: parents
    config: {contract: {enforced: true}, unique_key: parent_id}
    columns:
      - {name: parent_id, data_type: integer, constraints: [{type: primary_key}]}
      - {name: label, data_type: text}
  - name: children
    config: {contract: {enforced: true}}
    columns:
      - {name: child_id, data_type: integer, constraints: [{type: primary_key}]}
      - name: parent_id
        data_type: integer
        constraints: [{type: foreign_key, to: ref('parents'), to_columns: [parent_id]}]
  - name: sums
    config: {contract: {enforced: false}}
seeds:
  - name: names
snapshots:
  - name: history
    relation: ref('parents')
    config:
      {schema: marts, unique_key: parent_id, strategy: check, check_cols: all,
       hard_deletes: invalidate, post_hook: "{{ store_version() }}"}
"""
PYTHON = """
import os

assert "SEGUE_TEST_NO_IMPORT" not in os.environ


def model(dbt, session):
    dbt.config(materialized="incremental")
    parents = dbt.ref("parents")
    return parents.arrow("parent_id")
"""
OIDS = """
    select name, to_regclass('marts.' || name)::oid::bigint
    from unnest('{parents,children,sums,named}'::text[]) as names (name)
"""
PARENTS = "select parent_id, label from {{ ref('stg_things') }}"
ALL = {"parents", "children", "sums", "named"}
ROWS = "select parent_id, label from marts.parents order by 1"
STANDS = "UNCHANGED"
WAITING = """
    select count(*) from pg_locks
    where locktype = 'advisory' and not granted and ((classid::bigint << 32) | objid::bigint)
        = hashtextextended(%s, 0)
"""


@pytest.fixture(scope="module")
def built(small_project):
    config = yaml.safe_load((small_project.folder / "dbt_project.yml").read_text())
    config["on-run-start"] = [
        "{{ create_observability_tables() }}",
        "{{ store_source_versions() }}",
    ]
    config["on-run-end"] = ["{{ store_results(results) }}", "{{ restore_foreign_keys() }}"]
    config["models"]["segue"]["tables"] = {"+post-hook": "{{ store_version() }}"}
    config["seeds"] = {"segue": {"+schema": "marts"}}
    small_project.write("dbt_project.yml", yaml.safe_dump(config))
    small_project.write("models/models.yml", MODELS)
    small_project.write(
        "models/stg_things.sql", "select parent_id, label from {{ source('raw', 'things') }}"
    )
    small_project.write("models/tables/parents.sql", PARENTS)
    small_project.write(
        "models/tables/children.sql",
        "select parent_id * 10 as child_id, parent_id from {{ ref('parents') }}",
    )
    small_project.write("models/tables/sums.py", PYTHON)
    small_project.write("models/tables/named.sql", "select name from {{ ref('names') }}")
    small_project.write("seeds/names.csv", "name\nann\n")
    small_project.query(
        "create schema raw; create table raw.things "
        "(parent_id int, label text, _dlt_load_id text default 1)"
    )
    small_project.query("insert into raw.things values (1, 'a'), (2, 'b'), (3, 'c')")
    assert set(rebuilt(small_project)) == ALL
    return small_project


def rebuilt(project, *arguments):
    """Build, and return the tables that were compared, with their number of written rows."""
    done = project.dbt("build", *arguments)
    assert done.success, done.log[-3000:]
    rows = project.query(
        "select name, message, number_of_rows from observability.node_results "
        "where resource_type = 'model' and name <> 'stg_things' and invocation_id = (select "
        "invocation_id from observability.invocations order by finished_at desc limit 1)"
    )
    return {name: number for name, message, number in rows if message != STANDS}


def test_nothing_is_computed_if_nothing_is_new(built):
    before = built.query(OIDS)
    assert rebuilt(built) == {}
    assert built.query(OIDS) == before


def test_a_python_model_runs_no_line_of_its_own_if_nothing_is_new(built, monkeypatch):
    monkeypatch.setenv("SEGUE_TEST_NO_IMPORT", "1")
    assert rebuilt(built) == {}
    built.query("insert into raw.things values (4, 'd')")
    assert built.dbt("build").statuses["sums"] == "error"
    monkeypatch.undo()
    built.query("delete from raw.things where parent_id = 4")
    assert rebuilt(built) == {"parents": 1, "children": 1, "sums": 3}


def test_only_changed_rows_are_written(built):
    built.query("update raw.things set label = 'B', _dlt_load_id = '2' where parent_id = 2")
    assert rebuilt(built) == {"parents": 1, "children": 0, "sums": 3}
    assert rebuilt(built) == {}


def test_children_of_an_unchanged_table_are_not_computed(built):
    built.query("update raw.things set _dlt_load_id = '3'")
    assert rebuilt(built) == {"parents": 0}


def test_a_referenced_row_can_be_deleted_and_the_key_is_restored(built):
    built.query("delete from raw.things where parent_id = 3")
    assert rebuilt(built) == {"parents": 1, "children": 1, "sums": 2}
    keys = "select conname, convalidated from pg_constraint where contype = 'f' " \
        "and connamespace = 'marts'::regnamespace"  # fmt: skip
    assert built.query(keys) == [("children_parent_id_fkey", True)]


def test_rows_of_an_older_load_are_noticed_too(built):
    built.query("insert into raw.things values (4, 'd', '0')")
    assert rebuilt(built) == {"parents": 1, "children": 1, "sums": 3}
    built.query("delete from raw.things where parent_id = 4")
    assert rebuilt(built) == {"parents": 1, "children": 1, "sums": 2}


def test_changed_code_keeps_the_table_and_changes_its_rows(built):
    before = built.query(OIDS)
    built.write("models/tables/parents.sql", PARENTS.replace("label", "upper(label) as label", 1))
    assert rebuilt(built) == {"parents": 1, "children": 0, "sums": 2}
    assert built.query(OIDS) == before
    assert built.query(ROWS) == [(1, "A"), (2, "B")]


def test_a_table_below_a_seed_is_compared_if_the_file_changed(built):
    built.write("seeds/names.csv", "name\ncleo\n")
    assert set(rebuilt(built)) == {"named"}
    assert built.query("select name from marts.named") == [("cleo",)]
    assert rebuilt(built) == {}


@pytest.mark.parametrize(
    ("statement", "written"),
    [
        (
            "set session_replication_role = replica; delete from marts.parents where parent_id = 1",
            1,
        ),
        ("update marts.parents set label = 'by hand'", 2),
        ("insert into marts.parents values (9, 'by hand')", 1),
        ("truncate marts.parents cascade", 2),
        ("alter table marts.parents alter label type varchar using 'by hand'", 2),
        ("alter table marts.parents drop column label", 2),
        ("alter table marts.parents drop constraint parents_pkey cascade", 0),
    ],
)
def test_a_full_refresh_corrects_rows_changed_by_hand(built, statement, written):
    before = [built.query(query) for query in (ROWS, OIDS)]
    assert len(before[0]) == 2
    built.query(statement)
    done = rebuilt(built, "--full-refresh")
    assert set(done) == ALL
    assert done["parents"] == written
    assert [built.query(query) for query in (ROWS, OIDS)] == before
    keys = "select count(*) from pg_constraint where contype in ('p', 'f') and conrelid in " \
        "('marts.parents'::regclass, 'marts.children'::regclass)"  # fmt: skip
    assert built.query(keys) == [(3,)]
    types = "select atttypid::regtype::text from pg_attribute where attname = 'label' " \
        "and attrelid = 'marts.parents'::regclass"  # fmt: skip
    assert built.query(types) == [("text",)]
    assert rebuilt(built) == {}


def test_empty_inputs_empty_the_tables_and_close_no_history(built):
    history = "select parent_id, label, dbt_valid_to from marts.history order by 1, 2, 3"
    before = [built.query(query) for query in (ROWS, history)]
    assert built.dbt("build", "--empty").success
    assert [built.query(query) for query in (ROWS, history)] == [[], before[1]]
    for arguments in (["snapshot"], ["build", "--select", "children+", "history"], ["snapshot"]):
        done = built.dbt(*arguments)
        assert done.success
        assert built.query(history) == before[1], arguments
        assert "history stays as it is" in done.log
    assert rebuilt(built)["parents"] == 2
    assert [built.query(query) for query in (ROWS, history)] == before


def test_a_table_that_was_dropped_is_built_again(built):
    built.query("drop table marts.sums")
    assert set(rebuilt(built)) == {"sums"}


def test_a_build_waits_for_others_that_compute_the_same_tables(built):
    """One of the tables is made by SQL, and one by Python."""
    built.query("update raw.things set label = 'waited', _dlt_load_id = clock_timestamp()::text")
    others = {table: psycopg2.connect(built.url) for table in ("marts.parents", "marts.sums")}
    for table, other in others.items():
        other.cursor().execute("select pg_advisory_lock(hashtextextended(%s, 0))", (table,))
    waiting = subprocess.Popen(built.command("build"), stdout=subprocess.PIPE, text=True)
    for table, other in others.items():
        with other.cursor() as cursor:
            while cursor.execute(WAITING, (table,)) or cursor.fetchone() == (0,):
                assert waiting.poll() is None
                time.sleep(0.05)
        other.close()
    printed, _ = waiting.communicate()
    assert waiting.returncode == 0, printed
    assert rebuilt(built) == {}
