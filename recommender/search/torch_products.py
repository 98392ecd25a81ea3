"""Dense products and their candidates on a GPU, by PyTorch; scores are computed as elsewhere.

A candidate is within the rounding error of float32 of the best, in whatever order a device sums,
and candidates are scored again by NumPy. So the lists are those of `select_products`.
"""

import threading
from typing import TYPE_CHECKING, Any

import numpy as np

from recommender.checks import FloatArray
from recommender.errors import DeviceUnavailable
from recommender.search.topk import LOWEST, Adjust, IntArray

if TYPE_CHECKING:
    from torch import Tensor

TILE_SIZE = 2**28  # products that are on the device at once, 1 GiB


class TorchProducts:
    """`select_products` on a device, where the catalogue stays while it is the same one.

    Parameters
    ----------
    device : ``cuda``, or ``cpu`` to try the same code without a GPU

    Raises
    ------
    DeviceUnavailable
        If there is no PyTorch, or it sees no such device.
    """

    def __init__(self, device: str = "cuda") -> None:
        self.device = device
        try:
            import torch
        except ImportError:
            raise DeviceUnavailable(
                f"expected PyTorch for SEGUE_DEVICE={device}, got none; install the package torch "
                "for this machine's GPU, or unset SEGUE_DEVICE"
            ) from None
        if device == "cuda" and not torch.cuda.is_available():
            raise DeviceUnavailable(
                f"expected a GPU that PyTorch {torch.__version__} can use for SEGUE_DEVICE=cuda, "
                "got none; install its driver and a build of torch for it, or unset SEGUE_DEVICE"
            )
        # TF32 has 10 bits instead of 23: candidates would be lost
        torch.set_float32_matmul_precision("highest")
        self._lock = threading.Lock()
        self._held: tuple[FloatArray, Tensor] | None = None

    def __reduce__(self) -> tuple[type["TorchProducts"], tuple[str]]:
        """Pickle the name of the device: each process has its own."""
        return TorchProducts, (self.device,)

    def __call__(
        self,
        queries: FloatArray,
        catalogue: FloatArray,
        k: int,
        slack: float,
        adjust: Adjust,
        among: IntArray | None = None,
    ) -> tuple[IntArray, IntArray]:
        """Return (rows, columns) of candidates, as `select_products` does."""
        import torch

        held = self._hold(catalogue)
        rows = held if among is None else held[self._send(among)]
        block = self._send(queries)
        selector = _Selector(len(queries), k, slack, block)
        width = max(TILE_SIZE // max(len(queries), 1), k)
        for start in range(0, len(rows), width):
            stop = min(start + width, len(rows))
            tile = block @ rows[start:stop].T
            added, left_out = adjust(start, stop)
            row, column, value = (self._send(part) for part in added)
            tile[row, column] += value
            tile[tuple(self._send(part) for part in left_out)] = -torch.inf
            selector.add(tile, start)
        return selector.candidates()

    def _hold(self, catalogue: FloatArray) -> "Tensor":
        """Return the catalogue on the device, where that of the last call is."""
        with self._lock:
            if self._held is None or self._held[0] is not catalogue:
                self._held = None  # first, so that two do not need room at once
                self._held = catalogue, self._send(catalogue)
            return self._held[1]

    def _send(self, values: np.ndarray[Any, Any]) -> "Tensor":
        import torch

        # indices of SciPy have 32 bits, those of PyTorch 64
        is_index = np.issubdtype(values.dtype, np.integer)
        kind = torch.int64 if is_index else torch.float32
        return torch.tensor(values, dtype=kind, device=self.device)


class _Selector:
    """The k best of each row of tiles on a device, as `TopKSelector`."""

    def __init__(self, n_rows: int, k: int, slack: float, block: "Tensor") -> None:
        self._k, self._slack = k, float(np.float32(slack))
        self._best = block.new_full((n_rows, k), -float("inf"))
        self._kept: list[tuple[Tensor, Tensor, Tensor]] = []

    def add(self, tile: "Tensor", first_column: int) -> None:
        """Add a tile of scores, whose columns are numbered from `first_column`."""
        import torch

        largest = torch.topk(tile, min(self._k, tile.shape[1]), dim=1).values
        self._best = torch.topk(torch.hstack([self._best, largest]), self._k, dim=1).values
        rows, columns = torch.nonzero(tile >= self._bound(), as_tuple=True)
        self._kept.append((rows, columns + first_column, tile[rows, columns]))

    def candidates(self) -> tuple[IntArray, IntArray]:
        """Return (rows, columns), sorted by row."""
        import torch

        if not self._kept:
            nothing = np.zeros(0, dtype=np.intp)
            return nothing, nothing
        rows, columns, scores = map(torch.cat, zip(*self._kept, strict=True))
        reaches = scores >= self._bound()[rows, 0]
        rows, columns = rows[reaches], columns[reaches]
        order = torch.argsort(rows, stable=True)
        # copies: SciPy cannot index with arrays whose memory is PyTorch's
        return rows[order].cpu().numpy().copy(), columns[order].cpu().numpy().copy()

    def _bound(self) -> "Tensor":
        """Return the score that candidates have to reach; -inf is none."""
        return (self._best[:, -1:] - self._slack).clamp(min=float(LOWEST))
