"""The place of each entry in its playlist, from 0: as the file says, or in the order it lists."""

from collections import Counter

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from ingestion.files.cells import Cells
from ingestion.load.batches import hash_rows
from ingestion.load.seen_keys import SeenKeys


class Positions:
    """Places the entries of a file; a second, different entry at one place is refused."""

    def __init__(self, first: int) -> None:
        self._first = first
        self._next: Counter[str] = Counter()
        self._places, self._entries = SeenKeys(), SeenKeys()
        self.values: pa.Array = pa.array([], pa.int64())

    def assign(self, cells: Cells) -> NDArray[np.bool_]:
        """Set `values` to the places of the rows that stay, and return which rows these are."""
        lists = _lists(cells)
        numbers = cells.integer("position", self._first, 2**53)
        if numbers is None:
            self.values = number_in_order(lists, self._next)
            return np.ones(len(lists), bool)
        cells.report(
            "position", pc.and_(pc.is_null(numbers), pc.is_null(cells.text("position"))),
            "expected the entry's place", "the row is left out",
        )  # fmt: skip
        at = hash_rows([lists, numbers])
        is_first = self._places.add(at)
        is_new = self._entries.add(hash_rows([lists, numbers, cells.text("track_id")]))
        has_place = numbers.is_valid().to_numpy(zero_copy_only=False)
        cells.report(
            "position", pa.array(has_place & ~is_first & is_new),
            "expected one entry at each place of a playlist", "the row is left out",
        )  # fmt: skip
        is_kept = has_place & is_first
        self.values = pc.subtract(numbers, self._first).filter(pa.array(is_kept))
        return is_kept


def number_in_order(lists: pa.Array, next_places: Counter[str]) -> pa.Array:
    """Return the place of each row in its list; `next_places` has the next place of each list."""
    positions = []
    for one in lists.to_pylist():
        positions.append(next_places[one])
        next_places[one] += 1
    return pa.array(positions, pa.int64())


def _lists(cells: Cells) -> pa.Array:
    """Return the playlist of each row, and, in a file of snapshots, of which day it is."""
    playlists, days = cells.playlist_ids(), cells.day("snapshot_date")
    if days is None:
        return playlists
    return pc.binary_join_element_wise(playlists, days.cast(pa.string()), " ")
