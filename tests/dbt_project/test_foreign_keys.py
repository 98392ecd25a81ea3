"""After any build, also a partial one, every declared foreign key exists."""

import pytest

from dbt_project.status import warehouse_status

KEYS = """
    select conrelid::regclass::text, conname, convalidated from pg_constraint
    where contype = 'f' order by 1, 2
"""
ALL = [
    ("marts.children", "children_parent_id_fkey", True),
    ("marts.grandchildren", "a_child_of_a_parent", True),
    ("marts.grandchildren", "grandchildren_parent_id_fkey", True),
]
MODELS = """
models:
  - name: parents
    config: {contract: {enforced: true}}
    columns:
      - {name: parent_id, data_type: integer, constraints: [{type: primary_key}]}
  - name: children
    config: {contract: {enforced: true}}
    constraints:
      - {type: primary_key, columns: [parent_id, child_id]}
    columns:
      - name: parent_id
        data_type: integer
        constraints:
          - {type: foreign_key, to: ref('parents'), to_columns: [parent_id]}
      - {name: child_id, data_type: text}
  - name: grandchildren
    config: {contract: {enforced: true}}
    constraints:
      - type: foreign_key
        name: a_child_of_a_parent
        columns: [parent_id, child_id]
        to: ref('children')
        to_columns: [parent_id, child_id]
    columns:
      - name: parent_id
        data_type: integer
        constraints:
          - {type: foreign_key, to: ref('parents'), to_columns: [parent_id]}
      - {name: child_id, data_type: text}
"""
CHILDREN = "select 1 as parent_id, 'a' as child_id"


@pytest.fixture(scope="module")
def project(small_project):
    small_project.write("models/models.yml", MODELS)
    rows = "select generate_series({{ var('first', 1) }}, 3) as parent_id"
    small_project.write("models/parents.sql", rows)
    small_project.write("models/children.sql", CHILDREN)
    small_project.write("models/grandchildren.sql", CHILDREN)
    assert small_project.dbt("build", "--threads", "4").success
    return small_project


def test_every_declared_key_exists_after_a_full_build(project):
    assert project.query(KEYS) == ALL


@pytest.mark.parametrize("model", ["parents", "children", "grandchildren", "parents children"])
def test_every_declared_key_exists_after_a_partial_build(project, model):
    assert project.dbt("run", "--select", model, "--threads", "4").success
    assert project.query(KEYS) == ALL


def test_a_second_build_keeps_every_key(project):
    assert project.dbt("build", "--threads", "4").success
    assert project.query(KEYS) == ALL


def test_rows_that_no_longer_match_are_reported_with_what_to_build(project):
    failed = project.dbt("run", "--select", "parents", "--vars", "{first: 2}")
    assert not failed.success
    assert "expected every parent_id of marts.children in marts.parents" in failed.log
    assert "run `dbt build --select parents children+`" in failed.log
    expected = [(table, key, key == "a_child_of_a_parent") for table, key, _ in ALL]
    assert project.query(KEYS) == expected
    problems = warehouse_status(project.url).problems
    assert [problem.name for problem in problems] == [
        key for _, key, is_valid in expected if not is_valid
    ]
    assert problems[0].message == (
        "some rows of marts.children refer to rows that marts.parents has not"
    )
    assert project.dbt("build").success
    assert project.query(KEYS) == ALL
    assert warehouse_status(project.url).problems == []


def test_a_table_that_was_never_built_is_skipped(project):
    project.query("drop table marts.grandchildren")
    assert project.dbt("run", "--select", "parents").success
    assert project.query(KEYS) == ALL[:1]
