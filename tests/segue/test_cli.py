"""Errors of the command line: one sentence and an exit code, never a traceback."""

import errno
import os
import subprocess
import sys

import psycopg
import pytest

from segue import cli
from segue.cli import warehouse
from segue.embedded import free_port
from segue.errors import WrongUsage
from segue.settings import PROJECT_ROOT


def _segue(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from segue.cli import main; main()", *arguments]
    others = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return subprocess.run(
        command,
        cwd=PROJECT_ROOT,
        env={**others, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_database_that_is_not_running_is_one_sentence(tmp_path):
    answer = _segue("db", "url", SEGUE_HOME=str(tmp_path / "home"))
    assert answer.returncode == 1
    assert "run `segue db start`" in answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize("command", [["db", "start"], ["cluster", "start"]])
def test_a_home_that_cannot_be_made_is_one_sentence(tmp_path, command):
    (tmp_path / "file").write_text("")
    home = tmp_path / "file" / "home"
    answer = _segue(*command, SEGUE_HOME=str(home))
    assert answer.returncode == 1
    assert f"expected to use {home}" in answer.stderr
    assert "Not a directory; set SEGUE_HOME to a folder" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_home_of_another_user_is_one_sentence(monkeypatch, capsys):
    def refuse(*_):
        raise PermissionError(errno.EACCES, "Permission denied", "/home/another/passwords.json")

    monkeypatch.setattr("segue.cli.app", refuse)
    with pytest.raises(SystemExit, match="1"):
        cli.main()
    assert capsys.readouterr().err == (
        "segue: expected to use /home/another/passwords.json, got: Permission denied; run this as "
        "the user that owns it, or set SEGUE_HOME to a folder of your own\n"
    )


def test_a_full_disk_is_one_sentence(monkeypatch, capsys):
    def refuse(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("segue.cli.app", refuse)
    with pytest.raises(SystemExit, match="1"):
        cli.main()
    assert "use the disk, got: No space left on device; free some" in capsys.readouterr().err


def test_a_fault_of_the_program_keeps_its_traceback(monkeypatch):
    def fail(*_):
        raise ConnectionResetError(errno.ECONNRESET, "Connection reset by peer")

    monkeypatch.setattr("segue.cli.app", fail)
    with pytest.raises(ConnectionResetError):
        cli.main()


def test_a_database_url_that_leads_nowhere_is_one_sentence():
    answer = _segue("ingest", "demo", DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
    assert answer.returncode == 1
    assert "check DATABASE_URL" in answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.fixture(scope="module")
def url_without_rights(database_url):
    """Return the URL of the tests' database for a user that may only connect."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("create role without_rights login password 'x'")
        yield database_url.replace(database_url.split("//")[1].split("@")[0], "without_rights:x")
        connection.execute("drop role without_rights")


@pytest.mark.parametrize("command", [["build"], ["ingest", "demo"]])
def test_a_user_without_rights_is_one_sentence(url_without_rights, command):
    answer = _segue(*command, DATABASE_URL=url_without_rights)
    assert answer.returncode == 1
    assert "permission denied for schema raw; connect as the owner" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_the_doctor_says_that_it_may_not_see_the_marts(database_url, url_without_rights):
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("create schema if not exists marts")
    answer = _segue("doctor", DATABASE_URL=url_without_rights)
    assert answer.returncode == 1
    assert "marts: permission denied for schema marts" in answer.stdout


def test_a_selection_of_nothing_is_wrong_usage(monkeypatch):
    monkeypatch.setattr(warehouse, "_invoke", lambda *_: [])
    with pytest.raises(WrongUsage, match="got 'gramophone', which selects nothing"):
        warehouse.build("postgresql://nowhere", select="gramophone")


def test_an_unknown_command_is_wrong_usage():
    assert _segue("sing").returncode == 2


def test_the_doctor_says_what_to_do_about_a_missing_database(tmp_path):
    answer = _segue("doctor", SEGUE_HOME=str(tmp_path / "home"))
    assert answer.returncode == 1
    assert "run `segue db start`" in answer.stdout


def test_the_doctor_says_that_no_dask_cluster_answers(tmp_path):
    pytest.importorskip("distributed", reason="no package distributed: install Segue's extra dask")
    address = f"tcp://127.0.0.1:{free_port()}"
    answer = _segue("doctor", SEGUE_HOME=str(tmp_path / "home"), DASK_SCHEDULER=address)
    assert answer.returncode == 1
    assert f"to do  Dask: expected a Dask scheduler at {address}" in answer.stdout
    assert "start it, correct DASK_SCHEDULER, or unset it" in answer.stdout
    assert "Traceback" not in answer.stderr


def test_an_unknown_source_names_the_known_ones(database_url):
    answer = _segue("ingest", "gramophone", DATABASE_URL=database_url)
    assert answer.returncode == 2
    for known in ("demo", "tracks", "playlists"):
        assert known in answer.stderr


@pytest.mark.parametrize("command", ["up", "ingest", "build", "serve", "doctor", "db"])
def test_every_command_explains_itself(command):
    answer = _segue(command, "--help")
    assert answer.returncode == 0
    assert "Usage" in answer.stdout


def test_the_rows_of_a_source_can_be_deleted(server, tmp_path):
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute("create database to_forget")
    url = server.url().rsplit("/", 1)[0] + "/to_forget"
    home = {"DATABASE_URL": url, "SEGUE_HOME": str(tmp_path)}
    songs = tmp_path / "songs.csv"
    songs.write_text("track_id,track_name,artist,energy\n" + "a" * 22 + ",One,Someone,0.5\n")
    assert _segue("ingest", "tracks", str(songs), **home).returncode == 0
    answer = _segue("forget", "tracks", "--no-build", **home)
    assert answer.returncode == 0
    with psycopg.connect(url) as connection:
        assert connection.execute("select count(*) from raw.tracks").fetchone() == (0,)


def test_figures_can_be_printed_as_json(database_url):
    answer = _segue("ingest", "tracks", "/nowhere.csv", "--json", DATABASE_URL=database_url)
    assert answer.returncode == 1
    assert "nowhere.csv" in answer.stdout + answer.stderr


def test_the_list_of_sources_does_not_load_what_only_a_network_needs():
    code = "import ingestion, sys; sys.exit(bool({'requests', 'spotipy'} & set(sys.modules)))"
    assert (
        subprocess.run([sys.executable, "-c", code], cwd=PROJECT_ROOT, check=False).returncode == 0
    )
