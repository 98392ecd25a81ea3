"""The vectors that a mart holds, and the decision whether a build keeps them."""

import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Self

import numpy as np
import numpy.typing as npt

from recommender.checks import FloatArray
from recommender.data.arrow import to_matrix
from recommender.data.dataset import Dataset
from recommender.data.incidence import positions, to_float
from recommender.data.versions import code_version
from recommender.scoring.parameters import Parameters
from recommender.search.topk import IntArray

if TYPE_CHECKING:
    import pyarrow as pa

SHARE, BUILDS = 0.02, 20
HELD_COLUMNS = (
    "track_id", "audio", "taste", "factors", "popularity", "hubness",
    "number_of_training_playlists", "fitted_playlists", "content_hash", "cold_start_source",
    "model_version",
)  # fmt: skip
WHOLE = "all made anew: "


@dataclass(frozen=True)
class VectorDecision:
    """Whether a build makes the vectors of all tracks anew, and why.

    Attributes
    ----------
    code : a hash of the code that made those of all tracks
    """

    is_whole: bool
    reason: str
    code: str = field(default_factory=code_version)


@dataclass(frozen=True)
class VectorRule:
    """When the vectors of all tracks are made anew.

    Attributes
    ----------
    share : of the memberships or the tracks; more have come or changed since all were made
    builds : the number of builds in a row that keep them, at most
    """

    share: float = SHARE
    builds: int = BUILDS


@dataclass(frozen=True)
class HeldVectors:
    """The rows of the last build, and what is known of how they were made.

    Attributes
    ----------
    table : the columns `HELD_COLUMNS` of the result of `build_vectors`
    code : the hash of the code that last made the vectors of all tracks
    n_builds : the builds that have kept them since
    """

    table: "pa.Table"
    code: str
    n_builds: int

    @classmethod
    def from_tables(cls, table: "pa.Table | None", decisions: "pa.Table") -> Self | None:
        """Return what a mart holds; None if it holds nothing, or the rows of an older release.

        Parameters
        ----------
        decisions : the result of `decisions_query`, one row or none
        """
        if table is None or not table.num_rows or not decisions.num_rows:
            return None
        row = decisions.to_pylist()[0]
        return cls(table.select(HELD_COLUMNS), row["code"], row["n_builds"])

    @cached_property
    def counts(self) -> npt.NDArray[np.float64]:
        """Return the number of playlists of each track at the last build."""
        return to_float(self.table["number_of_training_playlists"])

    @cached_property
    def fitted_counts(self) -> npt.NDArray[np.float64]:
        """Return that number when all vectors were made; NaN for a track folded in since."""
        return to_float(self.table["fitted_playlists"])

    def matrix(self, name: str) -> FloatArray:
        """Return a column of vectors, shape (n_rows, n_columns)."""
        return to_matrix(self.table[name])


@dataclass(frozen=True)
class Places:
    """Where the tracks of a dataset and the held rows are in each other.

    Attributes
    ----------
    rows : array of n_tracks, the held row of each track; -1 for none
    is_kept : array of n_tracks, whether the track keeps the vector that it was fitted with
    is_new : array of n_tracks, whether there is anything to make a vector of, and none is kept
    """

    rows: IntArray
    is_kept: npt.NDArray[np.bool_]
    is_new: npt.NDArray[np.bool_]

    @classmethod
    def compare(cls, held: HeldVectors, dataset: Dataset, hashes: npt.NDArray[np.int64]) -> Self:
        """Compare the tracks with the held rows.

        A track keeps its vector if it was fitted, with the content of today, and if it
        was in a playlist then, or is in none now.
        """
        import pyarrow as pa

        rows = positions(pa.chunked_array([dataset.keys]), held.table["track_id"].combine_chunks())
        counts = count_playlists(dataset)
        place = np.maximum(rows, 0)
        fitted = np.where(rows >= 0, held.fitted_counts[place], np.nan)
        is_same = held.table["content_hash"].to_numpy()[place] == hashes
        is_kept = np.isfinite(fitted) & is_same & ((fitted > 0) | (counts == 0))
        numbers = np.column_stack([dataset.features, dataset.year, dataset.popularity])
        is_known = np.isfinite(numbers).any(axis=1) | (counts > 0)
        for links in (dataset.artists, dataset.genres):
            is_known |= np.diff(links.indptr) > 0
        return cls(rows, is_kept, is_known & ~is_kept)


def decide(
    held: HeldVectors | None,
    dataset: Dataset,
    hashes: npt.NDArray[np.int64],
    parameters: Parameters,
    rule: VectorRule,
) -> tuple[VectorDecision, Places | None]:
    """Return whether all vectors are made anew; if not, also where the held ones are."""
    if held is None:
        return VectorDecision(True, f"{WHOLE}there are none of an earlier build"), None
    if held.code != code_version():
        return VectorDecision(True, f"{WHOLE}the recommender's code is another"), None
    if set(held.table["model_version"].to_pylist()) != {parameters.model_version}:
        return VectorDecision(True, f"{WHOLE}the parameters are others"), None
    if held.n_builds >= rule.builds:
        return VectorDecision(True, f"{WHOLE}{held.n_builds} builds have kept them"), None
    places = Places.compare(held, dataset, hashes)
    reason = _find_reason(held, dataset, places, rule)
    if reason is not None:
        return VectorDecision(True, f"{WHOLE}{reason}"), None
    n_new = int(places.is_new.sum())
    reason = f"kept for the {held.n_builds + 1}. build, {n_new} tracks folded in"
    return VectorDecision(False, reason, held.code), places


def _find_reason(
    held: HeldVectors, dataset: Dataset, places: Places, rule: VectorRule
) -> str | None:
    """Return what in the data is a reason to make all vectors anew."""
    counts = count_playlists(dataset)
    now = np.zeros(len(held.counts))
    now[places.rows[places.rows >= 0]] = counts[places.rows >= 0]
    if (now < held.counts).any():
        # what was learned from a membership has to go with it
        return "memberships were removed"
    if not counts[places.is_kept].any():
        return "no track of a playlist keeps its vector"
    fitted = float(np.nansum(held.fitted_counts))
    shares = {"memberships": (counts.sum() - fitted) / counts.sum(), "tracks": places.is_new.mean()}
    name = max(shares, key=lambda name: shares[name])
    if shares[name] > rule.share:
        return f"{shares[name]:.1%} of the {name} are new or changed, more than {rule.share:.0%}"
    return None


def count_playlists(dataset: Dataset) -> npt.NDArray[np.int64]:
    """Return the number of playlists of each track."""
    return np.asarray(dataset.playlists.sum(axis=0), np.int64).ravel()


def is_made_anew(vectors: "pa.Table") -> bool:
    """Return whether all rows of a result of `build_vectors` were made anew."""
    return bool(json.loads(vectors.schema.metadata[b"decision"])["is_whole"])


def decisions_query(model: str) -> str:
    """Return the query for the last time that a model made all rows, and the builds since."""
    return f"""
        select code, model_version, n_builds
        from (
            select is_whole, code, model_version,
                (row_number() over (order by decided_at desc) - 1)::integer as n_builds
            from observability.model_decisions
            where model = '{model}'
        ) as numbered
        where is_whole
        order by n_builds
        limit 1
    """  # noqa: S608 - the name of a model of the project
