"""`segue up` skips the build only if nothing changed since the last full one."""

import os
from types import SimpleNamespace

import psycopg
import pytest

import ingestion
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
        os.utime(file, (0, 0))
    monkeypatch.setattr(run, "settings", lambda: SimpleNamespace(root=tmp_path))
    assert run._is_current(built)
    os.utime(model)
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
