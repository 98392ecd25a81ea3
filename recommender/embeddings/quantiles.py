"""Normal scores: columns of any scale mapped through their own quantiles to a normal one."""

from collections.abc import Iterator
from typing import Self

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator
from sklearn.preprocessing import QuantileTransformer

from recommender.checks import check_fitted
from recommender.errors import FeatureMismatch

NumberArray = npt.NDArray[np.float64]
ScaleArray = npt.NDArray[np.int64]
# A normal score from n values has a standard error of sqrt(p(1 - p) / n) / density: with 200, 0.09
# at the median and 0.15 at the 5 % quantile, small beside the spread of 1. Fewer values say more
# about whose tracks they are than about how they were measured.
MIN_VALUES_OF_SCALE = 200


class NormalScores(BaseEstimator):
    """Map every column to a normal distribution; a missing value is 0, the middle.

    It is scikit-learn's QuantileTransformer, made safe for columns that are unknown
    throughout and for values that are missing here and there. Where values of a column
    were measured on several scales, each scale has quantiles of its own; one with fewer
    than `min_values` values uses those of the whole column.

    Parameters
    ----------
    n_quantiles : the resolution
    max_score : scores are kept in [-max_score, max_score]; the extremes would be at 5.2
    min_values : the least number of values for quantiles of a scale's own

    Attributes
    ----------
    known_columns_ : array of bool, the columns where anything was known
    """

    def __init__(
        self, n_quantiles: int = 1000, max_score: float = 3.0, min_values: int = MIN_VALUES_OF_SCALE
    ) -> None:
        self.n_quantiles = n_quantiles
        self.max_score = max_score
        self.min_values = min_values

    def fit(self, numbers: npt.ArrayLike, scales: ScaleArray | None = None) -> Self:
        """Learn the quantiles of an array (n_tracks, n_columns); NaN means missing.

        `scales`, of the same shape, has the number of each value's scale, -1 if unknown.
        """
        table = to_numbers(numbers)
        self.n_features_in_ = table.shape[1]
        self.known_columns_ = ~np.isnan(table).all(axis=0)
        if self.known_columns_.any():
            self._quantiles = self._fit_quantiles(table[:, self.known_columns_])
        self._quantiles_of_scales = {
            (column, scale): self._fit_quantiles(values[:, None])
            for column, scale, values in self._values_of_scales(table, scales)
        }
        return self

    def _fit_quantiles(self, table: NumberArray) -> QuantileTransformer:
        return QuantileTransformer(
            n_quantiles=min(self.n_quantiles, len(table)),
            output_distribution="normal",
            subsample=None,
        ).fit(table)

    def _values_of_scales(
        self, table: NumberArray, scales: ScaleArray | None
    ) -> Iterator[tuple[int, int, NumberArray]]:
        """Yield the values of each large scale, in columns that have several scales."""
        if scales is None:
            return
        for column in np.flatnonzero(self.known_columns_).tolist():
            is_known = ~np.isnan(table[:, column])
            values, of = table[is_known, column], scales[is_known, column]
            found, counts = np.unique(of, return_counts=True)
            if len(found) < 2:
                continue  # the quantiles of the whole column are this scale's own
            for scale in found[(counts >= self.min_values) & (found >= 0)].tolist():
                yield column, scale, values[of == scale]

    def transform(self, numbers: npt.ArrayLike, scales: ScaleArray | None = None) -> NumberArray:
        """Return the scores, in the shape of the numbers.

        `scales` has the same numbers as in `fit`.

        Raises
        ------
        NotFitted
        FeatureMismatch
            If the array has another number of columns than the one that was learned.
        """
        check_fitted(self, "known_columns_")
        table = to_numbers(numbers)
        if table.shape[1] != self.n_features_in_:
            raise FeatureMismatch(
                f"the numbers have {table.shape[1]} columns, but {self.n_features_in_} were "
                "learned; pass the same columns to `fit` and `transform`"
            )
        scores = np.zeros(table.shape)
        if self.known_columns_.any() and len(table):
            scores[:, self.known_columns_] = self._quantiles.transform(
                table[:, self.known_columns_]
            )
        for (column, scale), quantiles in self._quantiles_of_scales.items():
            is_of_scale = np.zeros(len(table)) if scales is None else scales[:, column] == scale
            rows = np.flatnonzero(is_of_scale)
            if len(rows):
                scores[rows, column] = quantiles.transform(table[rows][:, [column]])[:, 0]
        return np.clip(np.nan_to_num(scores, nan=0.0), -self.max_score, self.max_score)


def to_numbers(values: npt.ArrayLike) -> NumberArray:
    """Return a copy as float64 of shape (n_rows, n_columns), what is not finite as NaN.

    Raises
    ------
    FeatureMismatch
        If the array has not exactly two dimensions.
    """
    table = np.array(values, dtype=np.float64)
    if table.ndim != 2:
        raise FeatureMismatch(
            f"the numbers must have two dimensions (tracks, columns), but have {table.ndim}; "
            "pass one row per track"
        )
    table[~np.isfinite(table)] = np.nan
    return table
