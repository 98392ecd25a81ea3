"""The place where a build's partitions run, chosen by the settings."""

from recommender.search.partitions import LOCAL, Executor
from segue.settings import settings


def executor_from_settings() -> Executor:
    """Return the Dask cluster of `DASK_SCHEDULER`, else this machine.

    Raises
    ------
    DaskClusterError
        If the cluster does not answer, or its workers lack the code or packages of this process.
    """
    address = settings().dask_scheduler
    if address is None:
        return LOCAL
    from recommender.search.dask_partitions import DaskExecutor

    executor = DaskExecutor(address)
    executor.check()
    return executor
