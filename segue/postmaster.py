"""The server that a data directory's file `postmaster.pid` names, if it is one still.

After a crash or a restart of the machine another program may have that pid. PostgreSQL's own
`pg_ctl stop` would end it, and a start under the same account would refuse: nothing here signals a
process whose arguments do not say that it serves this directory. Arguments can be read where the
working directory cannot, as by root in a container.
"""

import contextlib
import os
import subprocess
from pathlib import Path


def recorded_pid(data: Path) -> int | None:
    """Return the pid in `postmaster.pid`, whoever has it by now."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        # a server in single-user mode writes it as a negative number
        return abs(int((data / "postmaster.pid").read_text().splitlines()[0]))
    return None


def runs_on(pid: int, data: Path) -> bool:
    """Return whether the process `pid` is a PostgreSQL server of the directory `data`."""
    program, *arguments = arguments_of(pid) or [""]
    return Path(program).name == "postgres" and str(data) in arguments


def find_server(data: Path) -> int | None:
    """Return the pid of the server that runs on `data`, or None."""
    pid = recorded_pid(data)
    return pid if pid is not None and runs_on(pid, data) else None


def disown_stale_pid(data: Path) -> None:
    """Let a server start although another program has the pid of the former one.

    The server takes the pid of its caller's caller for no other server, and that is this process.
    The rest of the file stays: it lets PostgreSQL find processes of the former server that live.
    """
    file, pid = data / "postmaster.pid", recorded_pid(data)
    if pid is None or pid == os.getpid() or runs_on(pid, data):
        return
    former = file.stat()
    _, *rest = file.read_text().splitlines(keepends=True)
    fresh = data / "postmaster.pid.new"
    fresh.write_text("".join([f"{os.getpid()}\n", *rest]))
    fresh.chmod(0o600)
    os.chown(fresh, former.st_uid, former.st_gid)
    fresh.rename(file)


def arguments_of(pid: int) -> list[str]:
    """Return the program and the arguments of a process, or none if it does not run."""
    with contextlib.suppress(OSError):
        words = Path(f"/proc/{pid}/cmdline").read_bytes().rstrip(b"\0").split(b"\0")
        return [os.fsdecode(word) for word in words]
    if Path("/proc/self").exists():
        return []
    # macOS, where a path with a blank is not recognised
    done = subprocess.run(
        ["/bin/ps", "-o", "args=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return done.stdout.split()
