"""The last fit, as its table has it, and the decision whether its parameters still hold."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from recommender.data.sketches import Sketch, sketch_memberships, sketch_tracks
from recommender.data.versions import PACKAGE, code_version
from recommender.scoring.parameters import select_parameters

if TYPE_CHECKING:
    import pyarrow as pa

ALWAYS, IF_CHANGED = "always", "if_changed"
REFIT_SHARE = 0.1
# what a fit computes with; the other packages take the parameters as they are
FITTING_CODE = ("data", "embeddings", "ranking", "scoring", "search", "tuning")
# they do not take part in the fit
OF_SEARCH = ("n_neighbors", "target_recall")
WHAT = {"fit_memberships": "memberships", "fit_tracks": "tracks", "fit_skips": "skips"}
NO_LAST_FIT = "fitted: there is no earlier fit"
COLUMNS = ("parameter", "value", "kind", "fit_reason", "fit_version", "sketch")


@dataclass(frozen=True)
class TrainingData:
    """What a fit learns from, small enough to be kept with its parameters.

    Attributes
    ----------
    sketches : of the memberships, the tracks and the skips, by the names of `WHAT`
    version : a hash of the code of the fit, and one of the parameters that are given
    """

    sketches: Mapping[str, Sketch]
    version: str

    @classmethod
    def from_tables(
        cls, tables: "Mapping[str, pa.Table]", skips: "pa.Table | None", given: Mapping[str, Any]
    ) -> Self:
        """Read the tables of `build_parameters`."""
        links = {"fit_memberships": tables["memberships"], "fit_skips": skips}
        sketches = {name: sketch_memberships(of) for name, of in links.items() if of is not None}
        names = ("tracks", "features", "artists", "genres")
        sketches["fit_tracks"] = sketch_tracks(*(tables[name] for name in names))
        return cls(sketches, f"{_fitting_code()}-{_hash_given(given)}")


@dataclass(frozen=True)
class LastFit:
    """The parameters of the last fit, and what it learned from."""

    values: Mapping[str, float]
    kinds: Mapping[str, str]
    reason: str
    data: TrainingData

    @classmethod
    def from_table(cls, table: "pa.Table | None") -> Self | None:
        """Read a table of `build_parameters`; None if it is empty, or of an older release."""
        if table is None or not table.num_rows or not set(COLUMNS) <= set(table.column_names):
            return None
        rows = table.select(COLUMNS).to_pylist()
        sketches = {
            row["parameter"]: Sketch(
                int(row["value"]), np.sort(np.array(row["sketch"], np.int64).view(np.uint64))
            )
            for row in rows
            if row["sketch"] is not None
        }
        if not {"fit_memberships", "fit_tracks"} <= set(sketches):
            return None
        return cls(
            {row["parameter"]: row["value"] for row in rows},
            {row["parameter"]: row["kind"] for row in rows},
            rows[0]["fit_reason"],
            TrainingData(sketches, rows[0]["fit_version"]),
        )

    @property
    def parameters(self) -> dict[str, Any]:
        """Return the parameters, but for those that no fit chooses."""
        values = select_parameters(self.values)
        return {name: value for name, value in values.items() if name not in OF_SEARCH}

    @property
    def has_fitted(self) -> bool:
        """Return whether there were enough playlists."""
        return "precision_at_10" in self.values


@dataclass(frozen=True)
class Decision:
    """Whether the parameters are fitted, or taken over, and why.

    `is_from_last` says that a fit starts from the last one, and not from the defaults.
    """

    is_fitted: bool
    reason: str
    is_from_last: bool = False


def decide(last: LastFit | None, data: TrainingData, refit: str, share: float) -> Decision:
    """Compare the training data with those of the last fit.

    Parameters
    ----------
    refit : `ALWAYS` or `IF_CHANGED`
    share : of the memberships, the tracks or the skips; a fit follows if more have changed
    """
    if last is None:
        return Decision(True, NO_LAST_FIT)
    code, given = (version.split("-") for version in (data.version, last.data.version))
    if code[0] != given[0]:
        return Decision(True, "fitted: the recommender's code is not that of the last fit")
    if code[1:] != given[1:]:
        return Decision(True, "fitted: other parameters are given than at the last fit")
    if refit == ALWAYS:
        return Decision(True, "fitted: the variable refit is always", last.has_fitted)
    nothing = Sketch.from_hashes(np.zeros(0, np.uint64))
    changed = {
        name: last.data.sketches.get(name, nothing).share_changed(data.sketches.get(name, nothing))
        for name in WHAT
    }
    most = max(changed, key=lambda name: changed[name])
    if changed[most] == 0:
        return Decision(False, last.reason)  # the same table again
    found = f"{changed[most]:.1%} of the {WHAT[most]} have changed since the last fit"
    if changed[most] > share:
        return Decision(True, f"fitted: {found}, more than {share:.0%}", last.has_fitted)
    return Decision(False, f"taken over: {found}, not more than {share:.0%}")


def _fitting_code() -> str:
    files: list[Path] = [PACKAGE / "features.py", PACKAGE / "checks.py"]
    for folder in FITTING_CODE:
        files += (PACKAGE / folder).rglob("*.py")
    return code_version(files)


def _hash_given(given: Mapping[str, Any]) -> str:
    numbers = {name: float(value) for name, value in given.items() if name not in OF_SEARCH}
    return hashlib.sha256(json.dumps(numbers, sort_keys=True).encode()).hexdigest()[:8]
