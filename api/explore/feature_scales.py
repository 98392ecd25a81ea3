"""How the values of each attribute are spread over the catalogue, for sliders and histograms."""

from typing import Any

import numpy as np
import numpy.typing as npt
import orjson

from api.recommendations.index_cache import current_index
from recommender.serving.index import ATTRIBUTES, Index

RATIOS = frozenset(
    {"danceability", "energy", "speechiness", "acousticness", "instrumentalness", "liveness",
     "valence"}
)  # fmt: skip
WHOLE = frozenset({"key", "mode", "time_signature", "year"})  # one step for each number
LEAST = {"tempo": 1.0, "key": 0.0}  # what is below was not detected
N_STEPS = 40
MOST_YEARS = 120
RARE = 0.001  # share of the values beyond each end of a scale


def answer_feature_scales() -> bytes:
    """Return the fields of `FeatureScales` as JSON, computed once for a build."""
    source = current_index()
    return source.answers.get("feature scales", lambda: _compute(source.index)).body


def known_values(index: Index, name: str, rows: Any = slice(None)) -> npt.NDArray[np.float32]:
    """Return the known values of an attribute of some rows."""
    values = index.attributes[rows, ATTRIBUTES.index(name)]
    found: npt.NDArray[np.float32] = values[are_known(values, name)]
    return found


def are_known(values: npt.NDArray[np.floating], name: str) -> npt.NDArray[np.bool_]:
    """Return which values of an attribute are known."""
    return np.isfinite(values) & (values >= LEAST.get(name, -np.inf))


def _compute(index: Index) -> bytes:
    scales = [_build_scale(name, known_values(index, name)) for name in ATTRIBUTES]
    return orjson.dumps({"items": [scale for scale in scales if scale is not None]})


def _build_scale(name: str, values: npt.NDArray[np.float32]) -> dict[str, Any] | None:
    if len(values) == 0:
        return None
    lower, upper = _ends(name, values)
    n_steps = round(upper - lower) if name in WHOLE else N_STEPS
    counts, _ = np.histogram(np.clip(values, lower, upper), n_steps, (lower, upper))
    if name in WHOLE:
        upper -= 1  # the last step is that of the last number
    return {
        "name": name,
        "lower": lower,
        "upper": upper,
        "mean": float(values.mean(dtype=np.float64)),
        "number_of_tracks": len(values),
        "counts": counts.tolist(),
    }


def _ends(name: str, values: npt.NDArray[np.float32]) -> tuple[float, float]:
    """Return the two ends of a scale, the second above the first."""
    if name in RATIOS:
        return 0.0, 1.0
    if name == "popularity":
        return 0.0, 100.0
    if name in WHOLE and name != "year":
        return float(values.min()), float(values.max()) + 1
    low, high = np.quantile(values, [RARE, 1 - RARE])
    first, last = float(np.floor(low)), float(np.ceil(high))
    if name == "year":
        last = float(values.max())
        return max(first, last - MOST_YEARS + 1), last + 1
    return first, max(last, first + 1)
