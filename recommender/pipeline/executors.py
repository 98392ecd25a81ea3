"""The places where a build computes its lists, chosen by the settings."""

from recommender.search.partitions import LOCAL, Executor
from recommender.search.topk import ProductSelector, select_products
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


def products_from_settings() -> ProductSelector:
    """Return the products of `SEGUE_DEVICE`: by NumPy, or on a GPU.

    Raises
    ------
    DeviceUnavailable
        If the device is not there, or PyTorch is not.
    """
    device = settings().device
    if device == "cpu":
        return select_products
    from recommender.search.torch_products import TorchProducts

    return TorchProducts(device)
