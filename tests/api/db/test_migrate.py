"""Migrations change schema app only, once, and never the tables of dbt."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from alembic import command
from alembic.script import ScriptDirectory

import api
from api.db.migrate import UnknownRevisionError, alembic_config, current_revision, newest_revision


@pytest.fixture
def empty_url(make_database: Callable[[str], str]) -> str:
    return make_database("segue_api_migrations")


@pytest.fixture
def connection(empty_url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(empty_url, autocommit=True) as connection:
        yield connection


def tables(connection: psycopg.Connection) -> set[str]:
    return {
        row[0]
        for row in connection.execute(
            "select table_schema || '.' || table_name from information_schema.tables "
            "where table_schema in ('app', 'marts')"
        )
    }


def test_an_empty_database_gets_schema_app_with_its_tables(empty_url, connection):
    assert current_revision(empty_url) is None
    api.migrate(empty_url)
    assert tables(connection) == {
        "app.alembic_version", "app.artist_feedback", "app.feedback", "app.profiles",
        "app.spotify_tokens",
    }  # fmt: skip
    assert current_revision(empty_url) == newest_revision()


def test_a_second_migration_changes_nothing(empty_url):
    api.migrate(empty_url)
    api.migrate(empty_url)
    assert current_revision(empty_url) == newest_revision()


def test_several_migrations_at_once_make_one_schema(empty_url):
    # in processes this was tried by hand; Alembic keeps its context per thread of one process
    with ThreadPoolExecutor(1) as executor, psycopg.connect(empty_url) as other:
        other.execute("select pg_advisory_xact_lock(5307283101126)")
        waiting = executor.submit(api.migrate, empty_url)
        with pytest.raises(TimeoutError):
            waiting.result(timeout=1.5)
        other.commit()
        waiting.result(timeout=60)
    assert current_revision(empty_url) == newest_revision()


def test_the_newest_file_is_the_head_of_the_revisions(empty_url):
    scripts = ScriptDirectory.from_config(alembic_config(empty_url))
    assert scripts.get_current_head() == newest_revision()


def test_autogenerate_finds_no_change_also_beside_tables_of_dbt(empty_url, connection):
    api.migrate(empty_url)
    connection.execute("create schema marts")
    connection.execute("create table marts.fact_tracks (track_id text primary key)")
    command.check(alembic_config(empty_url))
    assert "marts.fact_tracks" in tables(connection)


def test_every_revision_can_be_downgraded(empty_url, connection):
    api.migrate(empty_url)
    command.downgrade(alembic_config(empty_url), "base")
    assert tables(connection) == {"app.alembic_version"}
    api.migrate(empty_url)
    assert "app.feedback" in tables(connection)


def test_a_schema_of_a_newer_version_is_refused_with_one_sentence(empty_url, connection):
    api.migrate(empty_url)
    connection.execute("update app.alembic_version set version_num = '9999'")
    with pytest.raises(UnknownRevisionError, match=r"got 9999 .*; use the version of Segue"):
        api.migrate(empty_url)


def test_only_the_three_verdicts_can_be_stored(empty_url, connection):
    api.migrate(empty_url)
    profile = "00000000-0000-4000-8000-000000000000"
    connection.execute("insert into app.profiles (profile_id) values (%s)", (profile,))
    keep = "insert into app.feedback (profile_id, track_id, verdict) values (%s, 't', %s)"
    connection.execute(keep, (profile, "never"))
    with pytest.raises(psycopg.errors.CheckViolation):
        connection.execute(keep, (profile, "perhaps"))


def test_importing_the_package_imports_no_framework():
    import subprocess
    import sys

    code = "import api, sys; sys.exit(bool({'flask', 'sqlalchemy', 'alembic'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
