"""The constraints of the fit: how varied the lists of evenly drawn seeds have to be."""

from dataclasses import dataclass, replace
from typing import Self

from recommender.ranking.coverage import Coverage, limit_share
from recommender.scoring.parameters import Parameters
from recommender.tuning.folds import Folds
from recommender.tuning.validation import Trial

NEAR = 0.01  # of the coverage
SHARE_SCALE = 5.0  # a share above its limit counts like so many times as much missing coverage


@dataclass(frozen=True)
class Limits:
    """The constraints of the search: what the lists of evenly drawn seeds have to keep."""

    min_coverage: float
    max_share: float

    @classmethod
    def within_reach(cls, folds: Folds, start: Parameters) -> Self:
        """Return the limits of the parameters, or as near as the most varied lists come."""
        varied = folds.trial(replace(start, popularity_weight=0.0))
        limit = limit_share(start.max_share, len(varied.exposure))
        coverage = varied.coverage
        return cls(min(start.min_coverage, coverage.relative), max(limit, coverage.largest_share))

    def are_kept(self, coverage: Coverage) -> bool:
        """Return whether no limit is missed."""
        return max(self.violations(coverage)) <= 0

    def are_near(self, coverage: Coverage) -> bool:
        """Return whether a limit is missed, or all but missed."""
        return max(self.violations(coverage)) > -NEAR

    def violations(self, coverage: Coverage) -> list[float]:
        """Return by how much each limit is missed; below 0 where it is kept."""
        return [
            self.min_coverage - coverage.relative,
            (coverage.largest_share - self.max_share) * SHARE_SCALE,
        ]

    def merit(self, trial: Trial) -> float:
        """Return the quality, less what the limits are missed by.

        An exact penalty (Nocedal and Wright 2006, "Numerical optimization", section 17.2): it
        costs more than the precision that breaking a limit can gain.
        """
        return trial.quality - sum(max(0.0, each) for each in self.violations(trial.coverage))
