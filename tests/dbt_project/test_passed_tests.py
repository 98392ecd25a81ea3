"""`dbt build` runs a test again only if a row, a test or a view changed since it last passed."""

import pytest
import yaml

MODELS = """
sources: [{name: raw, schema: raw, tables: [{name: things}]}]
models:
  - name: stg_things
    config: {materialized: view}
    data_tests: [{is_positive: {arguments: {column_name: size}}}]
    columns: [{name: thing_id}, {name: size}]
  - name: things
    columns: [{name: thing_id}, {name: size}]
    data_tests: [{is_positive: {arguments: {column_name: size}}}]
  - name: others
    columns: [{name: other_id}]
    data_tests: [{is_positive: {arguments: {column_name: other_id}}}]
"""
# the rows that a test saw are in the sequence: what it runs stays, also if dbt rolls back
TEST = """
{% test is_positive(model, column_name) %}
select {{ column_name }}, nextval('marts.runs') as run from {{ model }}
where {{ column_name }} <= 0 or nextval('marts.runs') < 0
{% endtest %}
"""
VIEW = "select thing_id, size from {{ source('raw', 'things') }}"
OF = {"stg_things", "things", "others"}


@pytest.fixture(scope="module")
def built(small_project):
    config = yaml.safe_load((small_project.folder / "dbt_project.yml").read_text())
    config["vars"] = {"skip_passed_tests": True}
    config["on-run-start"] = [
        "{{ create_observability_tables() }}",
        "{{ store_source_versions() }}",
    ]
    config["models"]["segue"]["tables"] = {"+post-hook": "{{ store_version() }}"}
    small_project.write("dbt_project.yml", yaml.safe_dump(config))
    small_project.write("models/models.yml", MODELS)
    small_project.write("macros/is_positive.sql", TEST)
    small_project.write("models/stg_things.sql", VIEW)
    small_project.write("models/tables/things.sql", "select * from {{ ref('stg_things') }}")
    small_project.write("models/tables/others.sql", "select 1 as other_id")
    small_project.query("create schema raw; create schema if not exists marts")
    small_project.query("create table raw.things (thing_id int, size int, _dlt_load_id text)")
    small_project.query("create sequence marts.runs")
    small_project.query("insert into raw.things values (1, 10, 'a'), (2, 20, 'a')")
    assert small_project.dbt("build").success
    return small_project


def rows_tested(project, *arguments, command="build"):
    """Run dbt; return whether it succeeded, and the number of rows that tests looked at."""
    before = project.query("select nextval('marts.runs')")[0][0]
    success = project.dbt(command, *arguments).success
    return success, project.query("select nextval('marts.runs')")[0][0] - before - 1


def test_a_test_that_passed_is_not_run_again_while_nothing_changed(built):
    assert rows_tested(built) == (True, 0)
    assert built.query("select count(*) from observability.passed_tests") == [(3,)]


def test_dbt_test_and_a_full_refresh_run_all_tests(built):
    assert rows_tested(built, command="test") == (True, 5)
    assert rows_tested(built, "--full-refresh") == (True, 5)
    assert rows_tested(built, "--vars", "{skip_passed_tests: false}") == (True, 5)
    assert rows_tested(built) == (True, 0)


def test_a_new_row_is_tested_and_what_does_not_read_it_is_not(built):
    built.query("insert into raw.things values (3, 30, 'b')")
    assert rows_tested(built) == (True, 6)
    assert rows_tested(built) == (True, 0)


def test_a_row_that_breaks_a_test_is_found_in_each_build_until_it_is_gone(built):
    built.query("insert into raw.things values (4, 0, 'c')")
    assert not rows_tested(built)[0]
    assert not rows_tested(built)[0]
    built.query("delete from raw.things where thing_id = 4")
    assert rows_tested(built) == (True, 3)  # the table was not built, and has passed
    assert rows_tested(built) == (True, 0)


def test_a_row_changed_by_hand_is_found_by_dbt_test_and_from_then_on(built):
    built.query("update marts.things set size = -1 where thing_id = 3")
    assert rows_tested(built) == (True, 0)  # nothing says that the row changed
    assert not rows_tested(built, command="test")[0]
    assert not rows_tested(built)[0]
    assert rows_tested(built, "--full-refresh") == (True, 7)  # which corrects it
    assert rows_tested(built) == (True, 0)


def test_a_changed_view_and_a_changed_test_are_tested(built):
    built.write("models/stg_things.sql", VIEW + " where thing_id <> 3")
    assert rows_tested(built) == (True, 4)
    stricter = TEST.replace("<= 0", "<= 10")
    built.write("macros/is_positive.sql", stricter)
    assert not rows_tested(built)[0]
    built.write("macros/is_positive.sql", TEST)
    assert rows_tested(built)[0]
    assert rows_tested(built) == (True, 0)


def test_a_warning_is_no_pass(built):
    built.write("models/models.yml", MODELS.replace(
        "- name: others", "- name: others\n    config: {}"
    ).replace(
        "[{is_positive: {arguments: {column_name: other_id}}}]",
        "[{is_positive: {arguments: {column_name: 'other_id - 1'}, config: {severity: warn}}}]",
    ))  # fmt: skip
    first, second = rows_tested(built), rows_tested(built)
    assert first[0] and first == second and first[1] > 0
