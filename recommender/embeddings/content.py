"""What is known of a track that no playlist holds: its audio, its year and its popularity."""

from typing import Self

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator
from sklearn.preprocessing import PolynomialFeatures, SplineTransformer

from recommender.checks import check_fitted
from recommender.embeddings.quantiles import NormalScores, NumberArray, numbers_of


class ContentFeatures(BaseEstimator):
    """Spread a few numbers per track into many, so that a linear model can bend.

    Every column is made a normal score; then come all products of two, and a spline of
    one column (the year of release), because taste turns with it more than once. A
    missing value is 0, the middle.

    Parameters
    ----------
    bent_column : the column that gets the spline
    n_knots : knots of the spline

    Attributes
    ----------
    scores_ : the fitted NormalScores
    """

    def __init__(self, bent_column: int = 0, n_knots: int = 12) -> None:
        self.bent_column = bent_column
        self.n_knots = n_knots

    def fit(self, numbers: npt.ArrayLike) -> Self:
        """Learn from an array (n_tracks, n_columns); NaN means missing."""
        self.scores_ = NormalScores().fit(numbers)
        return self

    def transform(self, numbers: npt.ArrayLike) -> NumberArray:
        """Return the spread numbers; a track of which nothing is known is a row of zeros."""
        check_fitted(self, "scores_")
        known = ~np.isnan(numbers_of(numbers))
        normal = self.scores_.transform(numbers)
        if len(normal) == 0:
            return np.zeros((0, 1))
        products = PolynomialFeatures(2, include_bias=False).fit_transform(normal)
        farthest = self.scores_.farthest
        knots = np.linspace(-farthest, farthest, self.n_knots)[:, None]
        bent = SplineTransformer(knots=knots, degree=2).fit(knots)
        spline = bent.transform(normal[:, [self.bent_column]]) * known[:, [self.bent_column]]
        spread = np.hstack([products, spline])
        spread[~known.any(axis=1)] = 0
        return spread
