"""A detached program is found again, and no program of somebody else is taken for it."""

import os
import subprocess
import time

import psutil
import pytest

from segue.cluster.processes import DetachedProcess, kill, postmaster, with_children
from segue.unprivileged import Account

SLEEP = ["/bin/sleep", "60"]


@pytest.fixture
def program(tmp_path):
    tmp_path.chmod(0o755)
    detached = DetachedProcess(tmp_path, "agent")
    yield detached
    found = detached.find()
    kill([found] if found else [])


def _start(program: DetachedProcess) -> bool:
    return program.start(SLEEP, Account(), {"PATH": os.defpath})


def test_it_runs_on_detached_and_is_found(program):
    assert _start(program)
    found = program.find()
    assert found.cmdline() == SLEEP
    assert program.pid_file.read_text().split()[0] == str(found.pid)
    assert found.ppid() != os.getpid()


def test_a_second_start_finds_it_running(program):
    _start(program)
    before = program.find().pid
    assert _start(program) is False
    assert program.find().pid == before


def test_it_is_not_found_after_its_end(program):
    _start(program)
    kill([program.find()])
    assert program.wait_for_end(5)
    assert program.find() is None
    assert _start(program)
    assert program.find() is not None


def test_a_pid_that_another_program_has_by_now_is_not_taken(program, monkeypatch):
    _start(program)
    assert program.find() is not None
    recorded = program.pid_file.read_text()
    other = subprocess.Popen(SLEEP)
    try:
        program.pid_file.write_text(f"{other.pid} {recorded.split()[1]}")
        monkeypatch.setattr("segue.cluster.processes.PID_APPEARS_WITHIN_S", 0.1)
        # it runs, as its lock tells, but nobody knows which process it is
        assert program.is_running()
        assert program.find() is None
    finally:
        other.kill()
        other.wait()
        program.pid_file.write_text(recorded)
    assert program.find() is not None


def test_it_is_found_after_the_clock_was_set(program):
    # a machine whose clock was wrong when it started: psutil then tells another time of a start
    _start(program)
    assert program.find() is not None
    long_ago = time.time() - 1000
    os.utime(program.pid_file, (long_ago, long_ago))
    assert program.find().cmdline() == SLEEP


def test_a_program_of_a_version_that_noted_the_pid_alone_is_found(program, monkeypatch):
    _start(program)
    found = program.find()
    program.pid_file.write_text(str(found.pid))
    assert program.find() == found
    long_ago = time.time() - 1000  # before the process began
    os.utime(program.pid_file, (long_ago, long_ago))
    monkeypatch.setattr("segue.cluster.processes.PID_APPEARS_WITHIN_S", 0.1)
    assert program.find() is None
    os.utime(program.pid_file)


def test_a_stale_pid_of_a_server_leads_to_no_other_program(tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    for argument in ("60", str(data)):  # a foreign program, also one that is busy in the folder
        other = subprocess.Popen(["/bin/sh", "-c", "sleep 60; :", argument], cwd=data)
        (data / "postmaster.pid").write_text(f"{other.pid}\n{data}\n")
        assert postmaster(data) is None
        kill(with_children(psutil.Process(other.pid)))
        other.wait()


def test_nothing_started_is_nothing_found(program):
    assert program.find() is None
    assert program.is_running() is False
