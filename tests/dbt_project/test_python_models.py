"""A Python model is a table like any other, and keeps the old table if it fails."""

import textwrap

import pytest

GOOD = """
import pyarrow as pa

def model(dbt, session):
    dbt.config(materialized="incremental")
    offset = dbt.config.meta_get("offset")
    parents = dbt.ref("parents")
    table = parents.arrow("parent_id", where="parent_id > 1")
    ids = table["parent_id"]
    return pa.table({"pair_id": ids, "parent_id": ids, "score": pa.array([offset / 2] * len(ids))})
"""
MODELS = """
models:
  - name: parents
    config: {contract: {enforced: true}}
    columns:
      - {name: parent_id, data_type: integer, constraints: [{type: primary_key}]}
  - name: pairs
    description: Every parent but the first.
    config:
      meta: {offset: "{{ var('offset', 3) }}"}
      indexes: [{columns: [score]}]
      grants: {select: [pg_monitor]}
    columns:
      - name: pair_id
        data_type: integer
        description: The pair.
        constraints: [{type: primary_key}]
        data_tests: [unique, not_null]
      - name: parent_id
        data_type: int
        constraints:
          - {type: not_null}
          - {type: foreign_key, to: ref('parents'), to_columns: [parent_id]}
      - name: score
        data_type: double precision
        constraints: [{type: check, expression: score > 0}]
"""
STATE = "select pair_id, score from marts.pairs order by pair_id"


@pytest.fixture(scope="module")
def built(small_project):
    small_project.write("models/models.yml", MODELS)
    small_project.write("models/numbers.sql", "select generate_series(1, 3) as parent_id")
    small_project.write("models/parents.sql", "select parent_id from {{ ref('numbers') }}")
    small_project.write("models/pairs.py", GOOD)
    assert small_project.dbt("build").success
    return small_project


@pytest.fixture
def project(built):
    yield built
    built.write("models/models.yml", MODELS)
    built.write("models/pairs.py", GOOD)


def rewritten(project, body):
    project.write("models/pairs.py", textwrap.dedent(body))
    return project.dbt("build", "--select", "pairs")


def test_a_python_model_has_all_that_its_yaml_declares(project):
    assert project.query(STATE) == [(2, 1.5), (3, 1.5)]
    constraints = "select contype from pg_constraint where conrelid = 'marts.pairs'::regclass"
    assert {row[0] for row in project.query(constraints)} >= {"p", "f", "c"}
    index = "select count(*) from pg_indexes where tablename = 'pairs' and indexdef ~ 'score'"
    assert project.query(index) == [(1,)]
    assert project.query("select obj_description('marts.pairs'::regclass)") == [
        ("Every parent but the first.",)
    ]
    assert project.query("select col_description('marts.pairs'::regclass, 1)") == [("The pair.",)]
    grant = "select has_table_privilege('pg_monitor', 'marts.pairs', 'select')"
    assert project.query(grant) == [(True,)]


def test_a_python_model_can_be_built_again_and_alone(project):
    again = project.dbt("run", "--select", "pairs", "--vars", "{offset: 5}")
    assert again.success
    assert project.query(STATE) == [(2, 2.5), (3, 2.5)]
    assert project.dbt("run", "--select", "pairs").success
    assert project.query(STATE) == [(2, 1.5), (3, 1.5)]
    left = "select count(*) from pg_class where relname ~ '__dbt_'"
    assert project.query(left) == [(0,)]


def test_what_a_model_measured_is_stored_with_its_rows_or_not_at_all(project):
    stored = "select figure, model_version, value from observability.model_figures " \
        "where model = 'pairs' order by model_version"  # fmt: skip
    # the hook that creates it is none of this small project's
    project.query("create schema observability")
    project.query(
        "create table observability.model_figures (model text, figure text, model_version text, "
        "value double precision, measured_at timestamptz default now(), "
        "primary key (model, figure, model_version))"
    )
    project.query(
        "create table observability.model_decisions (model text, decided_at timestamptz default "
        "clock_timestamp(), model_version text, is_whole bool, reason text, code text)"
    )
    decided = "select reason from observability.model_decisions order by decided_at"
    measured = GOOD.rstrip() + (
        ".replace_schema_metadata({'figures': '{\"recall\": %s}', 'model_version': '%s', "
        '\'decision\': \'{"is_whole": true, "reason": "why", "code": "c"}\'})\n'
    )
    project.write("models/pairs.py", measured % (0.5, "v1"))
    assert project.dbt("run", "--select", "pairs").success
    project.write("models/pairs.py", (measured % (0.1, "v1")).replace("offset / 2", "-1"))
    assert not project.dbt("run", "--select", "pairs").success  # breaks a check
    assert project.query(stored) == [("recall", "v1", 0.5)]
    assert project.query(decided) == [("why",)]
    project.write("models/pairs.py", measured % (0.75, "v2"))
    assert project.dbt("run", "--select", "pairs").success
    project.write("models/pairs.py", measured % (0.625, "v1"))
    assert project.dbt("run", "--select", "pairs").success
    assert project.query(stored) == [("recall", "v1", 0.625), ("recall", "v2", 0.75)]
    assert project.query(decided) == [("why",)] * 3


def test_a_python_model_of_empty_inputs_is_an_empty_table(project):
    typed = GOOD.replace("* len(ids))", "* len(ids), pa.float64())")
    project.write("models/pairs.py", typed)
    assert project.dbt("run", "--empty").success
    assert project.query(STATE) == []
    project.write("models/pairs.py", GOOD)
    assert project.dbt("run").success
    assert project.query(STATE) == [(2, 1.5), (3, 1.5)]


def test_an_error_of_a_model_names_its_line_and_the_old_table_stays(project):
    failed = rewritten(
        project,
        """
        def model(dbt, session):
            dbt.config(materialized="incremental")
            if True:
                raise ValueError("no features to compare")
            return None
        """,
    )
    assert not failed.success
    assert "ValueError: no features to compare" in failed.log
    assert 'models/pairs.py", line 5, in model' in failed.log
    assert failed.statuses["unique_pairs_pair_id"] == "skipped"
    assert project.query(STATE) == [(2, 1.5), (3, 1.5)]


def test_an_error_in_a_lazy_result_names_its_line_too(project):
    failed = rewritten(
        project,
        """
        import pyarrow as pa

        def model(dbt, session):
            dbt.config(materialized="incremental")
            schema = pa.schema([("pair_id", pa.int32()), ("parent_id", pa.int32()),
                                ("score", pa.float64())])
            def batches():
                yield pa.record_batch([[1], [1], [1.0]], schema=schema)
                raise ZeroDivisionError("the second batch")
            return pa.RecordBatchReader.from_batches(schema, batches())
        """,
    )
    assert not failed.success
    assert "the second batch" in failed.log
    assert 'models/pairs.py", line 10, in batches' in failed.log
    assert project.query(STATE) == [(2, 1.5), (3, 1.5)]


def test_every_column_that_differs_from_the_contract_is_named(project):
    failed = rewritten(
        project,
        """
        import pyarrow as pa

        def model(dbt, session):
            dbt.config(materialized="incremental")
            return pa.table({"pair_id": [1], "score": [1.0], "more": [[[1]]]})
        """,
    )
    assert not failed.success
    assert "parent_id: declared, not returned" in failed.log
    assert "more: returned, not declared" in failed.log
    assert "pair_id: declared as integer, returned as bigint" in failed.log


@pytest.mark.parametrize(
    ("ids", "score", "problem"),
    [
        ("[2, 2]", "1.0", "could not create unique index|cannot affect row a second time"),
        ("[2, 3]", "-1.0", "violates check constraint|is violated by some row"),
        ("[2, None]", "1.0", "null value in column"),
    ],
)
def test_the_old_table_stays_if_rows_violate_a_constraint(project, ids, score, problem):
    failed = rewritten(
        project,
        f"""
        import pyarrow as pa

        def model(dbt, session):
            dbt.config(materialized="incremental")
            ids = pa.array({ids}, pa.int32())
            return pa.table({{"pair_id": ids, "parent_id": ids, "score": [{score}] * 2}})
        """,
    )
    assert not failed.success
    assert any(part in failed.log for part in problem.split("|"))
    assert project.query(STATE) == [(2, 1.5), (3, 1.5)]


def test_a_result_that_is_no_table_is_rejected(project):
    failed = rewritten(
        project,
        """
        def model(dbt, session):
            dbt.config(materialized="incremental")
            return [1, 2]
        """,
    )
    assert "expected model() to return an Arrow table" in failed.log
    assert "got list" in failed.log


def test_columns_without_a_type_beside_typed_ones_are_rejected(project):
    project.write("models/models.yml", MODELS.replace("data_type: double precision", ""))
    failed = project.dbt("run", "--select", "pairs")
    assert "expected a data_type for every column of pairs or for none" in failed.log


def test_a_model_that_declares_nothing_takes_the_types_of_its_result(project):
    project.write("models/free.py", GOOD.replace("offset / 2", "'x'"))
    project.write("models/free.yml", "models: [{name: free, config: {meta: {offset: 1}}}]")
    assert project.dbt("run", "--select", "free").success
    types = "select attname, atttypid::regtype::text from pg_attribute " \
        "where attrelid = 'marts.free'::regclass and attnum > 0 order by attnum"  # fmt: skip
    assert project.query(types) == [
        ("pair_id", "integer"),
        ("parent_id", "integer"),
        ("score", "text"),
    ]


def test_a_view_on_a_python_model_shows_the_new_rows_after_a_rebuild(project):
    project.query("create or replace view marts.scores as select pair_id, score from marts.pairs")
    doubled = GOOD.replace("offset / 2", "offset * 2.0")
    assert rewritten(project, doubled).success
    assert project.query("select * from marts.scores order by 1") == [(2, 6.0), (3, 6.0)]
    assert project.query("select count(*) from pg_class where relname ~ '__dbt_'") == [(0,)]


def test_a_column_that_a_view_uses_stays_and_the_build_names_both(project):
    project.query("create or replace view marts.scores as select pair_id, score from marts.pairs")
    project.write(
        "models/models.yml", MODELS.split("      - name: score")[0].replace("[score]", "[pair_id]")
    )
    without = GOOD.replace(', "score": pa.array([offset / 2] * len(ids))', "")
    failed = rewritten(project, without)
    assert not failed.success
    assert "drop column score" in failed.log
    assert "view marts.scores depends on column score" in failed.log
    assert project.query("select count(score) from marts.scores") == [(2,)]
    project.query("drop view marts.scores")
    assert rewritten(project, without).success
    columns = "select attname from pg_attribute where attrelid = 'marts.pairs'::regclass " \
        "and attnum > 0 and not attisdropped order by attnum"  # fmt: skip
    assert project.query(columns) == [("pair_id",), ("parent_id",)]
