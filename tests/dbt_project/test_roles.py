"""Each role has exactly these privileges, tried in every schema and with every statement."""

import itertools
from urllib.parse import urlsplit

import psycopg
import pytest

from segue.settings import PROJECT_ROOT

VERBS = {
    "select": "select * from {schema}.things",
    "insert": "insert into {schema}.things values (1)",
    "update": "update {schema}.things set thing_id = 2",
    "delete": "delete from {schema}.things",
    "truncate": "truncate {schema}.things",
    "create": "create table {schema}.others ()",
    "create a view": "create view {schema}.looks as select 1 as one",
    "create a function": "create function {schema}.one() returns int return 1",
    "alter": "alter table {schema}.things add column other integer",
    "index": "create index on {schema}.things (thing_id)",
    "lock": "lock table {schema}.things in access exclusive mode",
    "drop": "drop table {schema}.things",
    "describe": "comment on table {schema}.things is 'mine'",
}
OWN = ["staging", "intermediate", "marts", "snapshots", "observability"]
SCHEMAS = ["raw", "raw_staging", "app", *OWN]
WRITE = {"select", "insert", "update", "delete"}
# who may create in a schema may create anything there, and only an owner alters or drops;
# a lock comes with every right to change rows
CREATES = {"create", "create a view", "create a function"}
WHOLE = WRITE | {"truncate", "lock", *CREATES}
ALLOWED = {
    "segue_loader": {"raw": WHOLE, "raw_staging": WHOLE},
    "segue_transformer": {"raw": {"select"}, "app": {"select"}, **dict.fromkeys(OWN, WHOLE)},
    "segue_api": {"marts": {"select"}, "observability": {"select"}, "app": WRITE | {"lock"}},
    "segue_reader": {"marts": {"select"}},
}
UNKNOWN_ROLE = """
{% macro role_privileges() %}
  {%- do return([{'role': 'segue_nobody', 'schema': 'marts', 'tables': 'select',
                  'creates': false}]) -%}
{% endmacro %}
"""


@pytest.fixture(scope="module")
def built(small_project):
    for schema in SCHEMAS:
        small_project.query(f"create schema {schema}")
        if schema != "marts":
            small_project.query(f"create table {schema}.things (thing_id integer)")
    config = (small_project.folder / "dbt_project.yml").read_text()
    hook = config.replace("{{ restore_foreign_keys() }}", "{{ grant_roles() }}")
    assert hook != config
    small_project.write("dbt_project.yml", hook)
    small_project.write(
        "models/things.sql", "{{ config(materialized='table') }} select 0 as thing_id"
    )
    for _ in range(2):  # the second build replaces the table with the grant
        assert small_project.dbt("build").success
    return small_project


def is_allowed(connection, role, statement):
    """Try the statement as the role, and roll it back."""
    with connection.transaction(force_rollback=True):
        connection.execute(f"set local role {role}")
        try:
            connection.execute(statement)
        except psycopg.errors.InsufficientPrivilege:
            return False
    return True


@pytest.mark.parametrize("role", ALLOWED)
def test_a_role_has_exactly_the_expected_privileges(built, role):
    with psycopg.connect(built.url) as connection:
        for schema, verb in itertools.product(SCHEMAS, VERBS):
            allowed = is_allowed(connection, role, VERBS[verb].format(schema=schema))
            assert allowed == (verb in ALLOWED[role].get(schema, set())), f"{role}: {verb} {schema}"


@pytest.mark.parametrize("role", ALLOWED)
def test_a_role_has_no_privilege_on_the_database_itself(built, role):
    with psycopg.connect(built.url) as connection:
        for statement in ("create schema other", "create role other", "create table other ()",
                          "copy (select 1) to '/tmp/other'"):  # fmt: skip
            assert not is_allowed(connection, role, statement), f"{role}: {statement}"


def test_a_new_table_is_readable_before_the_build_is_over(built):
    """Default privileges, not the hook at the end: the API reads while a build runs."""
    with psycopg.connect(built.url) as connection:
        connection.execute("create table marts.newer as select 1 as thing_id")
        assert is_allowed(connection, "segue_api", "select * from marts.newer")
        assert not is_allowed(connection, "segue_api", "delete from marts.newer")


def test_no_role_can_log_in(built):
    rows = built.query("select rolcanlogin or rolsuper or rolcreaterole from pg_roles "
                       "where rolname in ('{}')".format("', '".join(ALLOWED)))  # fmt: skip
    assert rows == [(False,)] * len(ALLOWED)


def test_every_schema_of_the_project_is_tested():
    config = (PROJECT_ROOT / "dbt_project.yml").read_text()
    named = {line.split()[1] for line in config.splitlines() if line.strip().startswith("+schema")}
    assert named <= set(SCHEMAS)


def test_without_the_right_to_create_roles_the_build_warns_and_continues(built, tmp_path):
    built.query("create role plain login password 'plain'")
    built.query("alter schema marts owner to plain; alter table marts.things owner to plain")
    built.write("macros/roles/role_privileges.sql", UNKNOWN_ROLE)
    place = urlsplit(built.url)
    url = place._replace(netloc=f"plain:plain@{place.hostname}:{place.port}").geturl()
    as_plain = type(built)(built.folder, url, tmp_path)
    done = as_plain.dbt("--warn-error", "build")
    assert done.success, done.log[-2000:]
    assert "expected the roles segue_nobody, got a server where plain may not" in done.log
    assert built.query("select to_regrole('segue_nobody')") == [(None,)]
    built.query("drop owned by plain cascade; drop role plain")
