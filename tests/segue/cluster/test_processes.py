"""A detached program is found again, and no program of somebody else is taken for it."""

import os
import subprocess
import time

import psutil
import pytest

from segue.cluster.processes import DetachedProcess, kill
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
    assert found.pid == int(program.pid_file.read_text())
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


def test_a_pid_that_another_program_has_by_now_is_not_taken(program):
    _start(program)
    kill([program.find()])
    other = subprocess.Popen(SLEEP)
    try:
        program.pid_file.write_text(str(other.pid))
        assert program.find() is None
        assert psutil.pid_exists(other.pid)
    finally:
        other.kill()
        other.wait()


def test_a_pid_written_before_its_process_began_is_stale(program, monkeypatch):
    monkeypatch.setattr("segue.cluster.processes.PID_APPEARS_WITHIN_S", 0.1)
    _start(program)
    found = program.find()
    long_ago = time.time() - 1000
    os.utime(program.pid_file, (long_ago, long_ago))
    assert program.find() is None
    os.utime(program.pid_file)
    assert program.find() == found


def test_nothing_started_is_nothing_found(program):
    assert program.find() is None
    assert program.is_running() is False
