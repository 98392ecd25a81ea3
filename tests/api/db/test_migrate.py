"""Migrations change schema app only, once, and never the tables of dbt."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from alembic import command
from alembic.script import ScriptDirectory

import api
from api.db.migrate import (
    MIGRATIONS,
    UnknownRevisionError,
    alembic_config,
    current_revision,
    downgrade,
    newest_revision,
)

REVISIONS = sorted(path.name[:4] for path in MIGRATIONS.glob("versions/[0-9]*.py"))


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
        "app.accounts", "app.alembic_version", "app.api_tokens", "app.artist_feedback",
        "app.feedback", "app.imports", "app.plays", "app.profiles", "app.request_counts",
        "app.sessions", "app.spotify_tokens", "app.station_tracks", "app.stations",
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


PROFILE = "00000000-0000-4000-8000-000000000000"
ROWS = f"""
    insert into app.profiles (profile_id) values ('{PROFILE}');
    insert into app.feedback (profile_id, track_id, verdict) values ('{PROFILE}', 't', 'like');
    insert into app.artist_feedback (profile_id, artist_id, verdict)
        values ('{PROFILE}', 'a', 'never');
    insert into app.spotify_tokens (account, token) values ('someone', 'secret');
    insert into app.stations (station_id, profile_id, name, request, feed_key)
        values ('{PROFILE}', '{PROFILE}', 'evening', '{{}}', 'key');
    insert into app.station_tracks (station_id, track_id, first_run, first_at)
        values ('{PROFILE}', 't', 1, now());
    insert into app.accounts (account_id, name, profile_id)
        values ('{PROFILE}', 'Ann', '{PROFILE}');
    insert into app.sessions (secret_hash, account_id, session_version, expires_at)
        values ('hash', '{PROFILE}', 0, now());
    insert into app.api_tokens (token_id, account_id, secret_hash, label, scopes)
        values ('{PROFILE}', '{PROFILE}', 'hash', 'a script', '{{read}}');
    insert into app.imports (import_id, file_name, size_bytes, with_build)
        values ('{PROFILE}', 'a.csv', 1, true);
    insert into app.plays (play_id, profile_id, track_id, started_at, played_ms, is_skipped)
        values ('{PROFILE}', '{PROFILE}', 't', now(), 31000, false);
    insert into app.request_counts (key, hits, expires_at) values ('key', 1, now());
"""


def rows(connection: psycopg.Connection) -> dict[str, list[tuple]]:
    return {
        table: connection.execute(f"select * from {table} order by 1").fetchall()
        for table in sorted(tables(connection) - {"app.alembic_version"})
    }


@pytest.mark.parametrize("revision", ["base", *REVISIONS])
def test_a_downgrade_and_an_upgrade_keep_every_row(empty_url, connection, revision):
    api.migrate(empty_url)
    connection.execute(ROWS)
    before = rows(connection)
    assert len(before) == 12
    assert all(before.values())
    for _ in range(2):
        command.downgrade(alembic_config(empty_url), revision)
        kept = rows(connection)
        assert kept == {table: before[table] for table in kept}
        api.migrate(empty_url)
        assert rows(connection) == before
    command.check(alembic_config(empty_url))


def test_each_revision_goes_back_and_forth_alone(empty_url, connection):
    for revision in REVISIONS:
        for step in ("upgrade", "downgrade", "upgrade"):
            target = revision if step == "upgrade" else "-1"
            getattr(command, step)(alembic_config(empty_url), target)
    assert current_revision(empty_url) == newest_revision()


def test_what_a_downgrade_set_aside_goes_with_its_listener(empty_url, connection):
    api.migrate(empty_url)
    connection.execute(ROWS)
    downgrade(empty_url, "0002")
    connection.execute("delete from app.profiles")
    api.migrate(empty_url)
    assert rows(connection)["app.artist_feedback"] == []


def test_an_unknown_revision_to_go_back_to_is_refused(empty_url):
    with pytest.raises(UnknownRevisionError, match=r"expected a revision among 0001, .*, got 7"):
        downgrade(empty_url, "7")


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
