"""A view and a seed are replaced where they are: views of others, and grants, remain."""

import pytest

SEED = "name,number\nann,1\n"
OF_OTHERS = """
    create schema bi;
    create view bi.lower as select * from marts.lower;
    create view bi.upper as select name from marts.upper;
    create materialized view bi.names as select name from marts.names;
    create role reader;
    grant select on marts.lower, marts.names to reader;
"""
OBJECTS = """
    select oid::regclass::text, oid::bigint, relacl::text from pg_class
    where relkind in ('v', 'm', 'r') and relnamespace in ('bi'::regnamespace, 'marts'::regnamespace)
    order by 1
"""


@pytest.fixture(scope="module")
def built(small_project):
    config = (small_project.folder / "dbt_project.yml").read_text()
    small_project.write(
        "dbt_project.yml", config + "seeds: {segue: {+schema: marts}}\n"
        "on-run-start: '{{ create_observability_tables() }}'\n"
    )  # fmt: skip
    for file in ("lower", "upper"):
        small_project.write(
            f"models/{file}.yml",
            f"models: [{{name: {file}, config: {{schema: marts, materialized: view}}}}]",
        )
    restore(small_project)
    assert small_project.dbt("build").success
    small_project.query(OF_OTHERS)
    yield small_project
    small_project.query("drop owned by reader; drop role reader")


def restore(project):
    project.write("seeds/names.csv", SEED)
    project.write("models/lower.sql", "select name, number from {{ ref('names') }}")
    project.write("models/upper.sql", "select name from {{ ref('lower') }}")


@pytest.mark.parametrize(
    "arguments",
    [
        ["build"],
        ["build", "--select", "lower"],
        ["build", "--full-refresh"],
        ["seed", "--full-refresh"],
    ],
)
def test_views_of_others_and_of_the_project_remain_after_a_build(built, arguments):
    before = built.query(OBJECTS)
    assert built.dbt(*arguments).success
    assert built.query(OBJECTS) == before
    built.query("refresh materialized view bi.names")
    assert built.query("select * from bi.lower") == [("ann", 1)]


def test_a_new_column_and_new_rows_keep_the_views_above(built):
    before = built.query(OBJECTS)
    built.write("models/lower.sql", "select name, number * 2 as number, 7 as more "
                                    "from {{ ref('names') }}")  # fmt: skip
    built.write("seeds/names.csv", "name,number\ncleo,2\n")
    assert built.dbt("build", "--full-refresh").success
    assert built.query(OBJECTS) == before
    assert built.query("select * from marts.lower") == [("cleo", 4, 7)]
    assert built.query("select * from bi.upper") == [("cleo",)]
    restore(built)


def test_a_column_that_others_read_is_kept_and_the_error_names_the_view(built):
    before = built.query(OBJECTS)
    built.write("models/lower.sql", "select number, name from {{ ref('names') }}")
    for arguments, reader in ((["run"], "bi.upper"), (["run", "--select", "lower"], "bi.lower")):
        failed = built.dbt(*arguments)
        assert not failed.success
        assert f"view {reader} depends on view marts." in failed.log
        assert built.query(OBJECTS) == before
    built.write("seeds/names.csv", "name,number\nann,one\n")
    failed = built.dbt("seed", "--full-refresh")
    assert "materialized view bi.names depends on table marts.names" in failed.log
    assert built.query(OBJECTS) == before
    restore(built)


def test_views_of_the_project_with_other_columns_are_built_again(built):
    built.query("drop schema bi cascade")
    built.write("models/lower.sql", "select number, name from {{ ref('names') }}")
    failed = built.dbt("run", "--select", "lower")
    assert "view marts.upper depends on view marts.lower" in failed.log
    assert built.query("select * from marts.upper") == [("cleo",)]
    built.write("seeds/names.csv", "name,number\nann,one\n")
    done = built.dbt("build", "--full-refresh")
    assert done.success, done.log[-3000:]
    assert built.query("select * from marts.lower") == [("one", "ann")]
    assert built.query("select * from marts.upper") == [("ann",)]
