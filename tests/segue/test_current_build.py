"""`segue up` and `segue build` skip the build only if nothing changed since the last full one."""

import os
from types import SimpleNamespace

import psycopg
import pytest

import ingestion
from segue import build_code
from segue.cli import run, warehouse
from segue.cli.prepare import prepare

SEED = "provider_precedence"
LISTENER = "22222222-2222-2222-2222-222222222222"


@pytest.fixture(scope="module")
def administer(server, database_url):
    """Return a function that executes a statement on the server and returns the database's URL."""

    def execute_there(statement):
        with psycopg.connect(server.url(), autocommit=True) as connection:
            connection.execute(statement)
        return server.url().rsplit("/", 1)[0] + "/current_build"

    return execute_there


@pytest.fixture(scope="module")
def template(administer):
    """Build only the seed, and record it as a build of the whole project; return a copy's name."""
    url = administer("create database current_build")
    prepare(url)
    build(url)
    administer("alter database current_build rename to built_seed")
    return "built_seed"


@pytest.fixture
def built(template, administer):
    """Return the URL of a database whose build is current."""
    url = administer(f"create database current_build template {template}")
    assert run._is_current(url)
    yield url
    administer("drop database current_build with (force)")


def build(url):
    warehouse.build(url, SEED)
    execute(url, "update observability.invocations set selection = null")
    execute(url, "update observability.versions set built_version = version where code = ''")


def execute(url, statement):
    with psycopg.connect(url) as connection:
        connection.execute(statement)


def test_a_database_without_a_build_is_not_current(administer):
    url = administer("create database current_build")
    prepare(url)
    assert not run._is_current(url)
    administer("drop database current_build with (force)")


def test_a_load_and_a_deletion_make_a_build_stale(built, tmp_path):
    file = tmp_path / "lists.csv"
    file.write_text("playlist_id,track_id\np,4QVFtAswXqPoAWRLo5yu8a\n")
    assert ingestion.run("playlists", [file], built).exit_code == 0
    assert not run._is_current(built)
    build(built)
    assert run._is_current(built)
    ingestion.forget("playlists", built)
    assert not run._is_current(built)


def test_a_verdict_makes_a_build_stale(built):
    execute(built, f"insert into app.profiles (profile_id) values ('{LISTENER}')")
    execute(built, f"insert into app.feedback (profile_id, track_id, verdict) "
                   f"values ('{LISTENER}', 'a', 'like')")  # fmt: skip
    assert not run._is_current(built)


def test_a_changed_model_file_makes_a_build_stale(built, tmp_path, monkeypatch):
    model = tmp_path / "models" / "a.sql"
    model.parent.mkdir()
    for file in (model, tmp_path / "dbt_project.yml"):
        file.write_text("")
    monkeypatch.setattr(build_code, "settings", lambda: SimpleNamespace(root=tmp_path))
    assert not run._is_current(built)
    code = build_code.hash_build_code()
    execute(built, f"update observability.invocations set code = '{code}'")
    assert run._is_current(built)
    os.utime(model)
    assert run._is_current(built)
    model.write_text("select 1")
    os.utime(model, (0, 0))
    assert not run._is_current(built)


@pytest.mark.parametrize("package", build_code.PACKAGES)
def test_another_version_of_a_package_is_other_code(package, monkeypatch):
    before = build_code.hash_build_code()
    real = build_code.version
    monkeypatch.setattr(
        build_code, "version", lambda name: "0.0.0" if name == package else real(name)
    )
    assert build_code.hash_build_code() != before


def test_a_build_with_variables_or_of_an_older_release_is_not_current(built):
    execute(built, "update observability.invocations set code = null")
    assert not run._is_current(built)


def test_a_table_that_was_dropped_or_replaced_is_missed(built):
    execute(
        built,
        """
        create table staging.things ();
        insert into observability.versions (name, relation, code, version)
        values ('staging.things', 'staging.things'::regclass, 'x', 'x')
    """,
    )
    assert run._is_current(built)
    execute(built, "drop table staging.things; create table staging.things ()")
    assert not run._is_current(built)


def test_a_seed_that_was_dropped_is_missed(built):
    execute(built, f"drop table staging.{SEED} cascade")
    assert not run._is_current(built)


def test_a_failed_test_is_looked_at_again(built):
    execute(
        built,
        """
        insert into observability.invocations
        select gen_random_uuid(), 'test', null, now(), now(), false, dbt_version
        from observability.invocations;
        insert into observability.node_results
            (invocation_id, unique_id, resource_type, name, status, seconds)
        select invocation_id, 'test.segue.a', 'test', 'a', 'fail', 0
        from observability.invocations where command = 'test'
    """,
    )
    assert not run._is_current(built)


def test_a_build_that_was_cut_off_is_not_current(built):
    execute(built, "insert into observability.unfinished_builds values (gen_random_uuid(), now())")
    assert not run._is_current(built)


def test_a_failed_model_is_not_current(built):
    execute(built, "update observability.node_results set status = 'error'")
    assert not run._is_current(built)


@pytest.mark.parametrize("change", [f"selection = '{SEED}'", "command = 'run'"])
def test_a_partial_build_is_not_current(built, change):
    execute(built, f"update observability.invocations set {change}")
    assert not run._is_current(built)
