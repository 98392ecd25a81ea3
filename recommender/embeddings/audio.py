"""Audio vectors: features scaled so that no single one dominates the others."""

from typing import Self

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, TransformerMixin

from recommender.checks import FloatArray, check_fitted, unit_rows
from recommender.embeddings.quantiles import NormalScores, ScaleArray, to_numbers
from recommender.errors import FeatureMismatch
from recommender.features import FEATURES, KEY, METRE, MODE, TEMPO

SEMITONES = 12

__all__ = ["FEATURES", "AudioVectors"]


class AudioVectors(TransformerMixin, BaseEstimator):
    """Turn audio features into vectors of length 1 whose products mean "sounds alike".

    Each graded feature (and the tempo) is mapped through its own quantiles to a normal
    distribution, so that a step means the same everywhere; unscaled cosine, for
    comparison, is 99 % tempo. Providers that measure on other scales have quantiles of
    their own. Key and tempo are also cyclic: keys lie on the circle of
    fifths, and a tempo beside its half and double. A missing value is 0, the middle.
    A track without a graded value and tempo is a row of zeros, also if its key, mode or
    time signature is known: these alone do not say how it sounds.

    Parameters
    ----------
    key_weight, tempo_weight, mode_weight, metre_weight : weight of the key's circle,
        the tempo's circle, major or minor, and the time signature, beside 1 for each
        graded feature

    Attributes
    ----------
    scores_ : the fitted NormalScores of the graded features and the tempo
    """

    def __init__(
        self,
        key_weight: float = 0.3,
        tempo_weight: float = 0.5,
        mode_weight: float = 0.3,
        metre_weight: float = 0.3,
    ) -> None:
        self.key_weight = key_weight
        self.tempo_weight = tempo_weight
        self.mode_weight = mode_weight
        self.metre_weight = metre_weight

    def fit(self, features: npt.ArrayLike, scales: ScaleArray | None = None) -> Self:
        """Learn the quantiles of an array (n_tracks, n_features), columns as `FEATURES`.

        NaN means missing. Key -1, tempo 0 and time signature 0 mean missing, too.
        `scales` (n_tracks, TEMPO + 1) has the number of the scale of each graded value
        and of the tempo, -1 if unknown.
        """
        self.scores_ = NormalScores().fit(self._graded(_checked(features)), scales)
        self.n_features_in_ = len(FEATURES)
        return self

    def transform(self, features: npt.ArrayLike, scales: ScaleArray | None = None) -> FloatArray:
        """Return the vectors, one row per track, each of length 1 or 0."""
        check_fitted(self, "scores_")
        checked = _checked(features)
        graded = self.scores_.transform(self._graded(checked), scales)
        tempo, key = checked[:, TEMPO], checked[:, KEY]
        with np.errstate(invalid="ignore", divide="ignore"):
            octaves = np.log2(np.where(tempo > 0, tempo, np.nan))
            fifths = np.where(key >= 0, key * 7 / SEMITONES, np.nan)
            mode = np.where(np.isnan(checked[:, MODE]), 0, 2 * checked[:, MODE] - 1)
            metre = checked[:, METRE]
            odd = np.where(metre > 0, np.where(metre == 4, 0.25, -1), 0)
        parts = [
            graded,
            _circle(octaves) * self.tempo_weight,
            _circle(fifths) * self.key_weight,
            mode[:, None] * self.mode_weight,
            odd[:, None] * self.metre_weight,
        ]
        vectors = unit_rows(np.hstack(parts))
        # scaled to length 1, a key or a bar alone would make unlike tracks the same
        vectors[np.isnan(self._graded(checked)).all(axis=1)] = 0
        return vectors.astype(np.float32)

    @staticmethod
    def _graded(features: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        tempo = features[:, TEMPO]
        return np.column_stack([features[:, :TEMPO], np.where(tempo > 0, tempo, np.nan)])


def _circle(turns: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the point on the unit circle after so many turns; NaN is the centre."""
    angle = 2 * np.pi * turns
    return np.nan_to_num(np.column_stack([np.cos(angle), np.sin(angle)]), nan=0.0)


def _checked(features: npt.ArrayLike) -> npt.NDArray[np.float64]:
    array = to_numbers(features)
    if array.shape[1] != len(FEATURES):
        raise FeatureMismatch(
            f"audio features must have the {len(FEATURES)} columns {', '.join(FEATURES)}, "
            f"but have {array.shape[1]}; pass them all, NaN where one is unknown"
        )
    return array
