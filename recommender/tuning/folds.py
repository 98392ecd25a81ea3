"""ValidationSet about each fold of the playlists in its turn, answered as one."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from recommender.checks import FloatArray
from recommender.data.dataset import Dataset
from recommender.scoring.parameters import Parameters
from recommender.tuning.validation import (
    N_FOLDS,
    Trial,
    ValidationSet,
    assign_folds,
    build_validation_set,
)

Losses = tuple[FloatArray, ...]


@dataclass(frozen=True)
class Folds:
    """One `ValidationSet` for each fold; figures are means over them, losses one for each."""

    parts: tuple[ValidationSet, ...]

    @classmethod
    def of(
        cls,
        dataset: Dataset,
        audio: FloatArray,
        content: npt.NDArray[np.float64],
        start: Parameters,
        most_dimensions: int,
        is_each: bool,
    ) -> "Folds":
        """Hold out the first fold of the playlists, or, where `is_each`, each in its turn."""
        folds = assign_folds(dataset.playlist_keys)
        n_parts = N_FOLDS if is_each else 1
        return cls(
            tuple(
                build_validation_set(
                    dataset, audio, content, folds == fold, start, most_dimensions, n_parts
                )
                for fold in range(n_parts)
            )
        )

    @property
    def unworn(self) -> Losses:
        """Return losses of nothing."""
        return tuple(np.zeros(part.n_tracks, np.float32) for part in self.parts)

    @property
    def n_unlisted(self) -> int:
        """Return how many questions are about seeds that no other playlist holds."""
        return sum(len(part.unlisted.is_right) for part in self.parts)

    def loss(self, chosen: Parameters) -> Losses:
        """Return what each track's popularity loses by hubness and exposure_penalty."""
        return tuple(part.loss(chosen) for part in self.parts)

    def trial(self, chosen: Parameters, losses: Losses) -> Trial:
        """Return what the parameters reach when the popularities lose `losses`."""
        pairs = zip(self.parts, losses, strict=True)
        trials = [part.trial(chosen, loss) for part, loss in pairs]
        return Trial(
            float(np.mean([trial.precision for trial in trials])),
            float(np.mean([trial.coverage for trial in trials])),
        )

    def precision(self, chosen: Parameters, losses: Losses) -> float:
        """Return the share of right ones among the ten best, in [0, 1]."""
        pairs = zip(self.parts, losses, strict=True)
        return float(np.mean([part.precision(chosen, loss) for part, loss in pairs]))

    def precision_of_unlisted(self, chosen: Parameters, losses: Losses) -> float:
        """Return the same for seeds that no other playlist holds."""
        pairs = [
            (part, loss)
            for part, loss in zip(self.parts, losses, strict=True)
            if len(part.unlisted.is_right)
        ]
        return float(np.mean([part.precision_of_unlisted(chosen, loss) for part, loss in pairs]))

    def measured_with(self, chosen: Parameters) -> "Folds":
        """Return the same questions, with the taste and the co-occurrence as they are chosen."""
        return Folds(tuple(part.measured_with(chosen) for part in self.parts))
