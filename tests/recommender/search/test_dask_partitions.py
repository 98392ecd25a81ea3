"""Partitions on a Dask cluster of two workers: the local answer, also if one is killed."""

import signal
import sys
import time

import numpy as np
import pytest

from recommender.errors import DaskClusterError
from recommender.ranking.ivf import IVFIndex
from recommender.ranking.lists import rank_all
from recommender.scoring.parameters import Parameters
from recommender.search.partitions import LOCAL
from segue.embedded import free_port
from tests.recommender.search.recorded_runs import RecordedRuns, read_runs

pytest.importorskip("distributed", reason="no package distributed: install Segue's extra dask")

from distributed import Client

from benchmarks import dask_cluster
from benchmarks.dask_cluster import start_cluster
from recommender.search import dask_partitions
from recommender.search.dask_partitions import ClusterSize, DaskExecutor

WEIGHTS = Parameters().weights
COLUMNS = ("seeds", "ranks", "tracks", "contributions", "scores", "similarities")
ROWS = np.random.default_rng(3).normal(size=(60, 7)).astype(np.float32)


@pytest.fixture(scope="module")
def cluster():
    with start_cluster(2) as started:
        yield started


@pytest.fixture
def executor(cluster):
    """Return the executor of two workers, one of them new if the test before has killed one."""
    for _ in range(2 - sum(worker.poll() is None for worker in cluster.processes)):
        cluster.add_worker()
    found = DaskExecutor(cluster.address, timeout_s=60)
    wait_for_workers(found, 2)
    return found


def wait_for_workers(executor, n_workers):
    deadline = time.monotonic() + 60
    while executor.check().n_workers != n_workers:
        assert time.monotonic() < deadline
        time.sleep(0.1)


def assert_same_lists(found, expected):
    for one, other in zip(found, expected, strict=True):
        for name in COLUMNS:
            np.testing.assert_array_equal(getattr(one, name), getattr(other, name))


def assert_all_results(results):
    numbers, products = zip(*results, strict=True)
    assert list(numbers) == list(range(len(ROWS)))
    np.testing.assert_array_equal(products, [ROWS @ row for row in ROWS])


def allow_failures(n_failures, dask_scheduler):
    dask_scheduler.allowed_failures = n_failures


def kill_one(cluster, pid=None):
    """Kill the worker of a process id, else any that runs, and return its process id."""
    running = [worker for worker in cluster.processes if worker.poll() is None]
    victim = next(worker for worker in running if pid in (None, worker.pid))
    victim.send_signal(signal.SIGKILL)
    victim.wait()
    return victim.pid


def test_results_come_in_order_and_each_partition_runs_once(executor, tmp_path):
    assert executor.check() == ClusterSize(n_workers=2, n_threads=2)
    assert_all_results(executor.map(RecordedRuns(ROWS, tmp_path)))
    runs = read_runs(tmp_path)
    assert [len(runs[number]) for number in range(len(ROWS))] == [1] * len(ROWS)
    assert len({process for processes in runs.values() for process in processes}) == 2


def test_a_killed_worker_costs_its_partitions_only(executor, cluster, tmp_path):
    results = executor.map(RecordedRuns(ROWS, tmp_path))
    read = [next(results) for _ in range(6)]
    begun = read_runs(tmp_path)
    killed = kill_one(cluster, begun[max(begun)][0])  # any other may have nothing that is unread
    assert_all_results([*read, *results])
    runs = read_runs(tmp_path)
    again = {number: processes for number, processes in runs.items() if len(processes) > 1}
    assert again, "it was killed before it ran anything"
    assert all(processes[0] == killed for processes in again.values())
    assert set(map(len, again.values())) == {2}


@pytest.mark.parametrize(("kind", "n_killed"), [("exact", 0), ("near cells", 1)])
def test_lists_are_those_of_this_machine(executor, cluster, model_builder, kind, n_killed):
    model = model_builder(2000, n_recordings=1500)
    near = (IVFIndex(model, WEIGHTS), 300) if kind == "near cells" else (None, 0)
    expected = list(rank_all(model, WEIGHTS, 10, *near))
    lists = rank_all(model, WEIGHTS, 10, *near, executor)
    found = [next(lists)]
    for _ in range(n_killed):
        kill_one(cluster)
    found += lists
    assert len(found) > 3
    assert_same_lists(found, expected)


def test_all_is_sent_again_when_every_worker_is_lost(executor, cluster, tmp_path):
    results = executor.map(RecordedRuns(ROWS, tmp_path))
    read = [next(results)]
    kill_one(cluster), kill_one(cluster)
    cluster.add_worker()
    assert_all_results([*read, *results])


def test_a_cluster_without_workers_is_given_up(executor, cluster, monkeypatch):
    monkeypatch.setattr(dask_partitions, "IDLE_S", 1.0)
    results = executor.map(RecordedRuns(ROWS))
    next(results)
    kill_one(cluster), kill_one(cluster)
    with pytest.raises(DaskClusterError, match=r"no worker for 1 s.*unset DASK_SCHEDULER"):
        list(results)


def test_a_partition_that_ends_its_workers_is_no_endless_loop(executor, monkeypatch):
    with Client(executor.address) as client:
        client.run_on_scheduler(allow_failures, 0)
        with pytest.raises(DaskClusterError, match=r"several workers ended while they ran part"):
            list(executor.map(RecordedRuns(ROWS, ending=7)))
        client.run_on_scheduler(allow_failures, 3)


def test_an_error_of_a_partition_is_raised_here(executor):
    with pytest.raises(ValueError, match=r"partition 9 has no answer"):
        list(executor.map(RecordedRuns(ROWS, failing=9)))


def test_a_reader_that_stops_leaves_nothing_on_the_cluster(executor, tmp_path):
    results = executor.map(RecordedRuns(ROWS, tmp_path))
    next(results)
    results.close()
    assert len(read_runs(tmp_path)) <= 2 * dask_partitions.AHEAD < len(ROWS)
    assert_all_results(executor.map(RecordedRuns(ROWS)))


def test_no_partitions_give_no_results(executor):
    assert list(executor.map(RecordedRuns(ROWS[:0]))) == []
    assert list(LOCAL.map(RecordedRuns(ROWS[:0]))) == []


@pytest.mark.parametrize("place", ["scheduler", "worker"])
def test_a_place_without_segue_is_an_error(place, monkeypatch):
    program = (
        f"import sys; from distributed.cli.dask_{place} import main; "
        "sys.modules['recommender'] = None; main()"
    )
    monkeypatch.setattr(dask_cluster, place.upper(), (sys.executable, "-c", program))
    with start_cluster(1) as bare:
        expected = f"expected Segue on the Dask {place} tcp://.*ModuleNotFound"
        with pytest.raises(DaskClusterError, match=expected):
            DaskExecutor(bare.address, timeout_s=60).check()


def test_nothing_listens_at_the_address():
    address = f"tcp://127.0.0.1:{free_port()}"
    with pytest.raises(DaskClusterError, match=f"{address}, got none within 0.5 s.*unset it"):
        DaskExecutor(address, timeout_s=0.5).check()


def test_another_version_on_the_cluster_is_an_error(executor):
    executor.environment = {**executor.environment, "numpy": "0.1"}
    with pytest.raises(
        DaskClusterError, match=r"expected numpy 0.1 \(got .*Dask scheduler tcp://.*start"
    ):
        executor.check()


def test_a_worker_that_joins_later_is_checked_too(executor, monkeypatch):
    monkeypatch.setattr(DaskExecutor, "_check_workers", lambda *_: None)
    executor.environment = {**executor.environment, "the recommender's code": "0"}
    with pytest.raises(DaskClusterError, match=r"expected the recommender's code 0"):
        list(executor.map(RecordedRuns(ROWS)))
