"""A Postgres of a benchmark's own, which is gone when the benchmark ends."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from segue.embedded import EmbeddedPostgres


@contextmanager
def own_server() -> Iterator[tuple[EmbeddedPostgres, Path]]:
    """Give a running server and the folder it lies in, which is also the home from now on."""
    with tempfile.TemporaryDirectory(prefix="segue_benchmark_") as name:
        folder = Path(name)
        folder.chmod(0o755)  # the server's account has to walk here when root runs this
        os.environ["SEGUE_HOME"] = str(folder)
        server = EmbeddedPostgres(folder / "pg18")
        server.start()
        try:
            yield server, folder
        finally:
            server.stop()


def cpu_seconds(server: EmbeddedPostgres) -> float:
    """Return what this process's ended children and all processes of the server have used."""
    own = os.times()
    postmaster = psutil.Process(int((server.data / "postmaster.pid").read_text().split()[0]))
    used = postmaster.cpu_times()
    seconds = own.children_user + own.children_system
    seconds += used.user + used.system + used.children_user + used.children_system
    for backend in postmaster.children():
        with suppress(psutil.NoSuchProcess):
            times = backend.cpu_times()
            seconds += times.user + times.system
    return seconds
