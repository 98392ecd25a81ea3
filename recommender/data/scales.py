"""Scales of audio features: which provider measured a value, and its value on another's scale.

Providers do not measure alike: the energy of one may be a tenth above that of another for the
same track. Where both measured the same tracks, these say how one scale maps to the other.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from recommender.data.incidence import positions, sorted_keys, to_float
from recommender.features import GRADED, SCALES, TEMPO

if TYPE_CHECKING:
    import pyarrow as pa

NumberArray = npt.NDArray[np.float64]
ScaleArray = npt.NDArray[np.int64]
# If two providers correlate by 0.8, a quantile of one on the scale of the other has from 100
# tracks a standard error of 0.08 standard deviations.
MIN_COMPARED = 100
DECIMALS = 9
TRACKS_OF_STEP, MAX_STEPS = 10, 200  # a step of the map rests on ten tracks at least


@dataclass(frozen=True)
class Comparison:
    """Values of the tracks that were measured on several scales.

    Attributes
    ----------
    tracks : array of n_rows numbers, equal for the rows of one track
    scales : array of n_rows numbers of scales
    values : array (n_rows, n_graded), NaN unknown
    """

    tracks: npt.NDArray[np.int64]
    scales: ScaleArray
    values: NumberArray

    def pair(self, scale: int, other: int, column: int) -> tuple[NumberArray, NumberArray]:
        """Return the values of a column of the tracks that are known on both scales."""
        known = ~np.isnan(self.values[:, column])
        rows, others = (np.flatnonzero(known & (self.scales == each)) for each in (scale, other))
        _, own, its = np.intersect1d(self.tracks[rows], self.tracks[others], return_indices=True)
        return self.values[rows[own], column], self.values[others[its], column]


def read_scales(features: "pa.Table", keys: "pa.Array") -> tuple[ScaleArray, Comparison]:
    """Return the number of the scale of each track's graded values, and what compares scales.

    The column `af_scale` names the one scale of a track, `af_scales` those of a track that has
    several, one for each graded value between commas; -1 is an unknown one. `af_comparison` has
    a line for each scale on which a track was measured, its name and the values between commas.
    A table may lack these columns.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    one, several, compared = (_texts(features, name) for name in SCALES)
    several = pc.split_pattern(several, ",")
    lines = pc.split_pattern(compared, "\n")
    cells = pc.split_pattern(lines.flatten(), ",")
    scales = pc.list_element(cells, 0)
    texts = pa.chunked_array([one, several.flatten(), scales], pa.string())
    names = sorted_keys(texts.filter(pc.not_equal(texts, "")))

    codes = np.full((len(keys), len(GRADED)), -1, np.int64)
    rows = np.repeat(positions(one, names)[:, None], len(GRADED), axis=1)
    mixed = np.flatnonzero(pc.is_valid(several).to_numpy(zero_copy_only=False))
    if len(mixed):
        rows[mixed] = positions(several.flatten(), names).reshape(len(mixed), -1)
    place = positions(features["track_id"], keys)
    codes[place[place >= 0]] = rows[place >= 0]
    numbers = [_to_numbers(pc.list_element(cells, 1 + place)) for place in range(len(GRADED))]
    tracks = np.asarray(pc.list_parent_indices(lines), np.int64)
    return codes, Comparison(tracks, positions(scales, names), np.column_stack(numbers))


def align_scales(
    values: NumberArray, scales: ScaleArray, comparison: Comparison
) -> tuple[NumberArray, ScaleArray]:
    """Return the values on as few scales as the comparison allows, and the scale of each.

    In each column the scale of most values stays. Another one is mapped to it through the
    quantiles of the tracks that are known on both, if these are `MIN_COMPARED` or more: so a
    provider of other tracks keeps what is different about the tracks, and loses what is
    different about its measure. Beyond the tracks compared the map goes on as a shift. The tempo
    has no scale: a beat a minute is the same for all.

    Parameters
    ----------
    values : array (n_tracks, n_features), the graded columns first, NaN unknown
    scales : array (n_tracks, n_graded), the number of each value's scale, -1 unknown
    """
    values, scales = values.copy(), scales.copy()
    scales[:, TEMPO] = -1
    for column in range(TEMPO) if len(comparison.tracks) else ():
        known = ~np.isnan(values[:, column])
        named = scales[known & (scales[:, column] >= 0), column]
        found, counts = np.unique(named, return_counts=True)
        if len(found) < 2:
            continue
        reference = int(found[np.argmax(counts)])
        for scale in found[found != reference].tolist():
            its, wanted = comparison.pair(scale, reference, column)
            if len(its) < MIN_COMPARED:
                continue
            rows = np.flatnonzero(known & (scales[:, column] == scale))
            values[rows, column] = _map_quantiles(values[rows, column], its, wanted)
            scales[rows, column] = reference
    return values, scales


def _map_quantiles(values: NumberArray, its: NumberArray, wanted: NumberArray) -> NumberArray:
    """Return values as the quantiles of two samples map them, shifted beyond both ends."""
    steps = np.linspace(0, 1, min(len(its) // TRACKS_OF_STEP, MAX_STEPS) + 1)
    knots, which = np.unique(np.quantile(its, steps), return_inverse=True)
    heights = np.bincount(which, np.quantile(wanted, steps)) / np.bincount(which)
    mapped = np.interp(values, knots, heights)
    beyond = values - np.clip(values, knots[0], knots[-1])
    # equal values stay equal, of which rounding errors would make several
    return np.round(mapped + beyond, DECIMALS)


def _texts(table: "pa.Table", name: str) -> "pa.Array":
    """Return a column of texts that a table may have."""
    import pyarrow as pa

    if name not in table.column_names:
        return pa.nulls(len(table), pa.string())
    return table[name].cast(pa.string()).combine_chunks()


def _to_numbers(texts: "pa.Array") -> NumberArray:
    """Return texts as numbers, an empty one as NaN."""
    import pyarrow as pa
    import pyarrow.compute as pc

    known = pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts)
    return to_float(pa.chunked_array([known.cast(pa.float64())]))
