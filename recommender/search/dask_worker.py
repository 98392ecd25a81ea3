"""What a Dask worker runs: one partition, if it has the same code and packages as the client."""

import platform
import threading
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import TypeVar

from threadpoolctl import threadpool_limits

from recommender.data.versions import code_version
from recommender.errors import DaskClusterError
from recommender.search.partitions import Partitions

Result = TypeVar("Result")

PACKAGES = ("dask", "distributed", "numpy", "scipy")
REMEDY = (
    "start scheduler and workers with the Python and the packages of this Segue, such as its image"
)


@cache
def describe_environment() -> dict[str, str]:
    """Return the versions that results and their transport depend on, and a hash of the code."""
    versions = {"python": ".".join(platform.python_version_tuple()[:2])}
    for package in PACKAGES:
        try:
            versions[package] = version(package)
        except PackageNotFoundError:
            versions[package] = "none"
    return {**versions, "the recommender's code": code_version()}


def check_environment(expected: dict[str, str], found: dict[str, str], where: str) -> None:
    """Raise `DaskClusterError` with all differences, if there are any."""
    differences = [
        f"{name} {wanted} (got {found.get(name, 'none')})"
        for name, wanted in expected.items()
        if found.get(name) != wanted
    ]
    if differences:
        raise DaskClusterError(f"expected {', '.join(differences)} on {where}; {REMEDY}")


def run_partition(partitions: Partitions[Result], number: int, expected: dict[str, str]) -> Result:
    """Run one partition with one thread of BLAS, as `map_blocks` does."""
    # workers that joined later were not checked by the client
    check_environment(expected, describe_environment(), "each Dask worker")
    prepare(partitions)
    with _SINGLE_THREAD:
        return partitions.run(number)


def prepare(partitions: Partitions[object]) -> None:
    """Compute what partitions share, once for all threads; as a task it takes them to a worker."""
    with _PREPARING:
        partitions.prepare()


class _SingleThread:
    """BLAS at one thread while any thread of this process is inside; the limit is the process's."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._n_inside = 0
        self._limits: threadpool_limits | None = None

    def __enter__(self) -> None:
        with self._lock:
            if self._n_inside == 0:
                self._limits = threadpool_limits(limits=1, user_api="blas")
            self._n_inside += 1

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._n_inside -= 1
            if self._n_inside == 0 and self._limits is not None:
                self._limits.restore_original_limits()


_PREPARING = threading.Lock()
_SINGLE_THREAD = _SingleThread()
