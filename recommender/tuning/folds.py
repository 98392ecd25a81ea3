"""Validation sets of several folds of the playlists, queried as one."""

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from recommender.checks import FloatArray
from recommender.data.dataset import Dataset
from recommender.scoring.parameters import Parameters
from recommender.tuning.holdout import N_FOLDS, HeldOut, assign_folds
from recommender.tuning.validation import Trial, ValidationSet, build_validation_set


@dataclass(frozen=True)
class Folds:
    """One `ValidationSet` for each fold; results are means over them."""

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
        parts = []
        for fold in range(n_parts):
            held_out = HeldOut(dataset, audio, content, folds == fold, max_dimensions)
            parts.append(build_validation_set(dataset, held_out, start, fold, n_parts))
        return cls(tuple(parts))

    def trial(self, parameters: Parameters) -> Trial:
        """Return the mean result of the parameters, and the lists of all folds together."""
        trials = [part.trial(parameters) for part in self.parts]
        cold = [each.cold_precision for each in trials if each.cold_precision is not None]
        return Trial(
            precision=float(np.mean([each.precision for each in trials])),
            cold_precision=float(np.mean(cold)) if cold else None,
            different_artists=float(np.mean([each.different_artists for each in trials])),
            exposure=np.sum([each.exposure for each in trials], axis=0),
            n_lists=sum(each.n_lists for each in trials),
        )

    def with_parameters(self, parameters: Parameters) -> "Folds":
        """Return the same queries, with the taste and the co-occurrence of the parameters."""
        return Folds(tuple(part.with_parameters(parameters) for part in self.parts))
