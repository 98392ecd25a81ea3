"""Checks of arguments at the public functions; the code inside expects checked input."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from recommender.errors import FeatureMismatch, MissingColumn, NotFinite, NotFitted

if TYPE_CHECKING:
    import pyarrow as pa

FloatArray = npt.NDArray[np.float32]


def checked_vectors(values: npt.ArrayLike, name: str) -> FloatArray:
    """Return `values` as a contiguous float32 array of shape (n_rows, n_columns).

    Raises
    ------
    FeatureMismatch
        If the array has not exactly two dimensions.
    NotFinite
        If a value is NaN or infinite, also when it only overflows in float32.
    """
    with np.errstate(over="ignore"):
        array = np.ascontiguousarray(values, dtype=np.float32)
    if array.ndim != 2:
        raise FeatureMismatch(
            f"{name} must have two dimensions (rows, columns), but have {array.ndim}; "
            "pass one row per track"
        )
    finite = np.isfinite(array)
    if not finite.all():
        row, column = np.argwhere(~finite)[0]
        raise NotFinite(
            f"{name} must be finite numbers, but row {row}, column {column} is "
            f"{array[row, column]}; fill or drop missing values first"
        )
    return array


def check_fitted(estimator: object, attribute: str) -> None:
    """Raise `NotFitted` unless `fit` has left `attribute` on the estimator."""
    if not hasattr(estimator, attribute):
        name = type(estimator).__name__
        raise NotFitted(f"{name} has not learned anything yet; call `fit` first")


def unit_rows(vectors: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Scale every row to length 1; a row of zeros points nowhere and stays zeros."""
    if vectors.shape[1] == 0:
        return vectors.copy()
    peaks = np.abs(vectors).max(axis=1, keepdims=True)  # first, so that no square overflows
    scaled = vectors / np.where(peaks > 0, peaks, 1)
    lengths = np.sqrt(np.einsum("ij,ij->i", scaled, scaled))[:, None]
    scaled /= np.where(lengths > 0, lengths, 1)
    return scaled


def check_columns(table: "pa.Table", columns: Sequence[str], name: str) -> None:
    """Raise `MissingColumn` unless the table has every column."""
    missing = [column for column in columns if column not in table.column_names]
    if missing:
        raise MissingColumn(
            f"the table {name} needs the columns {', '.join(columns)}, but lacks "
            f"{', '.join(missing)}; add them where the table is read"
        )
