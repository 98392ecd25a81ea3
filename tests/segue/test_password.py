"""A password that is exchanged, also by a rotation that is cut off, fits the server afterwards."""

import os
from pathlib import Path

import psycopg
import pytest

from segue import password
from segue.embedded import EmbeddedPostgres


class Killed(BaseException):
    """Stands for kill -9: nothing of the program runs after it."""


@pytest.fixture(scope="module")
def postgres(home: Path):
    server = EmbeddedPostgres(home / "passwords")
    server.start()
    yield server
    server.stop()


def test_the_new_password_works_and_the_old_one_does_not(postgres):
    before = postgres.url()
    postgres.rotate_password()
    assert postgres.url() != before
    psycopg.connect(postgres.url()).close()
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(before)
    assert (postgres.location / "password").stat().st_mode & 0o077 == 0


def test_a_new_password_is_on_disk_before_the_server_takes_it(postgres, monkeypatch):
    change, sync, done = password.set_password, os.fsync, []

    def note_change(*arguments):
        done.append("the server")
        change(*arguments)

    def note_sync(descriptor):
        done.append(str(Path(f"/proc/self/fd/{descriptor}").readlink()))
        sync(descriptor)

    monkeypatch.setattr(password, "set_password", note_change)
    monkeypatch.setattr(os, "fsync", note_sync)
    postgres.rotate_password()
    following = str(postgres.location / password.NEXT)
    assert done[:3] == [f"{following}.new", str(postgres.location), "the server"]


@pytest.mark.parametrize("step", ["before the server", "after the server"])
@pytest.mark.parametrize("is_stopped", [False, True])
def test_after_a_rotation_that_was_cut_off_a_start_finds_the_password(
    postgres, monkeypatch, step, is_stopped
):
    change = password.set_password

    def cut_off(*arguments):
        if step == "after the server":
            change(*arguments)
        raise Killed

    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr(password, "set_password", cut_off)
        # psycopg rolls back only what is not committed: the connection commits each statement
        postgres.rotate_password()
    if is_stopped:
        postgres.stop()
    psycopg.connect(postgres.start()).close()
    assert not (postgres.location / password.NEXT).exists()
