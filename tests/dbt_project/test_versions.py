"""A table is built again when its code, or a row of what it reads, is other; else it stands."""

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
      - {name: label, data_type: text, data_tests: [{is_known: {name: labels_are_known}}]}
  - name: children
    config: {contract: {enforced: true}, unique_key: child_id}
    columns:
      - {name: child_id, data_type: integer, constraints: [{type: primary_key}]}
      - name: parent_id
        data_type: integer
        constraints: [{type: foreign_key, to: ref('parents'), to_columns: [parent_id]}]
  - name: sums
    config: {contract: {enforced: false}}
seeds:
  - name: names
"""
# says that it was asked
TEST = """
{% test is_known(model, column_name) %}
select 1 from {{ model }} where case when nextval('asked') > 0 then {{ column_name }} is null end
{% endtest %}
"""
PYTHON = """
def model(dbt, session):
    dbt.config(materialized="python_table")
    parents = dbt.ref("parents")
    return parents.arrow("parent_id")
"""
OIDS = """
    select name, to_regclass('marts.' || name)::oid::bigint
    from unnest('{stg_things,parents,children,sums}'::text[]) as names (name)
"""
PARENTS = "select parent_id, label from {{ ref('stg_things') }}"
ALL = {"names", "stg_things", "parents", "children", "sums"}
STANDS = "UNCHANGED"
HOOKS = {"+pre-hook": "{{ forget_changes_by_hand() }}", "+post-hook": "{{ note_version() }}"}


@pytest.fixture(scope="module")
def built(small_project):
    config = yaml.safe_load((small_project.folder / "dbt_project.yml").read_text())
    config["on-run-start"] = ["{{ create_observability_tables() }}", "{{ note_source_versions() }}"]
    config["on-run-end"] = ["{{ keep_results(results) }}", "{{ restore_foreign_keys() }}"]
    config["models"]["segue"] |= {
        "+materialized": "incremental",
        "+incremental_strategy": "differences",
        "+on_schema_change": "append_new_columns",
        **HOOKS,
    }
    config["seeds"] = {"segue": {"+schema": "marts", **HOOKS}}
    small_project.write("dbt_project.yml", yaml.safe_dump(config))
    small_project.write("models/models.yml", MODELS)
    small_project.write("macros/is_known.sql", TEST)
    small_project.query("create sequence asked")
    small_project.write("models/stg_things.sql", "select * from {{ source('raw', 'things') }}")
    small_project.write("models/parents.sql", PARENTS)
    small_project.write(
        "models/children.sql",
        "select parent_id * 10 as child_id, parent_id from {{ ref('parents') }}",
    )
    small_project.write("models/sums.py", PYTHON)
    small_project.write("seeds/names.csv", "name\nann\n")
    small_project.query("create schema raw; create table raw.things (parent_id int, label text)")
    small_project.query("insert into raw.things values (1, 'a'), (2, 'b'), (3, 'c')")
    assert set(rebuilt(small_project)) == ALL
    return small_project


def rebuilt(project, *arguments):
    """Build, and return what did not stand with the number of rows touched."""
    done = project.dbt("build", *arguments)
    assert done.success, done.said[-3000:]
    rows = project.query(
        "select name, message, number_of_rows from observability.node_results "
        "where resource_type in ('model', 'seed') and invocation_id = (select invocation_id "
        "from observability.invocations order by finished_at desc limit 1)"
    )
    return {name: number for name, message, number in rows if message != STANDS}


def test_nothing_is_done_when_nothing_is_new(built):
    before = built.query(OIDS)
    assert rebuilt(built) == {}
    assert built.query(OIDS) == before


def test_rows_that_changed_are_touched_and_no_other(built):
    built.query("update raw.things set label = 'B' where parent_id = 2")
    assert rebuilt(built) == {"parents": 1, "children": 0, "sums": 3}
    assert rebuilt(built) == {}


def test_what_reads_a_table_of_which_no_row_changed_stands(built):
    built.query("update raw.things set label = label")
    assert rebuilt(built) == {"parents": 0}


def test_a_row_that_others_refer_to_can_go_and_the_key_stands_again(built):
    built.query("delete from raw.things where parent_id = 3")
    assert rebuilt(built) == {"parents": 1, "children": 1, "sums": 2}
    keys = "select conname, convalidated from pg_constraint where contype = 'f' " \
        "and connamespace = 'marts'::regnamespace"  # fmt: skip
    assert built.query(keys) == [("children_parent_id_fkey", True)]


def test_other_code_makes_the_table_anew_and_views_on_views_stay(built):
    before = dict(built.query(OIDS))
    built.query("create view marts.looks as select parent_id from marts.stg_things")
    built.write("models/parents.sql", PARENTS.replace("label", "upper(label) as label", 1))
    built.write(
        "models/stg_things.sql", "select parent_id, label from {{ source('raw', 'things') }}"
    )
    assert set(rebuilt(built)) == {"stg_things", "parents", "children", "sums"}
    after = dict(built.query(OIDS))
    assert {name for name in after if after[name] != before[name]} == {"parents", "sums"}
    assert built.query("select label from marts.parents order by 1") == [("A",), ("B",)]
    assert built.query("select count(*) from marts.looks") == [(2,)]


def test_a_view_whose_columns_are_others_is_made_anew(built):
    text = "select label, parent_id from {{ source('raw', 'things') }}"
    built.write("models/stg_things.sql", text)
    assert "stg_things" in rebuilt(built)
    columns = "select attname from pg_attribute where attrelid = 'marts.stg_things'::regclass " \
        "order by attnum"  # fmt: skip
    assert built.query(columns) == [("label",), ("parent_id",)]


def test_a_seed_is_loaded_again_when_its_file_or_its_rows_are_others(built):
    built.query("insert into marts.names values ('bob')")
    assert set(rebuilt(built)) == {"names"}
    assert built.query("select name from marts.names") == [("ann",)]
    built.write("seeds/names.csv", "name\ncleo\n")
    assert set(rebuilt(built)) == {"names"}
    assert built.query("select name from marts.names") == [("cleo",)]


ROWS = "select parent_id, label from marts.parents order by 1"
BY_HAND = [
    ("delete from marts.parents where parent_id = 1", {"parents": 1}),
    ("update marts.parents set label = 'by hand'", {"parents": 2}),
    ("insert into marts.parents values (9, 'by hand')", {"parents": 1}),
    ("truncate marts.parents", {"parents": 2}),
    ("alter table marts.parents alter label type text using 'by hand'", {"parents": 2}),
    ("alter table marts.parents drop column label", {"parents": 2}),
    (
        "set session_replication_role = replica; update marts.parents set label = 'by hand'",
        {"parents": 2},
    ),
    (
        "alter table marts.parents disable trigger all; delete from marts.parents; "
        "alter table marts.parents enable trigger all",
        {"parents": 2},
    ),
]


@pytest.mark.parametrize(("statement", "rows"), BY_HAND)
def test_what_was_changed_by_hand_in_a_table_is_put_right(built, statement, rows):
    built.query("alter table marts.children drop constraint if exists children_parent_id_fkey")
    before = built.query(ROWS)
    assert len(before) == 2
    built.query(statement)
    done = rebuilt(built)
    assert built.query(ROWS) == before
    assert {name: done[name] for name in rows} == rows
    assert built.query("select count(*) from observability.changes_by_hand") == [(0,)]
    assert rebuilt(built) == {}


def test_what_was_changed_by_hand_in_the_table_of_a_python_model_is_put_right(built):
    before = built.query("select * from marts.sums order by 1")
    built.query("delete from marts.sums where parent_id = 1")
    assert rebuilt(built) == {"sums": 2}
    assert built.query("select * from marts.sums order by 1") == before


def test_rows_that_are_changed_by_hand_and_back_change_nothing_below(built):
    built.query("update marts.parents set label = label")
    assert rebuilt(built) == {"parents": 0}


def test_what_is_changed_by_hand_while_a_table_is_built_is_put_right_by_the_next_build(built):
    connection = psycopg2.connect(built.url)
    connection.cursor().execute("update marts.parents set label = 'by hand' where parent_id = 1")
    built.query("update raw.things set label = 'C' where parent_id = 2")
    assert rebuilt(built)["parents"] == 1
    connection.commit()
    connection.close()
    assert rebuilt(built) == {"parents": 1, "children": 0, "sums": 2}
    assert built.query(ROWS) == [(1, "A"), (2, "C")]


def test_a_view_that_was_changed_by_hand_is_put_right(built):
    read = "select pg_get_viewdef('marts.stg_things'::regclass)"
    before = built.query(read)
    built.query(
        "create or replace view marts.stg_things as select 'by hand'::text as label, 7 as parent_id"
    )
    assert "stg_things" in rebuilt(built)
    assert built.query(read) == before


def test_a_table_that_was_dropped_is_built_again(built):
    built.query("drop table marts.sums")
    assert set(rebuilt(built)) == {"sums"}


def asked(project, command="build"):
    """Run a command of dbt, and return how often it asked the test, and what came of it."""
    project.query("select setval('asked', 1, false)")
    status = project.dbt(command).statuses["labels_are_known"]
    return project.query("select is_called from asked")[0][0], status


def test_a_test_that_passed_is_asked_again_when_a_row_changed_and_by_dbt_test(built):
    assert asked(built) == (False, "pass")
    assert asked(built, "test") == (True, "pass")
    assert asked(built) == (False, "pass")
    built.query("update raw.things set label = 'd' where parent_id = 2")
    assert asked(built) == (True, "pass")
    built.query("update raw.things set label = null where parent_id = 2")
    assert [asked(built), asked(built)] == [(True, "fail")] * 2
    built.query("update raw.things set label = 'd' where parent_id = 2")
    assert [asked(built), asked(built)] == [(True, "pass"), (False, "pass")]


def test_a_test_whose_code_is_other_is_asked_again(built):
    built.write("macros/is_known.sql", TEST.replace("> 0", ">= 0"))
    assert [asked(built), asked(built)] == [(True, "pass"), (False, "pass")]


def test_a_full_refresh_builds_all(built):
    assert set(rebuilt(built, "--full-refresh")) == ALL
