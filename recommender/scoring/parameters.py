"""The parameters of the recommender, each with its one default, and the model version."""

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
from recommender.scoring.contributions import CONTRIBUTIONS, contribution_array
from recommender.search.cost import TARGET_RECALL

if TYPE_CHECKING:
    import pyarrow as pa

    from recommender.embeddings.taste import TasteVectors

METHOD_VERSION = "5"
SIGNED = ("cold_seed_popularity_weight",)
INTEGERS = ("n_dimensions", "n_neighbors")
OF_TASTE = (
    "n_dimensions", "shrinkage", "popularity_damping", "length_damping", "play_half_life_days",
)  # fmt: skip


@dataclass(frozen=True)
class Parameters:
    """The parameters of the vectors and of the score.

    The score of a track for a seed is the weighted sum of five contributions: the product of
    their audio vectors, the product of their taste vectors, the share of artists in common,
    the normalised co-occurrence in playlists, and the track's own popularity.

    Attributes
    ----------
    audio_weight, taste_weight, artist_weight, co_occurrence_weight : of contributions in [-1, 1]
    popularity_weight : of log(1 + playlists)
    cold_seed_popularity_weight : of log(1 + playlists) if no playlist holds the seed; it
        falls with each playlist that does
    hubness : weight of the penalty of a track whose nearest tracks are very near
    skip_weight : what a track loses that is skipped in all of its listening sessions; see
        `recommender.data.skips`
    play_half_life_days : after so many days a listening session counts half in the taste vectors
        and the popularity; 0 for never
    artist_repeat_penalty, cold_seed_artist_repeat_penalty : what a track loses whose first artist
        has a better place in the list, for a seed of many playlists and of none
    min_coverage : the fit keeps the different tracks in lists of evenly drawn seeds, divided by
        those of random lists, at least here, in [0, 1]
    max_share : the fit keeps the share of these lists that hold the same track at most here
    min_artists : the fit keeps the mean number of different artists in a list of ten at least here
    n_dimensions, shrinkage, popularity_damping, length_damping : of `TasteVectors`
    co_occurrence_shrinkage, co_occurrence_damping, artist_smoothing : of `fit_co_occurrence`
    n_neighbors : length of a list
    target_recall : the share of the exact lists of a sample that the search of near cells has to
        find, in [0, 1]; 1 for the exact search; see `recommender.ranking.near_search`
    """

    audio_weight: float = 0.1
    taste_weight: float = 1.0
    artist_weight: float = 0.3
    co_occurrence_weight: float = 0.6
    popularity_weight: float = 0.05
    cold_seed_popularity_weight: float = 0.1
    hubness: float = 0.3
    skip_weight: float = 0.0
    play_half_life_days: float = 0.0
    artist_repeat_penalty: float = 0.25
    cold_seed_artist_repeat_penalty: float = 0.1
    min_coverage: float = 0.75
    max_share: float = 0.018
    min_artists: float = 8.0
    n_dimensions: int = 96
    shrinkage: float = 6.0
    popularity_damping: float = 0.25
    length_damping: float = 0.5
    co_occurrence_shrinkage: float = 3.0
    co_occurrence_damping: float = 0.0
    artist_smoothing: float = 3.0
    n_neighbors: int = 20
    target_recall: float = TARGET_RECALL

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            lowest = 1 if field.name in INTEGERS else -np.inf if field.name in SIGNED else 0
            kinds = (int,) if field.name in INTEGERS else (int, float)
            if isinstance(value, bool) or not isinstance(value, kinds) or not value >= lowest:
                bound = f" of at least {lowest}" if np.isfinite(lowest) else ""
                raise UnknownParameter(
                    f"the parameter {field.name} must be a {kinds[-1].__name__}{bound}, "
                    f"but is {value!r}; change it where the model is configured"
                )

    @classmethod
    def from_values(cls, given: "Mapping[str, Any] | pa.Table | None") -> Self:
        """Return the defaults, replaced by the given values.

        Parameters
        ----------
        given : a mapping of names to values, or a table as `build_parameters` makes it,
            with the columns parameter and value; its rows of measured values are not read

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

    def has_same_taste(self, other: "Parameters") -> bool:
        """Return whether the other parameters make the same taste vectors."""
        return all(getattr(self, name) == getattr(other, name) for name in OF_TASTE)

    def fit_co_occurrence(
        self, tracks: sparse.csr_matrix, artists: sparse.csr_matrix
    ) -> tuple[sparse.csr_matrix, CoOccurrence]:
        """Return `fit_co_occurrence` of the playlists and the artists of the tracks."""
        return fit_co_occurrence(
            tracks,
            artists,
            self.co_occurrence_shrinkage,
            self.co_occurrence_damping,
            self.artist_smoothing,
        )

    def taste_vectors(self, n_dimensions: int) -> "TasteVectors":
        """Return the unfitted taste vectors of these dampings, with so many dimensions."""
        from recommender.embeddings.taste import TasteVectors  # scikit-learn: not for a search

        return TasteVectors(
            n_dimensions=n_dimensions,
            shrinkage=self.shrinkage,
            length_damping=self.length_damping,
            popularity_damping=self.popularity_damping,
        )

    @property
    def weights(self) -> FloatArray:
        """Return the weight of each contribution; 1 for what is weighted already."""
        return contribution_array(**{**self._weights_by_name, "popularity": 1.0})

    @property
    def raw_weights(self) -> FloatArray:
        """Return the weights when the popularity is log(1 + playlists) itself."""
        return contribution_array(**self._weights_by_name)

    @property
    def _weights_by_name(self) -> dict[str, float]:
        pairs = [name for name in CONTRIBUTIONS if name != "artist_repeat"]
        return {name: getattr(self, f"{name}_weight") for name in pairs} | {"artist_repeat": 1.0}

    @property
    def model_version(self) -> str:
        """Return the version of the method and a short hash of the numbers."""
        numbers = {name: float(value) for name, value in asdict(self).items()}
        text = json.dumps(numbers, sort_keys=True)
        return f"{METHOD_VERSION}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def read_parameters(table: "pa.Table | None") -> dict[str, Any]:
    """Return the parameters of a table of parameters and measured values, as a mapping."""
    if table is None:
        return {}
    pairs = zip(table["parameter"].to_pylist(), table["value"].to_pylist(), strict=True)
    return select_parameters(dict(pairs))


def select_parameters(values: Mapping[str, float]) -> dict[str, Any]:
    """Return the parameters among named values, whole numbers as such."""
    return {
        field.name: int(values[field.name]) if field.name in INTEGERS else values[field.name]
        for field in fields(Parameters)
        if field.name in values
    }
