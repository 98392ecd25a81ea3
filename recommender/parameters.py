"""Every number that can be turned, with its one default, and the version they add up to."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Self

from recommender.errors import UnknownParameter

VERSION = "1"


@dataclass(frozen=True)
class Parameters:
    """The parameters of the vectors and of the score.

    The score of a track for a seed is the weighted sum of five terms: the product of
    their sound vectors, the product of their taste vectors, how far they share artists,
    their normalised co-occurrence in playlists, and the track's own prior.
    """

    sound_weight: float = 0.1
    taste_weight: float = 1.0
    artist_weight: float = 0.1
    co_occurrence_weight: float = 0.3
    prior_weight: float = 0.5
    n_dimensions: int = 96
    shrinkage: float = 3.0
    n_neighbors: int = 20

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            lowest = 1 if field.name in ("n_dimensions", "n_neighbors") else 0
            if isinstance(value, bool) or not isinstance(value, int | float) or value < lowest:
                raise UnknownParameter(
                    f"the parameter {field.name} must be a number of at least {lowest}, "
                    f"but is {value!r}; change it where the model is configured"
                )

    @classmethod
    def of(cls, given: Mapping[str, Any] | None) -> Self:
        """Return the defaults with the given values put over them.

        Raises
        ------
        UnknownParameter
            If a name is not a parameter, or a value is out of its range.
        """
        known = {field.name for field in fields(cls)}
        unknown = sorted(set(given or {}) - known)
        if unknown:
            raise UnknownParameter(
                f"unknown parameter {', '.join(unknown)}; there are {', '.join(sorted(known))}"
            )
        return cls(**dict(given or {}))

    @property
    def model_version(self) -> str:
        """Return the version of the method and a short hash of the numbers."""
        text = json.dumps(asdict(self), sort_keys=True)
        return f"{VERSION}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"
