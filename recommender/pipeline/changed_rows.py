"""The rows of a table that differ from those that a mart holds, so that no others are written."""

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from recommender.data.arrow import to_matrix
from recommender.data.hashes import ROWS_AT_ONCE
from recommender.data.incidence import positions

if TYPE_CHECKING:
    import pyarrow as pa


def select_changed_rows(
    table: "pa.Table", held: "pa.Table", key: str
) -> "tuple[pa.Table, pa.Table]":
    """Return the rows that are new or differ from the held ones, and the keys to replace.

    Parameters
    ----------
    table : all rows of today
    held : all rows of the last build, with some of the columns of `table`; what they lack has to
        follow from what they have
    key : the column that tells rows apart

    Returns
    -------
    rows, keys : tables; the keys are those of the rows, and of the held rows that `table` lacks
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    names, now = held[key].combine_chunks(), table[key].combine_chunks()
    place = positions(table[key], names)
    is_changed = place < 0
    both = np.flatnonzero(~is_changed)
    for start in range(0, len(both), ROWS_AT_ONCE):
        block = both[start : start + ROWS_AT_ONCE]
        today, before = table.take(pa.array(block)), held.take(pa.array(place[block]))
        for name in held.column_names:
            is_changed[block] |= _differ(today[name], before[name])
    rows = table.filter(pa.array(is_changed))
    gone = names.filter(pc.invert(pc.is_in(names, value_set=now.cast(names.type))))
    keys = pa.concat_arrays([rows[key].combine_chunks(), gone.cast(now.type)])
    return rows, pa.table({key: keys})


def _differ(one: "pa.ChunkedArray", other: "pa.ChunkedArray") -> npt.NDArray[np.bool_]:
    """Return where two columns of equal length have different values; null equals null."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_list(one.type):
        left, right = to_matrix(one), to_matrix(other)
        if left.shape != right.shape:
            return np.ones(len(one), np.bool_)
        differs: npt.NDArray[np.bool_] = (left != right).any(axis=1)
        return differs
    is_equal = pc.fill_null(pc.equal(one, other.cast(one.type)), False)
    is_null = pc.and_(pc.is_null(one), pc.is_null(other))
    found: npt.NDArray[np.bool_] = pc.invert(pc.or_(is_equal, is_null)).to_numpy()
    return found
