"""Ages of listening sessions, and their weights: old ones say less about the tastes of today."""

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy import sparse

from recommender.data.incidence import positions, to_float

if TYPE_CHECKING:
    import pyarrow as pa

NumberArray = npt.NDArray[np.float64]
PLAYED = "played_on"  # the column of memberships; one that lacks it has no ages
DAYS_OF_STEP = 30


def read_session_ages(memberships: "pa.Table", playlist_keys: "pa.Array") -> NumberArray:
    """Return the age of each playlist's plays in days; NaN for one that was not played.

    Ages count back from the end of the newest step of 30 days, so that they, and all that is
    made of them, change with the steps and not with each play.
    """
    import pyarrow as pa

    ages = np.full(len(playlist_keys), np.nan)
    if PLAYED not in memberships.column_names:
        return ages
    days = to_float(memberships[PLAYED].cast(pa.date32()).cast(pa.int32()))
    known = np.isfinite(days)
    if not known.any():
        return ages
    end = (np.nanmax(days) // DAYS_OF_STEP + 1) * DAYS_OF_STEP
    newest = np.full(len(playlist_keys), -np.inf)
    rows = positions(memberships["playlist_id"], playlist_keys)[known]
    np.maximum.at(newest, rows, days[known])
    ages[np.isfinite(newest)] = end - newest[np.isfinite(newest)]
    return ages


def weigh_playlists(ages: NumberArray, half_life_days: float) -> NumberArray | None:
    """Return the weight of each playlist and session: 1, halved with each half-life of age.

    A playlist has no age, and the weight 1. None if all weights are 1: without a half-life (0),
    or without ages.
    """
    if half_life_days <= 0 or np.isnan(ages).all():
        return None
    weights: NumberArray = 0.5 ** (np.nan_to_num(ages, nan=0.0) / half_life_days)
    return weights


def count_playlists(playlists: sparse.csr_matrix, weights: NumberArray | None) -> NumberArray:
    """Return the sum of the weights of each track's playlists: their number, if all are 1."""
    if weights is None:
        return np.asarray(playlists.sum(axis=0), np.float64).ravel()
    return np.asarray(playlists.T @ weights, np.float64)
