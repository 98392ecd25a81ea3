"""Validation sets of several folds of the playlists, queried as one."""

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from recommender.checks import FloatArray
from recommender.data.dataset import Dataset
from recommender.scoring.parameters import Parameters
from recommender.tuning.holdout import N_FOLDS, assign_folds
from recommender.tuning.validation import Trial, ValidationSet, build_validation_set

Penalties = tuple[FloatArray, ...]


@dataclass(frozen=True)
class Folds:
    """One `ValidationSet` for each fold; results are means over them, penalties one for each."""

    parts: tuple[ValidationSet, ...]

    @classmethod
    def from_dataset(
        cls,
        dataset: Dataset,
        audio: FloatArray,
        content: npt.NDArray[np.float64],
        start: Parameters,
        max_dimensions: int,
        is_each: bool,
    ) -> Self:
        """Hold out the first fold of the playlists, or, if `is_each`, each in turn."""
        folds = assign_folds(dataset.playlist_keys)
        n_parts = N_FOLDS if is_each else 1
        return cls(
            tuple(
                build_validation_set(
                    dataset, audio, content, folds == fold, start, max_dimensions, n_parts
                )
                for fold in range(n_parts)
            )
        )

    @property
    def no_penalties(self) -> Penalties:
        """Return penalties of 0."""
        return tuple(np.zeros(part.n_tracks, np.float32) for part in self.parts)

    @property
    def n_cold(self) -> int:
        """Return the number of queries about seeds that no training playlist holds."""
        return sum(len(part.cold.is_relevant) for part in self.parts)

    def compute_penalties(self, parameters: Parameters) -> Penalties:
        """Return what each track's popularity loses by hubness and exposure."""
        return tuple(part.compute_penalty(parameters) for part in self.parts)

    def trial(self, parameters: Parameters, penalties: Penalties) -> Trial:
        """Return the result of the parameters when the popularity loses the penalties."""
        pairs = zip(self.parts, penalties, strict=True)
        trials = [part.trial(parameters, penalty) for part, penalty in pairs]
        return Trial(
            float(np.mean([trial.precision for trial in trials])),
            float(np.mean([trial.coverage for trial in trials])),
        )

    def precision(self, parameters: Parameters, penalties: Penalties) -> float:
        """Return the share of relevant tracks among the ten best, in [0, 1]."""
        pairs = zip(self.parts, penalties, strict=True)
        return float(np.mean([part.precision(parameters, penalty) for part, penalty in pairs]))

    def cold_precision(self, parameters: Parameters, penalties: Penalties) -> float:
        """Return the same for seeds that no training playlist holds."""
        pairs = [
            (part, penalty)
            for part, penalty in zip(self.parts, penalties, strict=True)
            if len(part.cold.is_relevant)
        ]
        return float(np.mean([part.cold_precision(parameters, penalty) for part, penalty in pairs]))

    def with_parameters(self, parameters: Parameters) -> "Folds":
        """Return the same queries, with the taste and the co-occurrence of the parameters."""
        return Folds(tuple(part.with_parameters(parameters) for part in self.parts))
