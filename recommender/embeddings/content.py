"""Content features of a track: its audio features, its year and its popularity."""

from typing import Self

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator
from sklearn.preprocessing import PolynomialFeatures, SplineTransformer

from recommender.checks import FloatArray, check_fitted
from recommender.data.dataset import Dataset
from recommender.embeddings.audio import AudioVectors
from recommender.embeddings.quantiles import NormalScores, NumberArray, ScaleArray, to_numbers
from recommender.features import TEMPO


class ContentFeatures(BaseEstimator):
    """Expand a few numbers per track into many, so that a linear model can be nonlinear.

    Every column is made a normal score; then come all products of two, and a spline of
    one column (the year of release), because taste changes direction with it. A
    missing value is 0, the middle.

    Parameters
    ----------
    spline_column : the column that gets the spline
    n_knots : knots of the spline

    Attributes
    ----------
    scores_ : the fitted NormalScores
    """

    def __init__(self, spline_column: int = 0, n_knots: int = 12) -> None:
        self.spline_column = spline_column
        self.n_knots = n_knots

    def fit(self, numbers: npt.ArrayLike, scales: ScaleArray | None = None) -> Self:
        """Learn from an array (n_tracks, n_columns); NaN means missing.

        `scales`, of the same shape, has the number of each value's scale, -1 if unknown.
        """
        self.scores_ = NormalScores().fit(numbers, scales)
        return self

    def transform(self, numbers: npt.ArrayLike, scales: ScaleArray | None = None) -> NumberArray:
        """Return the expanded numbers; a track without any known value is a row of zeros."""
        check_fitted(self, "scores_")
        known = ~np.isnan(to_numbers(numbers))
        normal = self.scores_.transform(numbers, scales)
        if len(normal) == 0:
            return np.zeros((0, 1))
        products = PolynomialFeatures(2, include_bias=False).fit_transform(normal)
        max_score = self.scores_.max_score
        knots = np.linspace(-max_score, max_score, self.n_knots)[:, None]
        spline = SplineTransformer(knots=knots, degree=2).fit(knots)
        curve = spline.transform(normal[:, [self.spline_column]]) * known[:, [self.spline_column]]
        expanded = np.hstack([products, curve])
        expanded[~known.any(axis=1)] = 0
        return expanded


def embed_content(dataset: Dataset) -> tuple[FloatArray, NumberArray]:
    """Return the audio vectors, and the content features that predict a cold track's taste."""
    scales = dataset.scales
    audio = AudioVectors().fit(dataset.features, scales).transform(dataset.features, scales)
    numbers, scales = stack_content(dataset)
    content = ContentFeatures(spline_column=0).fit(numbers, scales)
    return audio, content.transform(numbers, scales)


def stack_content(dataset: Dataset) -> tuple[NumberArray, ScaleArray]:
    """Return the year, popularity and graded features of the tracks, and their scales."""
    graded = dataset.features[:, : TEMPO + 1]
    numbers = np.column_stack([dataset.year, dataset.popularity, graded])
    # the year and the popularity have one scale
    scales = np.hstack([np.full((len(numbers), 2), -1), dataset.scales])
    return numbers, scales
