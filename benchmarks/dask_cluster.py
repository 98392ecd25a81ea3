"""A Dask cluster on this machine, for benchmarks and tests: processes of their own on loopback."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

START_S = 60
SCHEDULER = (sys.executable, "-m", "dask", "scheduler")
WORKER = (sys.executable, "-m", "dask", "worker")
ENVIRONMENT = {"DASK_DISTRIBUTED__ADMIN__TICK__LIMIT": "1h"}  # slow machines need no warning of it


class DaskCluster:
    """A scheduler and its workers, each with one thread.

    Attributes
    ----------
    address : of the scheduler
    processes : the workers, in the order of their start; a killed one stays in the list
    """

    def __init__(self, folder: Path, options: Sequence[str], variables: Mapping[str, str]) -> None:
        self._folder, self._options = folder, options
        self._environment = {**os.environ, **ENVIRONMENT, **variables}
        self.processes: list[subprocess.Popen[bytes]] = []
        file = folder / "scheduler.json"
        self.scheduler = self._start("scheduler", *SCHEDULER, "--scheduler-file", str(file))
        deadline = time.monotonic() + START_S
        while not file.exists() or not file.read_text():
            if self.scheduler.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the scheduler did not start:\n{self.read_log('scheduler')}")
            time.sleep(0.05)
        self.address: str = json.loads(file.read_text())["address"]

    def add_worker(self) -> subprocess.Popen[bytes]:
        """Start one more worker."""
        name = f"worker-{len(self.processes)}"
        own = ("--nthreads", "1", "--no-nanny", "--name", name)
        worker = self._start(
            name, *WORKER, self.address, *own, "--local-directory", str(self._folder / name)
        )
        self.processes.append(worker)
        return worker

    def read_log(self, name: str) -> str:
        """Return what `scheduler` or `worker-0` has printed."""
        return (self._folder / f"{name}.log").read_text(encoding="utf-8")

    def stop(self) -> None:
        """End all processes."""
        for process in (*self.processes, self.scheduler):
            process.kill()
            process.wait()

    def _start(self, name: str, *command: str) -> subprocess.Popen[bytes]:
        where = ("--host", "127.0.0.1", "--no-dashboard")
        port = ("--port", "0") if name == "scheduler" else ()
        with (self._folder / f"{name}.log").open("wb") as log:
            return subprocess.Popen(
                [*command, *port, *where, *self._options],
                stdout=log, stderr=subprocess.STDOUT, env=self._environment,
            )  # fmt: skip


@contextmanager
def start_cluster(
    n_workers: int, options: Sequence[str] = (), variables: Mapping[str, str] | None = None
) -> Iterator[DaskCluster]:
    """Start a cluster with so many workers, and end it.

    `options` are further ones of `dask scheduler` and `dask worker`; `variables` are added to the
    environment.
    """
    with tempfile.TemporaryDirectory() as folder:
        cluster = DaskCluster(Path(folder), options, variables or {})
        try:
            for _ in range(n_workers):
                cluster.add_worker()
            yield cluster
        finally:
            cluster.stop()
