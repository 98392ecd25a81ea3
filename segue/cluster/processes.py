"""Programs that outlive the command that started them, and are found again without a doubt.

A pid alone is no proof: after a crash another program may have it. A program started here inherits
an open, locked file, so that the lock lasts exactly as long as the program, and it writes its own
pid before it runs, with the moment of its start in ticks since the machine's: no clock that is set
changes that. A command killed at any moment therefore leaves either no program or one that the
next command finds.
"""

import contextlib
import fcntl
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psutil

from segue.postmaster import find_server
from segue.unprivileged import Account

# The shell between makes the program a child of init: nobody has to wait for it. `$0` is the text
# of the second shell, which becomes the program and so keeps its pid and the moment of its start,
# the 22nd word of its `stat`.
DETACH = '/bin/sh -c "$0" sh "$@" &'
RECORD_PID_AND_RUN = (
    'echo $$ $(cut -d" " -f22 /proc/$$/stat) > "$1.new" && mv "$1.new" "$1" && shift && exec "$@"'
)
PID_APPEARS_WITHIN_S = 5.0
PROBE_S = 0.5
CLOCK_TOLERANCE_S = 1.0


@dataclass(frozen=True)
class DetachedProcess:
    """One program of a node, with its lock, pid and output under `folder`."""

    folder: Path
    name: str

    @property
    def lock_file(self) -> Path:
        """Return the file that is locked while the program runs."""
        return self.folder / f"{self.name}.lock"

    @property
    def pid_file(self) -> Path:
        """Return the file with the program's pid."""
        return self.folder / f"{self.name}.pid"

    @property
    def output(self) -> Path:
        """Return the file that the program's output goes to."""
        return self.folder / f"{self.name}.out"

    def start(self, command: list[str], account: Account, environment: dict[str, str]) -> bool:
        """Start `command` as `account`; return False if the program runs already."""
        with open(self.lock_file, "a") as lock:
            if not _take(lock):
                return False
            self.pid_file.unlink(missing_ok=True)
            with open(self.output, "wb") as output:
                subprocess.run(
                    ["/bin/sh", "-c", DETACH, RECORD_PID_AND_RUN, str(self.pid_file), *command],
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=output,
                    cwd="/",
                    env=environment,
                    pass_fds=(lock.fileno(),),
                    start_new_session=True,
                    check=True,
                    **account.as_arguments(),
                )
        return True

    def is_running(self) -> bool:
        """Return whether the program runs, or is about to."""
        try:
            with open(self.lock_file) as lock:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except FileNotFoundError:
            return False
        except BlockingIOError:
            return True
        return False

    def find(self) -> psutil.Process | None:
        """Return the running program, or None."""
        end = time.monotonic() + PID_APPEARS_WITHIN_S
        while self.is_running():
            with contextlib.suppress(
                FileNotFoundError, ProcessLookupError, ValueError, psutil.NoSuchProcess
            ):
                pid, *began = map(int, self.pid_file.read_text().split())
                process = psutil.Process(pid)
                if began == [_began(pid)] or (not began and self._is_older_than_file(process)):
                    return process if self.is_running() else None
            if time.monotonic() > end:
                return None
            time.sleep(0.02)
        return None

    def _is_older_than_file(self, process: psutil.Process) -> bool:
        """Return whether a program of a former version, which noted its pid alone, is `process`."""
        return bool(process.create_time() <= self.pid_file.stat().st_mtime + CLOCK_TOLERANCE_S)

    def wait_for_end(self, timeout_s: float) -> bool:
        """Return whether the program ended within `timeout_s` seconds."""
        end = time.monotonic() + timeout_s
        while self.is_running():
            if time.monotonic() > end:
                return False
            time.sleep(0.05)
        return True


def _began(pid: int) -> int:
    """Return when a process started, in ticks since the start of the machine."""
    # the name of the program, in brackets, may have blanks
    words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(words[19])


def _take(lock: IO[str]) -> bool:
    end = time.monotonic() + PROBE_S
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            # `is_running` of another command shares the lock for a moment
            if time.monotonic() > end:
                return False
            time.sleep(0.02)


def with_children(process: psutil.Process | None) -> list[psutil.Process]:
    """Return the process and all that it started, itself first."""
    if process is None:
        return []
    with contextlib.suppress(psutil.NoSuchProcess):
        return [process, *process.children(recursive=True)]
    return []


def postmaster(data: Path) -> psutil.Process | None:
    """Return the PostgreSQL server that runs on the data directory `data`, or None."""
    with contextlib.suppress(psutil.Error):
        pid = find_server(data)
        process = psutil.Process(pid) if pid is not None else None
        if process is not None and process.status() != psutil.STATUS_ZOMBIE:
            return process
    return None


def tools_on(data: Path) -> list[psutil.Process]:
    """Return the initdb, pg_basebackup and pg_rewind that write to `data`."""
    return list(_tools_on(str(data)))


def _tools_on(data: str) -> Iterator[psutil.Process]:
    for process in psutil.process_iter(["name", "cmdline"]):
        arguments = process.info["cmdline"] or []
        if process.info["name"] in ("initdb", "pg_basebackup", "pg_rewind", "postgres") and any(
            argument.removeprefix("--pgdata=") == data for argument in arguments
        ):
            yield process


def kill(processes: list[psutil.Process]) -> None:
    """End `processes` at once (SIGKILL), and wait until they are gone."""
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(processes, timeout=10)


def pause(processes: list[psutil.Process]) -> None:
    """Stop `processes` without ending them (SIGSTOP), as if their machine hung."""
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.suspend()


def resume(processes: list[psutil.Process]) -> None:
    """Let paused processes go on (SIGCONT)."""
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.resume()
