"""Sparse 0/1 matrices from tables of keys."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

if TYPE_CHECKING:
    import pyarrow as pa

EPOCH = 1970
DAYS_PER_YEAR = 365.2425
SESSION_PREFIX = "session:"  # of the ids of listening sessions


def memberships_query(relation: object, *more: str) -> str:
    """Return the query for `training_memberships` with one id for each playlist and session.

    `more` are the names of further columns.
    """
    # the order of the playlists and the fold of each follow from this text: it has to stay
    playlist_id = "case kind when 'session' then 'session:' else '' end || playlist_id"
    names = ", ".join(("track_id", f"{playlist_id} as playlist_id", *more))
    return f"select {names} from {relation}"  # noqa: S608


def credits_query(relation: object) -> str:
    """Return the query for `artist_tracks` without placeholders, such as "Various Artists"."""
    columns = "track_id, artist_id, position"
    return f"select {columns} from {relation} where not is_placeholder"  # noqa: S608


def skips_query(relation: object) -> str:
    """Return the query for `training_skips` with the same ids of the sessions."""
    playlist_id = f"'{SESSION_PREFIX}' || playlist_id"
    return f"select track_id, {playlist_id} as playlist_id from {relation}"  # noqa: S608


def positions(values: "pa.ChunkedArray", known: "pa.Array") -> npt.NDArray[np.int64]:
    """Return the place of each value in `known`, or -1."""
    import pyarrow.compute as pc

    found = pc.fill_null(pc.index_in(values.cast(known.type), value_set=known), -1)
    return np.asarray(found.to_numpy(), dtype=np.int64)


def sorted_keys(values: "pa.ChunkedArray") -> "pa.Array":
    """Return the distinct values, sorted, without nulls: the order of every matrix."""
    import pyarrow.compute as pc

    distinct = pc.unique(values.drop_null())
    return distinct.take(pc.array_sort_indices(distinct))


def incidence_matrix(
    rows: npt.NDArray[np.integer], columns: npt.NDArray[np.integer], shape: Sequence[int]
) -> sparse.csr_matrix:
    """Return a 0/1 matrix with a 1 at each (row, column); -1 on either side is left out."""
    kept = (rows >= 0) & (columns >= 0)
    ones = np.ones(int(kept.sum()), dtype=np.float32)
    matrix = sparse.csr_matrix((ones, (rows[kept], columns[kept])), shape=tuple(shape))
    matrix.sum_duplicates()
    matrix.data[:] = 1
    return matrix


def link_matrix(
    table: "pa.Table", tracks: "pa.Array", other: str, transposed: bool = False
) -> sparse.csr_matrix:
    """Return the matrix of a link table (track_id, other), its other side sorted by key.

    Shape (n_tracks, n_others), or the other way round when transposed.
    """
    others = sorted_keys(table[other])
    track = positions(table["track_id"], tracks)
    target = positions(table[other], others)
    if transposed:
        return incidence_matrix(target, track, (len(others), len(tracks)))
    return incidence_matrix(track, target, (len(tracks), len(others)))


def encode_values(values: "pa.ChunkedArray") -> npt.NDArray[np.int64]:
    """Return a number for each value, equal for equal ones; a null equals nothing."""
    known = sorted_keys(values)
    codes = positions(values, known)
    alone = codes < 0
    codes[alone] = len(known) + np.arange(int(alone.sum()))
    return codes


def to_float(column: "pa.ChunkedArray") -> npt.NDArray[np.float64]:
    """Return a column of any numbers (or booleans, decimals) as float64, null as NaN."""
    import pyarrow as pa

    if pa.types.is_boolean(column.type):
        column = column.cast(pa.int8())
    values: npt.NDArray[Any] = column.cast(pa.float64(), safe=False).to_numpy()
    return np.array(values, dtype=np.float64)


def to_years(column: "pa.ChunkedArray") -> npt.NDArray[np.float64]:
    """Return a column of dates as years with a fraction, null as NaN."""
    import pyarrow as pa

    days = column.cast(pa.date32()).cast(pa.int32())
    return EPOCH + to_float(days) / DAYS_PER_YEAR
