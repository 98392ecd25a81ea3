"""A set of 64-bit hashes at eight bytes a member: the keys that a run has already seen."""

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]


class SeenKeys:
    """Remembers hashes in a few sorted arrays; neighbours of like size are merged into one."""

    def __init__(self) -> None:
        self._sorted: list[Hashes] = []

    def __len__(self) -> int:
        return sum(len(part) for part in self._sorted)

    def contains(self, hashes: Hashes) -> NDArray[np.bool_]:
        """Return for each of `hashes` whether it was added before."""
        found = np.zeros(len(hashes), bool)
        for part in self._sorted:
            places = np.minimum(np.searchsorted(part, hashes), len(part) - 1)
            found |= part[places] == hashes
        return found

    def add(self, hashes: Hashes) -> NDArray[np.bool_]:
        """Add `hashes`; return for each whether it was not there before."""
        firsts = np.zeros(len(hashes), bool)
        # in their order, so that a search goes once through memory
        distinct, places = np.unique(hashes, return_index=True)
        is_new = ~self.contains(distinct)
        firsts[places[is_new]] = True
        if is_new.any():
            self._sorted.append(distinct[is_new])
            while len(self._sorted) > 1 and len(self._sorted[-2]) < 2 * len(self._sorted[-1]):
                last = self._sorted.pop()
                # both are sorted: a stable sort merges them in one pass
                merged = np.concatenate([self._sorted.pop(), last])
                self._sorted.append(np.sort(merged, kind="stable"))
        return firsts
