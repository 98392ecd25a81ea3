"""Validation sets of several folds of the playlists, queried as one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from recommender.checks import FloatArray
from recommender.scoring.parameters import Parameters
from recommender.search.topk import IntArray
from recommender.tuning.holdout import N_FOLDS, HoldoutFolds
from recommender.tuning.validation import Hits, Trial, ValidationSet, build_validation_set


@dataclass(frozen=True)
class Folds:
    """One `ValidationSet` for each fold; results are means over them."""

    parts: tuple[ValidationSet, ...]

    @classmethod
    def from_holdout(cls, holdout: HoldoutFolds, start: Parameters, is_each: bool) -> Self:
        """Query the first fold of the playlists, or, if `is_each`, each in turn."""
        n_parts = N_FOLDS if is_each else 1
        parts = [
            build_validation_set(holdout.dataset, holdout.hold_out(fold), start, fold, n_parts)
            for fold in range(n_parts)
        ]
        return cls(tuple(parts))

    def trial(self, parameters: Parameters) -> Trial:
        """Return the mean result of the parameters, and the lists of all folds together."""
        return _join_trials([part.trial(parameters) for part in self.parts])

    def fix_lists(self, parameters: Parameters, exposure: IntArray) -> "QuickFolds":
        """Return the queries with the penalty of hubs at the parameters, and a given exposure."""
        penalties = tuple(part.penalise_hubness(parameters) for part in self.parts)
        return QuickFolds(self.parts, penalties, exposure)

    def with_parameters(self, parameters: Parameters) -> "Folds":
        """Return the same queries, with the taste and the co-occurrence of the parameters."""
        return Folds(tuple(part.with_parameters(parameters) for part in self.parts))


@dataclass(frozen=True)
class QuickFolds:
    """The same with a fixed penalty and exposure of each track: quick trials of the other weights.

    Attributes
    ----------
    parts : the validation sets
    penalties : what each track loses for its hubness, for each part
    exposure : how many lists of evenly drawn seeds hold each track
    """

    parts: tuple[ValidationSet, ...]
    penalties: tuple[FloatArray, ...]
    exposure: IntArray

    def trial(self, parameters: Parameters) -> Trial:
        """Return the mean result of the parameters for the queries."""
        pairs = zip(self.parts, self.penalties, strict=True)
        trials = [part.trial_queries(parameters, each, self.exposure) for part, each in pairs]
        return replace(_join_trials(trials), exposure=self.exposure)


def _join_trials(trials: Sequence[Trial]) -> Trial:
    cold = [each.cold_hits for each in trials if each.cold_hits is not None]
    return Trial(
        hits=_join([each.hits for each in trials]),
        cold_hits=_join(cold) if cold else None,
        different_artists=float(np.mean([each.different_artists for each in trials])),
        exposure=np.sum([each.exposure for each in trials], axis=0),
        n_lists=sum(each.n_lists for each in trials),
    )


def _join(hits: Sequence[Hits]) -> Hits:
    return Hits(
        np.concatenate([each.precision for each in hits]),
        np.concatenate([each.playlists for each in hits]),
    )
