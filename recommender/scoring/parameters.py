"""Every number that can be turned, with its one default, and the version they add up to."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from scipy import sparse

from recommender.checks import FloatArray
from recommender.errors import UnknownParameter
from recommender.scoring.co_occurrence import CoOccurrence, fit_co_occurrence

if TYPE_CHECKING:
    import pyarrow as pa

VERSION = "4"
SIGNED = ("cold_seed_popularity_weight",)
WHOLE = ("n_dimensions", "n_neighbors", "exact_search_max_tracks", "min_candidates")


@dataclass(frozen=True)
class Parameters:
    """The parameters of the vectors and of the score.

    The score of a track for a seed is a weighted sum of five contributions: the product of their
    audio vectors, the product of their taste vectors, how far they share artists, their
    normalised co-occurrence in playlists, and the track's own popularity.

    Attributes
    ----------
    audio_weight, taste_weight, artist_weight, co_occurrence_weight : of contributions in [-1, 1]
    popularity_weight : of log(1 + playlists)
    cold_seed_popularity_weight : of log(1 + playlists) where no playlist holds the seed; it
        falls with each playlist that does
    exposure_penalty : weight of the penalty of a track that is in many lists
    target_coverage : the build raises the exposure penalty until the lists hold this many
        different tracks, divided by those of random lists, in [0, 1]; 0 leaves the
        exposure penalty as it is
    hubness : weight of the penalty of a track whose nearest tracks are very near
    max_exposure_share : no track shall stand in a larger share of the lists, in [0, 1]
    n_dimensions, shrinkage : of `TasteVectors`
    co_occurrence_shrinkage, co_occurrence_damping, artist_smoothing : of `fit_co_occurrence`
    n_neighbors : length of a list
    exact_search_max_tracks : up to how many tracks a seed is compared with all of them
    min_candidates : with how many at least in a larger catalogue; see `recommender.ranking.ivf`
    """

    audio_weight: float = 0.1
    taste_weight: float = 1.0
    artist_weight: float = 0.3
    co_occurrence_weight: float = 0.6
    popularity_weight: float = 0.05
    cold_seed_popularity_weight: float = 0.1
    exposure_penalty: float = 0.1
    target_coverage: float = 0.0
    hubness: float = 0.3
    max_exposure_share: float = 0.018
    n_dimensions: int = 96
    shrinkage: float = 6.0
    co_occurrence_shrinkage: float = 3.0
    co_occurrence_damping: float = 0.0
    artist_smoothing: float = 3.0
    n_neighbors: int = 20
    exact_search_max_tracks: int = 100_000
    min_candidates: int = 131_072

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            lowest = 1 if field.name in WHOLE else -np.inf if field.name in SIGNED else 0
            kinds = (int,) if field.name in WHOLE else (int, float)
            if isinstance(value, bool) or not isinstance(value, kinds) or not value >= lowest:
                bound = f" of at least {lowest}" if np.isfinite(lowest) else ""
                raise UnknownParameter(
                    f"the parameter {field.name} must be a {kinds[-1].__name__}{bound}, "
                    f"but is {value!r}; change it where the model is configured"
                )

    @classmethod
    def of(cls, given: "Mapping[str, Any] | pa.Table | None") -> Self:
        """Return the defaults with the given values put over them.

        Parameters
        ----------
        given : a mapping of names to values, or a table as `build_parameters` makes it,
            with the columns parameter and value; its other rows are figures, not read

        Raises
        ------
        UnknownParameter
            If a name is not a parameter, or a value is out of its range.
        """
        known = {field.name for field in fields(cls)}
        values = given if isinstance(given, Mapping) else read_parameters(given)
        unknown = sorted(set(values) - known)
        if unknown:
            raise UnknownParameter(
                f"unknown parameter {', '.join(unknown)}; there are {', '.join(sorted(known))}"
            )
        return cls(**dict(values))

    def damped(
        self, tracks: sparse.csr_matrix, artists: sparse.csr_matrix
    ) -> tuple[sparse.csr_matrix, CoOccurrence]:
        """Return `fit_co_occurrence` of what holds the tracks, and who they are by."""
        return fit_co_occurrence(
            tracks,
            artists,
            self.co_occurrence_shrinkage,
            self.co_occurrence_damping,
            self.artist_smoothing,
        )

    @property
    def weights(self) -> FloatArray:
        """Return the weights in the order of `CONTRIBUTIONS`; popularity is weighted already."""
        weights = (
            self.audio_weight,
            self.taste_weight,
            self.artist_weight,
            self.co_occurrence_weight,
            1.0,
        )
        return np.array(weights, dtype=np.float32)

    @property
    def model_version(self) -> str:
        """Return the version of the method and a short hash of the numbers."""
        numbers = {name: float(value) for name, value in asdict(self).items()}
        text = json.dumps(numbers, sort_keys=True)
        return f"{VERSION}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def read_parameters(table: "pa.Table | None") -> dict[str, Any]:
    """Return the parameters out of a table of parameters and figures, as a mapping."""
    if table is None:
        return {}
    known = {field.name for field in fields(Parameters)}
    pairs = zip(table["parameter"].to_pylist(), table["value"].to_pylist(), strict=True)
    return {name: int(value) if name in WHOLE else value for name, value in pairs if name in known}
