"""Normal scores: columns of any scale mapped through their own quantiles to a normal one."""

from typing import Self

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator
from sklearn.preprocessing import QuantileTransformer

from recommender.checks import check_fitted
from recommender.errors import FeatureMismatch

NumberArray = npt.NDArray[np.float64]


class NormalScores(BaseEstimator):
    """Map every column to a normal distribution; a missing value is 0, the middle.

    It is scikit-learn's QuantileTransformer, made safe for columns that are unknown
    throughout and for values that are missing here and there.

    Parameters
    ----------
    n_quantiles : the resolution
    max_score : scores are kept in [-max_score, max_score]; the extremes would be at 5.2

    Attributes
    ----------
    known_columns_ : array of bool, the columns where anything was known
    """

    def __init__(self, n_quantiles: int = 1000, max_score: float = 3.0) -> None:
        self.n_quantiles = n_quantiles
        self.max_score = max_score

    def fit(self, numbers: npt.ArrayLike) -> Self:
        """Learn the quantiles of an array (n_tracks, n_columns); NaN means missing."""
        table = to_numbers(numbers)
        self.n_features_in_ = table.shape[1]
        self.known_columns_ = ~np.isnan(table).all(axis=0)
        if self.known_columns_.any():
            self._quantiles = QuantileTransformer(
                n_quantiles=min(self.n_quantiles, len(table)),
                output_distribution="normal",
                subsample=None,
            ).fit(table[:, self.known_columns_])
        return self

    def transform(self, numbers: npt.ArrayLike) -> NumberArray:
        """Return the scores, in the shape of the numbers.

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
