"""The constraints of the fit: how varied the lists have to be, in tracks and in artists."""

from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from typing import Self

from recommender.ranking.coverage import LENGTH, Coverage, limit_share
from recommender.scoring.parameters import Parameters
from recommender.tuning.folds import Folds
from recommender.tuning.validation import Trial

NEAR = 0.01  # of the coverage
SHARE_SCALE = 5.0  # a share above its limit counts like so many times as much missing coverage
PENALTIES = ("artist_repeat_penalty", "cold_seed_artist_repeat_penalty")
PENALTY_VALUES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6)  # tried for what is within reach
HUBNESS_VALUES = (0.0, 0.15, 0.3, 0.45, 0.6)
MAX_PRICE = 0.1  # share of the precision that different artists may cost


@dataclass(frozen=True)
class Limits:
    """The constraints of the search: what the lists have to keep.

    Attributes
    ----------
    min_coverage, max_share : of the lists of evenly drawn seeds; see `Parameters`
    min_artists : least mean number of different artists in a list of ten
    """

    min_coverage: float
    max_share: float
    min_artists: float = 0.0

    @classmethod
    def within_reach(
        cls, folds: Folds, start: Parameters, given: Collection[str]
    ) -> tuple[Self, Parameters]:
        """Return the limits of the parameters, or as near as lists come, and a start near them.

        The artists come first: their limit is within reach at the least penalty of repeats that
        keeps it; they may cost a tenth of the precision. The most varied lists of tracks are
        those with this penalty, without popularity, at some weight of the hubness.
        """
        tried = _try_each(folds, start, PENALTIES, PENALTY_VALUES, given)
        lowest = (1 - MAX_PRICE) * max(trial.quality for _, trial in tried)
        tried = [pair for pair in tried if pair[1].quality >= lowest]
        enough = [pair for pair in tried if pair[1].different_artists >= start.min_artists]
        near, trial = enough[0] if enough else max(tried, key=lambda p: p[1].different_artists)
        unpopular = replace(near, popularity_weight=0.0)
        tried = _try_each(folds, unpopular, ("hubness",), HUBNESS_VALUES, given)
        coverages = [each.coverage for _, each in tried]
        limit = limit_share(start.max_share, len(trial.exposure))
        limits = cls(
            min(start.min_coverage, max(each.relative for each in coverages)),
            max(limit, min(each.largest_share for each in coverages)),
            min(start.min_artists, trial.different_artists),
        )
        return limits, near

    def are_kept(self, coverage: Coverage) -> bool:
        """Return whether no limit of the coverage is missed."""
        return max(self.violations(coverage)) <= 0

    def are_near(self, coverage: Coverage) -> bool:
        """Return whether a limit of the coverage is missed, or all but missed."""
        return max(self.violations(coverage)) > -NEAR

    def violations(self, coverage: Coverage) -> list[float]:
        """Return by how much each limit of the coverage is missed; below 0 where it is kept."""
        return [
            self.min_coverage - coverage.relative,
            (coverage.largest_share - self.max_share) * SHARE_SCALE,
        ]

    def all_violations(self, trial: Trial) -> list[float]:
        """Return by how much each limit is missed, that of the artists as a share of a list."""
        missing = (self.min_artists - trial.different_artists) / LENGTH
        return [*self.violations(trial.coverage), missing]

    def merit(self, trial: Trial) -> float:
        """Return the quality, less what the limits are missed by.

        An exact penalty (Nocedal and Wright 2006, "Numerical optimization", section 17.2): it
        costs more than the precision that breaking a limit can gain.
        """
        return trial.quality - sum(max(0.0, each) for each in self.all_violations(trial))


def _try_each(
    folds: Folds,
    start: Parameters,
    names: Collection[str],
    values: Collection[float],
    given: Collection[str],
) -> list[tuple[Parameters, Trial]]:
    """Return the trials with each of the values for those named parameters that are free."""
    free = [name for name in names if name not in given]
    options = [Parameters(**{**asdict(start), **dict.fromkeys(free, value)}) for value in values]
    return [(option, folds.trial(option)) for option in (options if free else [start])]
