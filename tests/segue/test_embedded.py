"""The embedded Postgres keeps its data and stays one server, also after a kill or a race."""

import os
import signal
import socket
import subprocess
import sys
import traceback
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from segue.connection import database_url as url_in_use
from segue.embedded import (
    LOWEST_PORT,
    EmbeddedPostgres,
    EmbeddedPostgresError,
    first_ephemeral_port,
    free_port,
)
from segue.settings import PROJECT_ROOT, settings
from segue.unprivileged import Account


@pytest.fixture
def postgres(tmp_path: Path, home: Path):
    # beside the session's home: a folder that the server's account can reach
    server = EmbeddedPostgres(home / f"server_{tmp_path.name}")
    yield server
    server.stop()


def _postmaster(server: EmbeddedPostgres) -> int:
    return int((server.data / "postmaster.pid").read_text().splitlines()[0])


def test_a_killed_server_starts_again_with_its_data(postgres):
    with psycopg.connect(postgres.start()) as connection:
        connection.execute("create table kept as select 42 as answer")
    os.kill(_postmaster(postgres), signal.SIGKILL)
    with psycopg.connect(postgres.start()) as connection:
        assert connection.execute("select answer from kept").fetchone() == (42,)


def test_a_pid_that_another_program_has_by_now_is_left_alone_and_hinders_no_start(postgres):
    with psycopg.connect(postgres.start()) as connection:
        connection.execute("create table kept as select 42 as answer")
    file = postgres.data / "postmaster.pid"
    former = file.read_text().partition("\n")[2]
    os.kill(_postmaster(postgres), signal.SIGKILL)
    account = Account.to_run_postgres()
    # a program of the same account, which PostgreSQL takes for the former server
    command = ["/bin/sh", "-c", "sleep 120; :", str(postgres.data)]
    other = subprocess.Popen(command, cwd="/", **account.as_arguments())
    try:
        file.write_text(f"{other.pid}\n{former}")
        assert postgres.stop() is False
        assert other.poll() is None
        with psycopg.connect(postgres.start()) as connection:
            assert connection.execute("select answer from kept").fetchone() == (42,)
        assert other.poll() is None
        assert postgres.stop() is True
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_several_starts_at_once_give_one_server(postgres):
    start = (
        "import sys; from pathlib import Path; from segue.embedded import EmbeddedPostgres;"
        "print(EmbeddedPostgres(Path(sys.argv[1])).start())"
    )
    command = [sys.executable, "-c", start, str(postgres.folder)]
    starts = [
        subprocess.Popen(command, cwd=PROJECT_ROOT, stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    urls = {process.communicate(timeout=120)[0].strip() for process in starts}
    assert urls == {postgres.url()}
    assert all(process.returncode == 0 for process in starts)


def test_it_listens_on_loopback_only_and_requires_a_password(postgres):
    url = postgres.start()
    with psycopg.connect(url) as connection:
        row = connection.execute("show listen_addresses").fetchone()
    assert row == ("127.0.0.1",)
    user, _, address = url.partition("//")[2].partition("@")
    without = f"postgresql://{user.split(':')[0]}@{address}"
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(without)


def test_the_password_file_is_for_its_owner_alone(postgres):
    postgres.start()
    assert (postgres.location / "password").stat().st_mode & 0o077 == 0


def test_the_port_is_below_the_ephemeral_range_and_stays_the_same(postgres):
    port = urlsplit(postgres.start()).port
    assert LOWEST_PORT <= port < first_ephemeral_port()
    postgres.stop()
    assert urlsplit(postgres.start()).port == port


def test_another_port_is_chosen_if_the_own_one_is_in_use(postgres):
    port = urlsplit(postgres.start()).port
    postgres.stop()
    with socket.socket() as other:
        # connections that the server closed keep the port for a while; a listener may take it
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", port))
        other.listen()
        assert urlsplit(postgres.start()).port != port


def test_a_copied_folder_does_not_take_the_server_of_the_other_one_for_its_own(postgres):
    postgres.start()
    postgres.stop()
    copied = EmbeddedPostgres(postgres.folder.with_name(f"{postgres.folder.name}_copy"))
    subprocess.run(["cp", "-a", postgres.folder, copied.folder], check=True)
    port = urlsplit(postgres.start()).port
    assert not copied.is_running()
    assert copied.stop() is False
    try:
        assert urlsplit(copied.start()).port != port
        assert postgres.is_running()
    finally:
        copied.stop()


def test_any_free_port_is_used_if_every_port_is_ephemeral(monkeypatch):
    monkeypatch.setattr("segue.embedded.first_ephemeral_port", lambda: LOWEST_PORT)
    assert free_port() > 0


@pytest.mark.parametrize(("text", "first"), [("10000\t60999\n", 10000), ("", 32768), (None, 32768)])
def test_the_ephemeral_ports_are_those_that_the_system_reports(tmp_path, text, first):
    file = tmp_path / "ip_local_port_range"
    if text is not None:
        file.write_text(text)
    assert first_ephemeral_port(file) == first


def test_an_interrupted_initdb_is_repeated(postgres):
    postgres.data.mkdir(parents=True)
    (postgres.data / "half_a_file").write_text("")
    with psycopg.connect(postgres.start()) as connection:
        assert connection.execute("select 1").fetchone() == (1,)


def test_a_server_never_started_has_no_url_and_says_how_to_get_one(postgres):
    with pytest.raises(EmbeddedPostgresError, match="run `segue db start`"):
        postgres.url()


def test_stopping_a_stopped_server_says_that_there_was_none(postgres):
    postgres.start()
    assert postgres.stop() is True
    assert postgres.stop() is False


@pytest.mark.skipif(os.geteuid() != 0, reason="only for root can a home be closed to the server")
def test_the_server_starts_in_a_private_home_which_stays_private(tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    server = EmbeddedPostgres(closed / "home" / "pg18")
    try:
        with psycopg.connect(server.start()) as connection:
            assert connection.execute("select 1").fetchone() == (1,)
        assert closed.stat().st_mode & 0o777 == 0o700
    finally:
        server.stop()
        _remove(server.location)


@pytest.mark.skipif(os.geteuid() != 0, reason="the tests already run as an ordinary user")
def test_an_ordinary_user_starts_it_too(tmp_path, home):
    folder = home / f"ordinary_{tmp_path.name}"
    folder.mkdir()
    os.chown(folder, 65534, 65534)
    child = os.fork()
    if child == 0:  # this interpreter may lie where the other account cannot import from
        _become_ordinary_and_start(folder)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0


def _become_ordinary_and_start(folder: Path) -> None:
    code = 1
    try:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
        server = EmbeddedPostgres(folder / "pg18")
        server.start()
        code = 0 if server.stop() else 2
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def _remove(folder: Path) -> None:
    import shutil

    shutil.rmtree(folder, ignore_errors=True)


def test_database_url_wins_over_the_embedded_server(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://someone@db.example:5433/elsewhere")
    settings.cache_clear()
    try:
        assert url_in_use() == "postgresql://someone@db.example:5433/elsewhere"
    finally:
        settings.cache_clear()
