"""Partitions on the workers of a Dask cluster: sent once, results streamed back in order."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from recommender.errors import DaskClusterError
from recommender.search.dask_address import parse_address
from recommender.search.dask_worker import (
    REMEDY,
    check_environment,
    describe_environment,
    prepare,
    run_partition,
)
from recommender.search.partitions import Partitions

if TYPE_CHECKING:
    from distributed import Client, Future

Result = TypeVar("Result")

CONNECT_S = 10.0
IDLE_S = 60.0  # without any worker, after all were lost, until that is an error
CHECK_S = 2.0
POLL_S = 0.005
AHEAD = 4  # partitions that are sent for each thread of the cluster: one runs, others wait
MAX_SENT = 4  # times that all is sent, if every worker with the data is lost in between


@dataclass(frozen=True)
class ClusterSize:
    """The workers of a cluster, and their threads together."""

    n_workers: int
    n_threads: int


class DaskExecutor:
    """The workers of an existing cluster.

    Parameters
    ----------
    address : of the scheduler, `tcp://…` or `tls://…`; certificates are those of Dask's own
        configuration
    timeout_s : for the connection, and for the first worker

    Attributes
    ----------
    environment : the versions that the workers have to have: those of this process
    """

    def __init__(self, address: str, timeout_s: float = CONNECT_S) -> None:
        self.address = parse_address(address)
        self.timeout_s = timeout_s
        self.environment = describe_environment()

    def check(self) -> ClusterSize:
        """Return the size of the cluster, if it answers and can run partitions.

        Raises
        ------
        DaskClusterError
        """
        with self._connect() as client:
            n_threads = client.nthreads()
            return ClusterSize(len(n_threads), sum(n_threads.values()))

    def map(self, partitions: Partitions[Result]) -> Iterator[Result]:
        """Yield the results of all partitions in order, while later ones run.

        What a lost worker had begun runs on the others.

        Raises
        ------
        DaskClusterError
            If the cluster does not answer any more, or has no worker for a minute.
        """
        with self._connect() as client:
            try:
                yield from _Stream(self, client, partitions).read()
            except OSError as error:
                if client.status == "running":
                    raise
                raise self.explain_loss("the scheduler does not answer any more") from error

    def explain_loss(self, reason: str) -> DaskClusterError:
        """Return the error for a cluster that was lost while it ran partitions."""
        return DaskClusterError(
            f"expected the Dask cluster at {self.address} to run all partitions, but {reason}; "
            "look at its logs and repeat this, or unset DASK_SCHEDULER to compute on this machine"
        )

    @contextmanager
    def _connect(self) -> "Iterator[Client]":
        """Connect, and check the workers."""
        try:
            from distributed import Client, Security
        except ImportError:
            raise DaskClusterError(
                "expected the package distributed for DASK_SCHEDULER, got none; install Segue "
                "with its extra dask, or unset DASK_SCHEDULER"
            ) from None
        try:
            security = Security()  # of Dask's own configuration
            has_certificate = security.get_connection_args("client")["ssl_context"] is not None
            if self.address.startswith("tls") and not has_certificate:
                raise ValueError("Dask's settings name no certificates, see docs/scaling.md")
            client = Client(
                self.address, timeout=self.timeout_s, security=security,
                set_as_default=False, name="segue",
            )  # fmt: skip
        except (OSError, ValueError) as error:
            # not from the error, whose frames would keep the half-made client alive
            raise DaskClusterError(
                f"expected a Dask scheduler at {self.address}, got none within "
                f"{self.timeout_s:g} s ({_first_line(error)}); start it, correct DASK_SCHEDULER, "
                "or unset it to compute on this machine"
            ) from None
        with client:
            self._check_workers(client)
            yield client

    def _check_workers(self, client: "Client") -> None:
        """Raise unless there is a worker, and all have the code and packages of this process.

        The scheduler needs them, too: it reads the tasks before it sends them on.
        """
        try:
            client.wait_for_workers(1, timeout=self.timeout_s)
        except TimeoutError:
            raise DaskClusterError(
                f"expected workers at the Dask scheduler {self.address}, got none within "
                f"{self.timeout_s:g} s; start some with `dask worker {self.address}`"
            ) from None
        # get_versions(check=True) only warns, although its description says that it raises
        scheduler = f"the Dask scheduler {self.address}"
        try:
            found = {scheduler: client.run_on_scheduler(describe_environment)}
        except Exception as error:  # of any kind: the scheduler cannot read what it is sent
            found = {scheduler: error}
        for worker, answer in client.run(describe_environment, on_error="return").items():
            if not isinstance(answer, OSError):  # of a worker that has just ended
                found[f"the Dask worker {worker}"] = answer
        for place, answer in found.items():
            if isinstance(answer, Exception):
                raise DaskClusterError(
                    f"expected Segue on {place}, got {type(answer).__name__} "
                    f"({_first_line(answer)}); {REMEDY}"
                ) from answer
            check_environment(self.environment, answer, place)


class _Stream(Generic[Result]):
    """The results of partitions, in order, while a window of later ones runs."""

    def __init__(
        self, executor: DaskExecutor, client: "Client", partitions: Partitions[Result]
    ) -> None:
        from distributed import as_completed

        self._executor, self._client, self._partitions = executor, client, partitions
        self._n_partitions = partitions.n_partitions
        self._running: dict[Any, int] = {}  # the number of each key
        self._completed = as_completed(loop=client.loop, with_results=True, raise_errors=False)
        self._next = self._n_sent = 0
        self._send()

    def read(self) -> Iterator[Result]:
        """Yield the results."""
        held: dict[int, Result] = {}
        for number in range(self._n_partitions):
            while number not in held:
                self._submit(range(self._next, min(number + self._ahead, self._n_partitions)))
                self._wait()
                for future, result in self._completed.next_batch(block=False):
                    self._take(future, result, held)
            yield held.pop(number)

    def _send(self) -> None:
        """Send what partitions share to a worker, from which the others copy it."""
        self._n_sent += 1
        if self._n_sent > MAX_SENT:
            raise self._lost("every worker with the data was lost, again and again")
        try:
            self._client.wait_for_workers(1, timeout=IDLE_S)
            self._shared = self._client.scatter(self._partitions, hash=False, timeout=IDLE_S)
        except TimeoutError:
            raise self._lost(f"it has had no worker for {IDLE_S:g} s") from None
        except OSError:  # the worker ended meanwhile
            self._check_scheduler()
            self._send()
            return
        self._copies: dict[str, Future] = {}
        self._see_workers()

    def _check_scheduler(self) -> None:
        if self._client.status != "running":
            raise self._lost("the scheduler does not answer any more")

    def _see_workers(self) -> None:
        """Size the window by the workers there are, and let new ones copy what is shared.

        Not by `scatter(broadcast=True)`: that never returns if a worker ends in the meantime.
        """
        n_threads = self._client.nthreads()
        self._ahead = AHEAD * max(1, sum(n_threads.values()))
        for worker in n_threads.keys() - self._copies.keys():
            self._copies[worker] = self._client.submit(
                prepare, self._shared, workers=[worker], pure=False, priority=1
            )
        self._checked_at = time.monotonic()

    def _submit(self, numbers: range) -> None:
        for number in numbers:
            future = self._client.submit(
                run_partition, self._shared, number, self._executor.environment, pure=False
            )
            self._running[future.key] = number
            self._completed.add(future)
        self._next = max(self._next, numbers.stop)

    def _wait(self) -> None:
        """Wait for a result, as long as the scheduler answers."""
        while not self._completed.has_ready():
            time.sleep(POLL_S)
            if time.monotonic() - self._checked_at < CHECK_S:
                continue
            self._check_scheduler()
            self._see_workers()
            self._check_data()

    def _check_data(self) -> None:
        """Send all again if no worker has the data.

        Dask cancels what waits for lost data, but not if it is lost before it is noted as needed.
        """
        if self._client.who_has().get(self._shared.key):  # of one future it would wait for it
            return
        lost = sorted(self._running.values())
        self._completed.clear()
        self._running.clear()
        self._send()
        for number in lost:
            self._submit(range(number, number + 1))

    def _take(self, future: "Future", result: Any, held: dict[int, Result]) -> None:
        """Hold a result, raise an error, or send a partition again that was lost with its data."""
        number = self._running.pop(future.key)
        if future.status == "finished":
            held[number] = result
        elif future.status == "error":
            raise self._explain(number, result[1])
        else:
            self._send_again(number)

    def _send_again(self, number: int) -> None:
        self._check_scheduler()
        if self._shared.status != "finished":
            self._send()
        self._submit(range(number, number + 1))

    def _explain(self, number: int, error: BaseException) -> BaseException:
        from distributed import KilledWorker

        if isinstance(error, KilledWorker):
            return self._lost(
                f"several workers ended while they ran partition {number} "
                "(a worker needs memory for all vectors and playlists)"
            )
        return error

    def _lost(self, reason: str) -> DaskClusterError:
        return self._executor.explain_loss(reason)


def _first_line(error: BaseException) -> str:
    return str(error).strip().split("\n")[0]
